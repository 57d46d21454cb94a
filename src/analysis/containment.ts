import { upperBound } from '../lib/bisect.ts'
import type { Trace } from '../model/trace.ts'

const BLOCK = 128

/**
 * Finds those of the given spans that contain an interval, the latest start (in a nesting: the tightest) first. Lazy:
 * O(√-like blocks) per answer, so that taking the first few of a hundred thousand stays cheap.
 */
export function createContainment({ startUs, endUs }: Trace, spans: readonly number[]) {
  const sorted = spans.toSorted((a, b) => startUs[a] - startUs[b] || endUs[b] - endUs[a] || a - b)
  const starts = Float64Array.from(sorted, (span) => startUs[span])
  const latestEnd = new Float64Array(Math.ceil(sorted.length / BLOCK)).fill(-Infinity)
  for (const [i, span] of sorted.entries()) {
    const block = Math.floor(i / BLOCK)
    latestEnd[block] = Math.max(latestEnd[block], endUs[span])
  }
  return function* around(fromUs: number, toUs: number): Generator<number> {
    let i = upperBound(starts, fromUs) - 1
    while (i >= 0) {
      const block = Math.floor(i / BLOCK)
      if (latestEnd[block] < toUs) {
        i = block * BLOCK - 1
        continue
      }
      if (endUs[sorted[i]] >= toUs) yield sorted[i]
      i--
    }
  }
}
