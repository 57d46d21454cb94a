import { clampRange, computeExtent, homeRange, type TimeRange } from '../../layout/timeRange.ts'
import { NONE, type Trace } from '../../model/trace.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'

export interface TimeOfBoth {
  /** What is shown before anyone zooms. */
  readonly home: TimeRange
  /** From the first start to the last end. */
  readonly extent: TimeRange
}

/** The time of either trace, both main roots at 0. O(spans). */
export function timeOfBoth(a: Trace, b: Trace): TimeOfBoth {
  const [ofA, ofB] = [a, b].map((trace) => {
    const extent = computeExtent(trace)
    const zeroUs = zeroOf(trace)
    return { home: shift(homeRange(trace, extent), -zeroUs), extent: shift(extent, -zeroUs) }
  })
  return { home: join(ofA.home, ofB.home), extent: join(ofA.extent, ofB.extent) }
}

/** The times of a row's spans, A's and B's or the one there is, both main roots at 0. */
export function timesOfRow({ tree, a, b }: Pick<ComparisonView, 'tree' | 'a' | 'b'>, row: number): TimeRange[] {
  const of = ({ trace }: { readonly trace: Trace }, span: number): TimeRange[] =>
    span === NONE ? [] : [shift({ startUs: trace.startUs[span], endUs: trace.endUs[span] }, -zeroOf(trace))]
  return [...of(a, tree.a[row]), ...of(b, tree.b[row])]
}

/** The range of an address after what is shown was moved; as it was when it was not. */
export function rangeOf(
  asked: CompareAddress['range'],
  { home, extent }: TimeOfBoth,
  move: (shown: TimeRange) => TimeRange,
): CompareAddress['range'] {
  const shown = asked ? { startUs: asked.fromUs, endUs: asked.toUs } : home
  const moved = move(shown)
  if (moved === shown) return asked
  const { startUs, endUs } = clampRange(moved, extent)
  return { fromUs: Math.floor(startUs), toUs: Math.ceil(endUs) }
}

/** The range moved, and made longer where that must be, so that some of each of the times is in it; untouched when it is already. */
export function showTimes(range: TimeRange, times: readonly TimeRange[]): TimeRange {
  if (times.every(({ startUs, endUs }) => startUs <= range.endUs && endUs >= range.startUs)) return range
  const { startUs, endUs } = times.reduce(join)
  const middleUs = (startUs + endUs) / 2
  const halfUs = Math.max(range.endUs - range.startUs, endUs - startUs) / 2
  return { startUs: middleUs - halfUs, endUs: middleUs + halfUs }
}

const zeroOf = (trace: Trace) => (trace.mainRoot === NONE ? 0 : trace.startUs[trace.mainRoot])
const shift = ({ startUs, endUs }: TimeRange, byUs: number): TimeRange => ({
  startUs: startUs + byUs,
  endUs: endUs + byUs,
})
const join = (x: TimeRange, y: TimeRange): TimeRange => ({
  startUs: Math.min(x.startUs, y.startUs),
  endUs: Math.max(x.endUs, y.endUs),
})
