import { compareText } from '../lib/compareText.ts'
import { NONE } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import { alignTraces } from './alignTraces.ts'
import type { Alignment } from './alignTraces.ts'
import { analyze } from './analyze.ts'
import type { TraceAnalysis, ViewOptions } from './analyze.ts'
import { defaultMinGapUs, GAP_KINDS } from './gaps.ts'
import type { GapKind } from './gaps.ts'
import { CATEGORIES, NO_GAP_KIND } from './ledger.ts'
import type { Category } from './ledger.ts'
import { createKeyTable, hashSubtrees } from './subtreeHashes.ts'

export const DIFF_STATUSES = ['matched', 'added', 'removed'] as const
export type DiffStatus = (typeof DIFF_STATUSES)[number]

/** What one kind of time of one operation contributes to B's duration − A's. */
export interface Contribution {
  readonly service: string
  readonly operation: string
  readonly category: Category
  readonly gapKind: GapKind | null
  readonly status: DiffStatus
  readonly aUs: number
  readonly bUs: number
  /** bUs − aUs, never 0. */
  readonly deltaUs: number
  /** The spans whose own time differs, by index in A's and in B's view, in order. */
  readonly aSpans: Int32Array
  readonly bSpans: Int32Array
}

/** B compared with A. Spans are indices into the views that were compared (`TraceAnalysis.trace` of each side). */
export interface TraceDiff {
  readonly aDurationUs: number
  readonly bDurationUs: number
  /** B's duration − A's: the sum of all contributions, exactly. */
  readonly deltaUs: number
  /** Greatest |deltaUs| first. */
  readonly contributions: readonly Contribution[]
  /** Per span of A its partner in B, and the other way round; NONE for a span of one side only. */
  readonly bOfA: Int32Array
  readonly aOfB: Int32Array
  readonly matched: number
  /** Only in B (indices in B), only in A (indices in A), in pre-order. */
  readonly added: Int32Array
  readonly removed: Int32Array
  /** Matched pairs in A's pre-order: the spans, and how much longer B's is. */
  readonly pairs: { readonly a: Int32Array; readonly b: Int32Array; readonly deltaUs: Float64Array }
  /** Per span: its own time on the main ledger's critical path. Per row of a merged tree: ownUsOfB − ownUsOfA. */
  readonly ownUsOfA: Float64Array
  readonly ownUsOfB: Float64Array
}

export interface Comparison {
  readonly a: TraceAnalysis
  readonly b: TraceAnalysis
  readonly diff: TraceDiff
}

/** Analyses both sides with one notability threshold, that of the longer trace unless one is given, and compares them. */
export function compareTraces(a: LoadedTrace, b: LoadedTrace, options: ViewOptions): Comparison {
  const minGapUs = options.minGapUs ?? Math.max(defaultMinGapUs(a.trace), defaultMinGapUs(b.trace))
  const sideA = analyze(a, { ...options, minGapUs })
  const sideB = analyze(b, { ...options, minGapUs })
  return { a: sideA, b: sideB, diff: diffAnalyses(sideA, sideB) }
}

/**
 * What differs between two analysed traces, and what each difference cost: the own times of the main ledgers, joined over the
 * alignment. Every µs of either duration is some span's own time, so that the contributions sum to the difference exactly;
 * what lies off the critical path contributes nothing. Swapping the sides negates every number. O(n log n).
 */
export function diffAnalyses(a: TraceAnalysis, b: TraceAnalysis): TraceDiff {
  if (isOrdered(a.trace, b.trace)) return diffInOrder(a, b)
  return swapSides(diffInOrder(b, a))
}

/** Which of two traces counts as the first, from nothing but themselves, so that ties fall the same under a swap. */
function isOrdered(a: Trace, b: Trace): boolean {
  if (a.length !== b.length) return a.length < b.length
  const byDuration = durationUs(a) - durationUs(b)
  if (byDuration !== 0) return byDuration < 0
  if (a.epochUs !== b.epochUs) return a.epochUs < b.epochUs
  return describeContent(a) <= describeContent(b)
}

function describeContent(trace: Trace): string {
  const { timed } = hashSubtrees(trace, createKeyTable())
  const roots: number[] = []
  for (let root = 0; root < trace.length; root = trace.subtreeEnd[root]) roots.push(timed[root])
  return `${trace.traceId} ${roots.join(' ')}`
}

const durationUs = ({ mainRoot, startUs, endUs }: Trace) =>
  mainRoot === NONE ? 0 : endUs[mainRoot] - startUs[mainRoot]

function diffInOrder(a: TraceAnalysis, b: TraceAnalysis): TraceDiff {
  const alignment = alignTraces(a.trace, b.trace)
  const ownA = ownTimes(a)
  const ownB = ownTimes(b)
  const only = (partner: Int32Array) => Int32Array.from(partner.keys()).filter((span) => partner[span] === NONE)
  const aDurationUs = durationUs(a.trace)
  const bDurationUs = durationUs(b.trace)
  return {
    aDurationUs,
    bDurationUs,
    deltaUs: bDurationUs - aDurationUs,
    contributions: contribute(a.trace, b.trace, alignment, ownA, ownB),
    bOfA: alignment.bOfA,
    aOfB: alignment.aOfB,
    matched: alignment.matched,
    added: only(alignment.aOfB),
    removed: only(alignment.bOfA),
    pairs: listPairs(a.trace, b.trace, alignment),
    ownUsOfA: ownA.totalUs,
    ownUsOfB: ownB.totalUs,
  }
}

function listPairs(a: Trace, b: Trace, { bOfA }: Alignment): TraceDiff['pairs'] {
  const spansA = Int32Array.from(bOfA.keys()).filter((span) => bOfA[span] !== NONE)
  const spansB = spansA.map((span) => bOfA[span])
  const deltaUs = Float64Array.from(
    spansA,
    (span, i) => b.endUs[spansB[i]] - b.startUs[spansB[i]] - (a.endUs[span] - a.startUs[span]),
  )
  return { a: spansA, b: spansB, deltaUs }
}

/** A category and gap kind as one number. */
type Code = number
const codeOf = (category: number, gapKind: number): Code => category * 256 + gapKind

interface OwnTimes {
  readonly totalUs: Float64Array
  /** The kind of time that most of each span's own time is; ties: the smallest code. */
  readonly mainCode: Uint16Array
  /** Every kind of time of every span on the main ledger, by span. */
  readonly parts: readonly { readonly span: number; readonly code: Code; readonly us: number }[]
}

function ownTimes({ trace, ledgers }: TraceAnalysis): OwnTimes {
  const totalUs = new Float64Array(trace.length)
  const mainCode = new Uint16Array(trace.length)
  const mainUs = new Float64Array(trace.length)
  const sums = new Map<number, number>()
  const main = ledgers.find(({ root }) => root === trace.mainRoot)
  for (let i = 0; main && i < main.segments.length; i++) {
    const { span, category, gapKind, startUs, endUs } = main.segments
    const us = endUs[i] - startUs[i]
    const at = span[i] * 65536 + codeOf(category[i], gapKind[i])
    totalUs[span[i]] += us
    sums.set(at, (sums.get(at) ?? 0) + us)
  }
  const parts = [...sums]
    .sort(([x], [y]) => x - y)
    .map(([at, us]) => ({ span: Math.floor(at / 65536), code: at % 65536, us }))
  for (const { span, code, us } of parts) {
    if (us <= mainUs[span]) continue
    mainUs[span] = us
    mainCode[span] = code
  }
  return { totalUs, mainCode, parts }
}

interface Sum {
  readonly service: string
  readonly operation: string
  readonly code: Code
  readonly status: DiffStatus
  aUs: number
  bUs: number
  readonly aSpans: number[]
  readonly bSpans: number[]
}

/** A matched pair's own time is of one kind, the longer side's; a span of one side only keeps its kinds apart. */
function contribute(a: Trace, b: Trace, { bOfA, aOfB }: Alignment, ownA: OwnTimes, ownB: OwnTimes): Contribution[] {
  const sums = new Map<string, Sum>()
  const sumOf = (trace: Trace, span: number, code: Code, status: DiffStatus): Sum => {
    const service = trace.services[trace.serviceId[span]]
    const operation = trace.names[trace.nameId[span]]
    const key = `${status} ${code} ${service.length} ${service}${operation}`
    let sum = sums.get(key)
    if (!sum) sums.set(key, (sum = { service, operation, code, status, aUs: 0, bUs: 0, aSpans: [], bSpans: [] }))
    return sum
  }
  for (let span = 0; span < a.length; span++) {
    const partner = bOfA[span]
    if (partner === NONE) continue
    const aUs = ownA.totalUs[span]
    const bUs = ownB.totalUs[partner]
    if (aUs === bUs) continue
    const sum = sumOf(a, span, aUs > bUs ? ownA.mainCode[span] : ownB.mainCode[partner], 'matched')
    sum.aUs += aUs
    sum.bUs += bUs
    sum.aSpans.push(span)
    sum.bSpans.push(partner)
  }
  for (const { span, code, us } of ownA.parts) {
    if (bOfA[span] !== NONE) continue
    const sum = sumOf(a, span, code, 'removed')
    sum.aUs += us
    sum.aSpans.push(span)
  }
  for (const { span, code, us } of ownB.parts) {
    if (aOfB[span] !== NONE) continue
    const sum = sumOf(b, span, code, 'added')
    sum.bUs += us
    sum.bSpans.push(span)
  }
  return [...sums.values()]
    .filter(({ aUs, bUs }) => aUs !== bUs)
    .map(toContribution)
    .sort(byCost)
}

const toContribution = ({ service, operation, code, status, aUs, bUs, aSpans, bSpans }: Sum): Contribution => ({
  service,
  operation,
  category: CATEGORIES[code >> 8],
  gapKind: (code & 255) === NO_GAP_KIND ? null : GAP_KINDS[code & 255],
  status,
  aUs,
  bUs,
  deltaUs: bUs - aUs,
  aSpans: Int32Array.from(aSpans).sort(),
  bSpans: Int32Array.from(bSpans).sort(),
})

/** Ties by name, with additions and removals told apart by nothing that a swap would turn round. */
function byCost(x: Contribution, y: Contribution): number {
  const name = (of: Contribution) => [of.service, of.operation, of.category, of.gapKind ?? ''].join('\n')
  const nameX = name(x)
  const nameY = name(y)
  return (
    Math.abs(y.deltaUs) - Math.abs(x.deltaUs) ||
    compareText(nameX, nameY) ||
    Number(x.status !== 'matched') - Number(y.status !== 'matched')
  )
}

const SWAPPED: Record<DiffStatus, DiffStatus> = { matched: 'matched', added: 'removed', removed: 'added' }

function swapSides(diff: TraceDiff): TraceDiff {
  const { pairs, bOfA } = diff
  const order = Int32Array.from(pairs.b.keys()).sort((x, y) => pairs.b[x] - pairs.b[y])
  return {
    aDurationUs: diff.bDurationUs,
    bDurationUs: diff.aDurationUs,
    deltaUs: 0 - diff.deltaUs,
    contributions: diff.contributions.map((of) => ({
      ...of,
      status: SWAPPED[of.status],
      aUs: of.bUs,
      bUs: of.aUs,
      deltaUs: -of.deltaUs,
      aSpans: of.bSpans,
      bSpans: of.aSpans,
    })),
    bOfA: diff.aOfB,
    aOfB: bOfA,
    matched: diff.matched,
    added: diff.removed,
    removed: diff.added,
    pairs: {
      a: order.map((i) => pairs.b[i]),
      b: order.map((i) => pairs.a[i]),
      deltaUs: Float64Array.from(order, (i) => 0 - pairs.deltaUs[i]),
    },
    ownUsOfA: diff.ownUsOfB,
    ownUsOfB: diff.ownUsOfA,
  }
}
