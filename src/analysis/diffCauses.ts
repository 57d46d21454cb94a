import { lowerBound } from '../lib/bisect.ts'
import { NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import type { TraceAnalysis } from './analyze.ts'
import type { Comparison, Contribution } from './diff.ts'
import { GAP_KINDS } from './gaps.ts'
import type { GapKind } from './gaps.ts'
import type { Category } from './ledger.ts'

/**
 * One reason for the difference, as a person would name it: a part that only one side has, told by its topmost span and with all
 * that is below it, or the own time of an operation on both sides.
 */
export interface DiffCause {
  /** `added`, `removed`: subtrees of one side. `own`: time of matched spans themselves. */
  readonly change: 'added' | 'removed' | 'own'
  readonly service: string
  readonly operation: string
  /** Of `own` only: what kind of time it is. */
  readonly category: Category | null
  readonly gapKind: GapKind | null
  /** What it adds to B's duration − A's, never 0. */
  readonly deltaUs: number
  /** The topmost spans, or the matched ones, by index in A's and in B's view. */
  readonly aSpans: Int32Array
  readonly bSpans: Int32Array
  /** Added or removed beside a matched sibling of the same operation: one more (or fewer) of the same, a retry or a repeat. */
  readonly again: boolean
  /** Of `own` gaps: the neighbours of the longest such gap, on the side where more time went; indices there. */
  readonly gap: {
    readonly side: 'a' | 'b'
    readonly after: number
    readonly before: number
    /** How many gaps of the kind matter, when the longest is less than nine tenths of their time; else 1. */
    readonly count: number
  } | null
}

/** The causes of a difference, greatest first; their deltaUs sum to it exactly. O(spans). */
export function explainDiff({ a, b, diff }: Comparison): DiffCause[] {
  const causes: DiffCause[] = []
  for (const contribution of diff.contributions) {
    if (contribution.status !== 'matched') continue
    const { service, operation, category, gapKind, deltaUs, aSpans, bSpans } = contribution
    const gap = neighbours(contribution, a, b)
    causes.push({ change: 'own', service, operation, category, gapKind, deltaUs, aSpans, bSpans, again: false, gap })
  }
  for (const part of topmostParts(b.trace, diff.aOfB, diff.ownUsOfB)) {
    const { service, operation, us, spans, again } = part
    causes.push({
      change: 'added',
      service,
      operation,
      category: null,
      gapKind: null,
      deltaUs: us,
      aSpans: NO_SPANS,
      bSpans: spans,
      again,
      gap: null,
    })
  }
  for (const part of topmostParts(a.trace, diff.bOfA, diff.ownUsOfA)) {
    const { service, operation, us, spans, again } = part
    causes.push({
      change: 'removed',
      service,
      operation,
      category: null,
      gapKind: null,
      deltaUs: -us,
      aSpans: spans,
      bSpans: NO_SPANS,
      again,
      gap: null,
    })
  }
  return causes.sort((x, y) => Math.abs(y.deltaUs) - Math.abs(x.deltaUs))
}

const NO_SPANS = new Int32Array(0)

interface Part {
  readonly service: string
  readonly operation: string
  readonly us: number
  readonly spans: Int32Array
  readonly again: boolean
}

/** Spans without a partner on the critical path, summed by the service and operation of the topmost of them. */
function topmostParts(trace: Trace, partner: Int32Array, ownUs: Float64Array): Part[] {
  const { length, parent, serviceId, nameId } = trace
  const top = new Int32Array(length).fill(NONE)
  const totalUs = new Float64Array(length)
  for (let span = 0; span < length; span++) {
    if (partner[span] !== NONE) continue
    const above = parent[span]
    top[span] = above !== NONE && top[above] !== NONE ? top[above] : span
    totalUs[top[span]] += ownUs[span]
  }
  const again = markRepeats(trace, partner, top)
  const groups = new Map<string, { spans: number[]; us: number; again: boolean }>()
  for (let span = 0; span < length; span++) {
    if (totalUs[span] === 0) continue
    const key = `${again[span]} ${serviceId[span]} ${nameId[span]}`
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { spans: [], us: 0, again: again[span] === 1 }))
    group.spans.push(span)
    group.us += totalUs[span]
  }
  return [...groups.values()].map(({ spans, us, again: isAgain }) => ({
    service: trace.services[serviceId[spans[0]]],
    operation: trace.names[nameId[spans[0]]],
    us,
    spans: Int32Array.from(spans),
    again: isAgain,
  }))
}

/** 1 for a topmost span with a matched sibling of its own service and operation. */
function markRepeats(
  { length, parent, serviceId, nameId, names }: Trace,
  partner: Int32Array,
  top: Int32Array,
): Uint8Array {
  const again = new Uint8Array(length)
  const known = new Set<string>()
  const nameOf = (span: number) => `${parent[span]} ${serviceId[span] * names.length + nameId[span]}`
  const parents = new Set<number>()
  for (let span = 0; span < length; span++) if (top[span] === span) parents.add(parent[span])
  for (let span = 0; span < length; span++)
    if (partner[span] !== NONE && parents.has(parent[span])) known.add(nameOf(span))
  for (let span = 0; span < length; span++) if (top[span] === span && known.has(nameOf(span))) again[span] = 1
  return again
}

/** Between what the longest gap of a contribution lies, on its longer side. */
function neighbours(
  { gapKind, deltaUs, aSpans, bSpans }: Contribution,
  a: TraceAnalysis,
  b: TraceAnalysis,
): DiffCause['gap'] {
  if (gapKind === null) return null
  const side = deltaUs > 0 ? 'b' : 'a'
  const { gaps } = side === 'b' ? b : a
  const kind = GAP_KINDS.indexOf(gapKind)
  let longest = NONE
  const lengths: number[] = []
  for (const owner of side === 'b' ? bSpans : aSpans) {
    for (let gap = lowerBound(gaps.owner, owner); gap < gaps.length && gaps.owner[gap] === owner; gap++) {
      if (gaps.kind[gap] !== kind) continue
      lengths.push(lengthOf(gap))
      if (longest === NONE || lengthOf(gap) > lengthOf(longest)) longest = gap
    }
  }
  if (longest === NONE) return null
  const sumUs = lengths.reduce((sum, us) => sum + us, 0)
  const isMost = lengthOf(longest) >= 0.9 * sumUs
  // Those that matter to the sum.
  const count = isMost ? 1 : lengths.filter((us) => us >= 0.05 * sumUs).length
  return { side, after: gaps.after[longest], before: gaps.before[longest], count }

  function lengthOf(gap: number): number {
    return gaps.endUs[gap] - gaps.startUs[gap]
  }
}
