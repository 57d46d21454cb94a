import type { TraceAnalysis } from '../analysis/analyze.ts'
import type { Gaps } from '../analysis/gaps.ts'
import { compareText } from '../lib/compareText.ts'
import { nthLargest } from '../lib/nthLargest.ts'
import { spanIdOf } from '../model/trace.ts'

type Analysis = Pick<TraceAnalysis, 'trace' | 'gaps' | 'minGapUs'>

const lengthOf = ({ startUs, endUs }: Gaps, gap: number) => endUs[gap] - startUs[gap]

/** The notable gaps, longest first, as numbers of `gaps`. */
export function notableGaps(analysis: Analysis): number[] {
  return longestGaps(analysis, Infinity).longest
}

/** The `most` longest of the notable gaps, longest first, as numbers of `gaps`, and how many are notable. O(gaps + most log most). */
export function longestGaps({ trace, gaps, minGapUs }: Analysis, most: number): { longest: number[]; total: number } {
  let total = 0
  // No gap below it is among the longest.
  let bar = minGapUs
  let candidates: number[] = []
  let room = 2 * most + 64
  for (let gap = 0; gap < gaps.length; gap++) {
    const us = lengthOf(gaps, gap)
    if (!(us >= minGapUs)) continue
    total++
    if (us < bar) continue
    candidates.push(gap)
    if (candidates.length < room) continue
    bar = nthLargest(
      Float64Array.from(candidates, (candidate) => lengthOf(gaps, candidate)),
      most,
    )
    candidates = candidates.filter((candidate) => lengthOf(gaps, candidate) >= bar)
    // As many may be as long as the last of them.
    room = Math.max(room, 2 * candidates.length)
  }
  candidates.sort(
    (a, b) =>
      lengthOf(gaps, b) - lengthOf(gaps, a) ||
      gaps.startUs[a] - gaps.startUs[b] ||
      compareText(spanIdOf(trace, gaps.owner[a]), spanIdOf(trace, gaps.owner[b])),
  )
  return { longest: candidates.slice(0, most), total }
}
