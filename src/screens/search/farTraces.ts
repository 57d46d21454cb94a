import type { TraceSummary } from '../../worker/protocol.ts'

export interface NearAndFar {
  readonly near: readonly TraceSummary[]
  /** By start. */
  readonly far: readonly TraceSummary[]
}

/** Of fewer than these, none can be called the exception. */
const ENOUGH = 5
/** A gap of so many times what most traces span, and of ten minutes at least, parts the far ones from them. */
const FAR_TIMES = 10
const LEAST_CORE_US = 60e6

/**
 * The few traces that began so far from all others that an axis with them would press the others into one line: a clock at 1970 or in
 * the next century. At most a tenth of them, or two, on each side. O(n log n).
 *
 *   ·                              ·: ·::· ·                       ·
 *   far          gap               near                gap       far
 */
export function partFarTraces(traces: readonly TraceSummary[]): NearAndFar {
  if (traces.length < ENOUGH) return { near: traces, far: [] }
  const sorted = traces.toSorted((a, b) => a.startUs - b.startUs)
  const most = Math.min(Math.max(2, Math.floor(sorted.length / 10)), Math.floor((sorted.length - 1) / 2))
  const last = sorted.length - 1
  const coreUs = Math.max(LEAST_CORE_US, sorted[last - most].startUs - sorted[most].startUs)
  const isGap = (after: number) => sorted[after + 1].startUs - sorted[after].startUs > FAR_TIMES * coreUs
  let from = 0
  let to = last
  for (let i = 0; i < most; i++) {
    if (isGap(i)) from = i + 1
    if (isGap(last - 1 - i)) to = last - 1 - i
  }
  if (from === 0 && to === last) return { near: traces, far: [] }
  const far = [...sorted.slice(0, from), ...sorted.slice(to + 1)]
  const isFar = new Set(far)
  return { near: traces.filter((trace) => !isFar.has(trace)), far }
}
