import { durationOf } from '../../../model/trace.ts'
import type { Trace } from '../../../model/trace.ts'

/** The longest of some spans, the first among equals. */
export function longestOf(trace: Trace, spans: ArrayLike<number>): number {
  let longest = spans[0]
  for (let i = 1; i < spans.length; i++)
    if (durationOf(trace, spans[i]) > durationOf(trace, longest)) longest = spans[i]
  return longest
}
