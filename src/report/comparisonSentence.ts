import { explainDiff } from '../analysis/diffCauses.ts'
import type { DiffCause } from '../analysis/diffCauses.ts'
import type { Comparison } from '../analysis/diff.ts'
import { formatDuration, plural } from '../lib/format.ts'
import { withoutControls } from '../lib/withoutControls.ts'
import { NONE, titleOf } from '../model/trace.ts'

/** So much of the difference named is enough for one sentence. */
const ENOUGH = 0.9
const MOST = 4
/** Durations have three digits: less than so much of the largest is not seen in their sum. */
const LEAST_REST = 0.002

type ComparedSides = Pick<Comparison, 'a' | 'b'>

/** The causes that the sentence names, the largest first. */
export interface DiffStory {
  readonly deltaUs: number
  readonly isSame: boolean
  /** What pulls the same way as the difference. */
  readonly named: readonly DiffCause[]
  /** What pulls the other way, when it is as large as what is named. */
  readonly against: DiffCause | null
}

/** O(spans). */
export function tellDifference(comparison: Comparison): DiffStory {
  const { deltaUs } = comparison.diff
  const causes = explainDiff(comparison)
  const sign = Math.sign(deltaUs) || 1
  const against = causes.find((cause) => Math.sign(cause.deltaUs) === -sign) ?? null
  const named = nameEnough(
    causes.filter((cause) => Math.sign(cause.deltaUs) === sign),
    ENOUGH * Math.abs(deltaUs) + Math.abs(against?.deltaUs ?? 0),
  )
  const isLarge =
    against && Math.abs(against.deltaUs) >= 0.2 * Math.max(Math.abs(deltaUs), Math.abs(named[0]?.deltaUs ?? 0))
  return { deltaUs, isSame: causes.length === 0, named, against: isLarge ? against : null }
}

/**
 * The comparison in one sentence: "B took 550 ms longer: 309 ms in another payment: POST /charge, 150 ms more waiting before db:
 * SELECT …". Causes that pull the same way as the difference come first, the largest first; one that pulls the other way is
 * named when it is as large as what is named. What is left is told as one sum.
 */
export const formatComparisonSentence = (comparison: Comparison): string =>
  formatStory({ ...comparison, story: tellDifference(comparison) })

/** The same, of a story that is told already. */
export function formatStory({ story, ...sides }: ComparedSides & { readonly story: DiffStory }): string {
  const { deltaUs, isSame, named, against } = story
  if (isSame) return 'Both took the same time, in the same places.'
  const us = formatDuration(Math.abs(deltaUs))
  const head =
    deltaUs === 0
      ? 'Both took the same time, but not in the same places'
      : `B took ${us} ${deltaUs > 0 ? 'longer' : 'less'}`
  const clauses = named.map((cause) => formatCause(cause, sides)).join(', ')
  const rest = formatRest(story)
  if (!against) return `${head}: ${clauses}${rest}.`
  const other = formatCause(against, sides)
  return clauses === '' ? `${head}: ${other}${rest}.` : `${head}: ${clauses}; against that ${other}${rest}.`
}

/** What the clauses leave, so that the sentence adds up for who adds it up; nothing where it would drown in their rounding. */
function formatRest({ deltaUs, named, against }: DiffStory): string {
  const told = against ? [...named, against] : named
  const restUs = told.reduce((left, cause) => left - cause.deltaUs, deltaUs)
  const largestUs = told.reduce((most, cause) => Math.max(most, Math.abs(cause.deltaUs)), 0)
  if (Math.abs(restUs) < LEAST_REST * largestUs) return ''
  return `; all else together ${formatDuration(Math.abs(restUs))} ${restUs > 0 ? 'more' : 'less'}`
}

/** The largest causes until so much is named; what is small beside the largest is left to the table. */
function nameEnough(causes: readonly DiffCause[], wantedUs: number): readonly DiffCause[] {
  let sumUs = 0
  let count = 0
  while (count < Math.min(MOST, causes.length) && sumUs < wantedUs) {
    const us = Math.abs(causes[count].deltaUs)
    if (us < 0.05 * Math.abs(causes[0].deltaUs)) break
    sumUs += us
    count++
  }
  return causes.slice(0, count)
}

/** One cause as a clause: `420 ms more in pricing: tax (3 spans)`, `131 ms in another payment: attempt`. */
export function formatCause(cause: DiffCause, comparison: ComparedSides): string {
  const { change, category, gapKind, deltaUs, service, operation, again, aSpans, bSpans } = cause
  const us = formatDuration(Math.abs(deltaUs))
  const more = deltaUs > 0 ? 'more' : 'less'
  const name = withoutControls(`${service}: ${operation}`)
  const count = Math.max(aSpans.length, bSpans.length)
  if (change === 'added') {
    if (again) return count === 1 ? `${us} in another ${name}` : `${us} in ${count} more ${name}`
    return `${us} in a new ${name}${count > 1 ? ` ×${count}` : ''}`
  }
  if (change === 'removed') {
    if (again) return `${us} less with ${count === 1 ? 'one' : count} ${name} fewer`
    return `${us} less as ${name}${count > 1 ? ` ×${count}` : ''} is gone`
  }
  const spans = count > 1 ? ` (${plural(count, 'span')})` : ''
  if (gapKind !== null) return `${us} ${more} ${formatPlace(cause, comparison)}${spans}`
  if (category === 'network') return `${us} ${more} on the network around ${name}${spans}`
  return category === 'self' ? `${us} ${more} in ${name} itself${spans}` : `${us} ${more} in ${name}${spans}`
}

/** Where a gap lies: in what, and between what where it has neighbours. */
function formatPlace({ gapKind, gap, service, operation }: DiffCause, { a, b }: ComparedSides): string {
  const trace = gap?.side === 'a' ? a.trace : b.trace
  const within = withoutControls(`${service}: ${operation}`)
  const nameOf = (span: number) =>
    withoutControls(
      trace.services[trace.serviceId[span]] === service ? trace.names[trace.nameId[span]] : titleOf(trace, span),
    )
  const after = gap && gap.after !== NONE ? nameOf(gap.after) : null
  const before = gap && gap.before !== NONE ? nameOf(gap.before) : null
  // The time of several gaps is not told as that of one.
  const several = gap && gap.count > 1 ? `${gap.count} gaps of ` : ''
  const most = several === '' ? '' : ', the longest'
  switch (gapKind) {
    case 'network-out':
      return `on the network out from ${within}`
    case 'network-back':
      return `on the network back to ${within}`
    case 'queue':
      return `in the queue before ${within}`
    case 'backoff':
      return `of back-off in ${several}${within}${before === null ? '' : ` before the next ${before}`}`
    case 'missing':
      return `beside missing spans in ${within}`
    case 'lead':
      return `waiting in ${within} before ${before ?? 'its first child'}`
    case 'tail':
      return `in ${within} after ${after ?? 'its last child'}`
    default:
      if (after === null || before === null) return `waiting between the children of ${within}`
      return `waiting in ${several}${within}${most} between ${after === before ? `two ${before}` : `${after} and ${before}`}`
  }
}
