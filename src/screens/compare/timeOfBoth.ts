import { computeExtent, homeRange, type TimeRange } from '../../layout/timeRange.ts'
import { NONE, type Trace } from '../../model/trace.ts'

/** From the first start to the last end of either trace, both main roots at 0. */
export function timeOfBoth(a: Trace, b: Trace): TimeRange {
  const [timeA, timeB] = [a, b].map((trace) => {
    const { startUs, endUs } = homeRange(trace, computeExtent(trace))
    const zeroUs = trace.mainRoot === NONE ? startUs : trace.startUs[trace.mainRoot]
    return { startUs: startUs - zeroUs, endUs: endUs - zeroUs }
  })
  return { startUs: Math.min(timeA.startUs, timeB.startUs), endUs: Math.max(timeA.endUs, timeB.endUs) }
}
