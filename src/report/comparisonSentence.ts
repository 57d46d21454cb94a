import type { Contribution } from '../analysis/diff.ts'
import { formatDuration } from '../lib/format.ts'

export interface ComparisonFacts {
  readonly deltaUs: number
  readonly contributions: readonly Contribution[]
}

/** So much of the difference named is enough for one sentence. */
const ENOUGH = 0.8
const MOST = 3

/**
 * The comparison in one sentence: "B took 550 ms longer: 309 ms in a new payment: POST /charge, 150 ms more waiting between tries
 * in …". Causes that pull the same way as the difference come first, the largest first; one that pulls the other way is named when
 * it is as large as what is named.
 */
export function formatComparisonSentence({ deltaUs, contributions }: ComparisonFacts): string {
  if (contributions.length === 0) return 'Both took the same time, in the same places.'
  const head = deltaUs === 0 ? 'Both took the same time, but not in the same places' : `B took ${formatDuration(Math.abs(deltaUs))} ${deltaUs > 0 ? 'longer' : 'less'}`
  const sign = Math.sign(deltaUs) || 1
  const along = contributions.filter((contribution) => Math.sign(contribution.deltaUs) === sign)
  const against = contributions.filter((contribution) => Math.sign(contribution.deltaUs) === -sign)
  const named: Contribution[] = []
  let sum = 0
  for (const contribution of along) {
    if (named.length === MOST || sum >= ENOUGH * Math.abs(deltaUs) + Math.abs(against[0]?.deltaUs ?? 0)) break
    named.push(contribution)
    sum += Math.abs(contribution.deltaUs)
  }
  const clauses = named.map(formatCause)
  const counter = against[0]
  const isLarge = counter && Math.abs(counter.deltaUs) >= 0.2 * Math.max(Math.abs(deltaUs), Math.abs(named[0]?.deltaUs ?? 0))
  const but = isLarge ? `${clauses.length > 0 ? '; against that ' : ''}${formatCause(counter)}` : ''
  return `${head}: ${clauses.join(', ')}${but}.`
}

/** One contribution as a clause: `420 ms more in pricing: tax (3 spans)`. */
export function formatCause(contribution: Contribution): string {
  const { deltaUs, status, category, gapKind, service, operation, aSpans, bSpans } = contribution
  const us = formatDuration(Math.abs(deltaUs))
  const more = deltaUs > 0 ? 'more' : 'less'
  const name = `${service}: ${operation}`
  const count = Math.max(aSpans.length, bSpans.length)
  const spans = count > 1 ? ` (${count} spans)` : ''
  if (category === 'network') return `${us} ${more} on the network around ${name}${spans}`
  if (category === 'gap') {
    const where = {
      lead: 'before the first call of',
      between: 'between the calls of',
      tail: 'after the last call of',
      backoff: 'waiting between tries in',
      'network-out': 'on the way out from',
      'network-back': 'on the way back to',
      queue: 'in the queue before',
      missing: 'where spans are missing in',
    }[gapKind ?? 'between']
    return `${us} ${more} ${where} ${name}${spans}`
  }
  if (status === 'added') return `${us} in a new ${name}${spans}`
  if (status === 'removed') return `${us} less, as ${name} is gone${spans}`
  return category === 'self' ? `${us} ${more} in ${name} itself${spans}` : `${us} ${more} in ${name}${spans}`
}
