import { lowerBound } from '../lib/bisect.ts'
import { FLAG, KIND, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import type { MissingParent } from './missingParents.ts'

/** Answers whether orphans whose missing parent may belong there run in a gap. */
export interface OrphanIndex {
  runsIn(owner: number, fromUs: number, toUs: number): boolean
}

/**
 * A missing parent with a known caller belongs under that caller: any of its orphans running in the gap will do. Without
 * one it may belong anywhere, so only an orphan that lies wholly inside the gap counts. O(log orphans) per question.
 *
 *   caller  ==========
 *     a     ==      ==     the gap 2–8 is `missing`
 *   orphan     ===         parent never received
 */
export function createOrphanIndex(trace: Trace, missing: readonly MissingParent[]): OrphanIndex {
  const anywhere: number[] = []
  const byCaller = new Map<number, number[]>()
  for (const { caller, children } of missing) {
    for (const orphan of children) {
      if (!waitsForParent(trace, orphan)) continue
      if (caller === NONE) anywhere.push(orphan)
      else if (byCaller.has(caller)) byCaller.get(caller)?.push(orphan)
      else byCaller.set(caller, [orphan])
    }
  }
  const free = sortByStart(trace, anywhere)
  const earliestEnd = suffixMinimum(free.endUs)
  const called = new Map([...byCaller].map(([caller, orphans]) => [caller, indexOverlaps(sortByStart(trace, orphans))]))

  return {
    runsIn(owner, fromUs, toUs) {
      if (called.get(owner)?.(fromUs, toUs)) return true
      const first = lowerBound(free.startUs, fromUs)
      return first < earliestEnd.length && earliestEnd[first] <= toUs
    },
  }
}

/** An orphan of some length that its parent waited for: not a consumer, not one that only follows from it. */
const waitsForParent = ({ kind, flags, startUs, endUs }: Trace, orphan: number) =>
  (flags[orphan] & FLAG.followsFrom) === 0 && kind[orphan] !== KIND.consumer && endUs[orphan] > startUs[orphan]

interface Intervals {
  readonly startUs: Float64Array
  readonly endUs: Float64Array
}

function sortByStart({ startUs, endUs }: Trace, spans: readonly number[]): Intervals {
  const sorted = spans.toSorted((a, b) => startUs[a] - startUs[b])
  return {
    startUs: Float64Array.from(sorted, (span) => startUs[span]),
    endUs: Float64Array.from(sorted, (span) => endUs[span]),
  }
}

function suffixMinimum(values: Float64Array): Float64Array {
  const minimum = values.slice()
  for (let i = minimum.length - 2; i >= 0; i--) minimum[i] = Math.min(minimum[i], minimum[i + 1])
  return minimum
}

function indexOverlaps({ startUs, endUs }: Intervals): (fromUs: number, toUs: number) => boolean {
  const latestEnd = endUs.slice()
  for (let i = 1; i < latestEnd.length; i++) latestEnd[i] = Math.max(latestEnd[i], latestEnd[i - 1])
  return (fromUs, toUs) => {
    const started = lowerBound(startUs, toUs)
    return started > 0 && latestEnd[started - 1] > fromUs
  }
}
