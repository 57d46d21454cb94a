import type { Repeat } from '../analysis/findings.ts'
import { GAP_KINDS, type Gaps } from '../analysis/gaps.ts'
import type { Clocks } from '../analysis/clocks.ts'
import type { Ledger } from '../analysis/ledger.ts'
import type { Trace } from '../model/trace.ts'

export const QUEUE = GAP_KINDS.indexOf('queue')
const NETWORK_OUT = GAP_KINDS.indexOf('network-out')
const NETWORK_BACK = GAP_KINDS.indexOf('network-back')

/** Whether a gap lies between two processes rather than inside one. */
export const isNetworkGap = ({ kind }: Gaps, gap: number): boolean =>
  kind[gap] === NETWORK_OUT || kind[gap] === NETWORK_BACK

/** What is drawn of a view; a `TraceView` is one. */
export interface DrawnView {
  readonly trace: Trace
  readonly gaps: Gaps
  readonly ledgers: readonly Ledger[]
  readonly clocks: Clocks
  /** Per span in µs: where it was recorded minus where it is drawn; null when nothing was moved. */
  readonly shiftUs: Float64Array | null
  /** Per span: 1 when it is an asynchronous child. */
  readonly asynchronous: Uint8Array
}

const NO_MORE = 0x7fffffff

/** The orphans of one parent that was never received. */
export interface MissingGroup {
  readonly parentSpanId: string
  /** Ascending. */
  readonly children: readonly number[]
  readonly startUs: number
  readonly endUs: number
}

/** What becomes rows, collapsed or not: made once per view and threshold, read by every layout. */
export interface RowPlan {
  /** Gaps at or over the threshold, in their order: by owner, then start. */
  readonly notable: Uint32Array
  /** `owner` of each of `notable`, then a sentinel greater than any span: a search or a walk always ends at it. */
  readonly notableOwner: Int32Array
  readonly missing: readonly MissingGroup[]
  /** Orphan → entry of `missing`. */
  readonly missingOf: ReadonlyMap<number, number>
  readonly repeats: readonly Repeat[]
  /** Member → entry of `repeats`. */
  readonly repeatOf: ReadonlyMap<number, number>
  /**
   * Top-level rows in time order where roots alone do not say it: a root span, or `~group` for a missing parent in
   * the place of its first orphan. Null when no parent is missing: then the roots are in order as they are.
   */
  readonly top: Int32Array | null
}

/** Gaps of at least `minGapUs`. O(gaps). */
function findNotable(gaps: Gaps, minGapUs: number): Uint32Array {
  const found = new Uint32Array(gaps.length)
  let count = 0
  for (let gap = 0; gap < gaps.length; gap++) {
    if (gaps.endUs[gap] - gaps.startUs[gap] >= minGapUs) found[count++] = gap
  }
  return found.slice(0, count)
}

/** Orphans by the parent they lack, groups in order of their first orphan. O(orphans). */
export function groupMissing(trace: Trace): MissingGroup[] {
  const groups = new Map<string, { parentSpanId: string; children: number[]; startUs: number; endUs: number }>()
  const orphans = [...trace.missingParentOf.keys()].sort((a, b) => a - b)
  for (const span of orphans) {
    const parentSpanId = trace.missingParentOf.get(span)!
    const group = groups.get(parentSpanId)
    if (group === undefined) {
      groups.set(parentSpanId, {
        parentSpanId,
        children: [span],
        startUs: trace.startUs[span],
        endUs: trace.endUs[span],
      })
    } else {
      group.children.push(span)
      group.startUs = Math.min(group.startUs, trace.startUs[span])
      group.endUs = Math.max(group.endUs, trace.endUs[span])
    }
  }
  return [...groups.values()]
}

/** Roots and missing parents in the order in which their rows come. O(roots). */
function orderTop(trace: Trace, missing: readonly MissingGroup[]): Int32Array | null {
  if (missing.length === 0) return null
  const groupAt = new Map(missing.map((group, i) => [group.children[0], i]))
  const top: number[] = []
  for (let root = 0; root < trace.length; root = trace.subtreeEnd[root]) {
    const group = groupAt.get(root)
    if (group !== undefined) top.push(~group)
    else if (!trace.missingParentOf.has(root)) top.push(root)
  }
  return Int32Array.from(top)
}

/** Prepares the layout of a view. O(gaps + roots + members of repeats), without the gaps where those are planned. */
export function planRows(
  trace: Trace,
  gaps: Gaps,
  minGapUs: number,
  repeats: readonly Repeat[] = [],
  { notable, notableOwner }: ReturnType<typeof planGaps> = planGaps(gaps, minGapUs),
): RowPlan {
  const missing = groupMissing(trace)
  const missingOf = new Map<number, number>()
  missing.forEach(({ children }, group) => children.forEach((orphan) => missingOf.set(orphan, group)))
  return { notable, notableOwner, ...planRepeats(repeats), missing, missingOf, top: orderTop(trace, missing) }
}

/** The part of a plan that a threshold changes. */
export function planGaps(gaps: Gaps, minGapUs: number): Pick<RowPlan, 'notable' | 'notableOwner'> {
  const notable = findNotable(gaps, minGapUs)
  const notableOwner = new Int32Array(notable.length + 1)
  notableOwner[notable.length] = NO_MORE
  for (let i = 0; i < notable.length; i++) notableOwner[i] = gaps.owner[notable[i]]
  return { notable, notableOwner }
}

/** The part of a plan that findings change. */
export function planRepeats(repeats: readonly Repeat[]): Pick<RowPlan, 'repeats' | 'repeatOf'> {
  const repeatOf = new Map<number, number>()
  repeats.forEach((repeat, i) => repeat.spans.forEach((span) => repeatOf.set(span, i)))
  return { repeats, repeatOf }
}
