import type { Gaps } from '../analysis/gaps.ts'
import { lowerBound } from '../lib/bisect.ts'
import { FLAG, type Trace } from '../model/trace.ts'
import { QUEUE, type RowPlan } from './rowPlan.ts'

/** What a shut row hides besides spans. */
export interface Hidden {
  readonly errors: number
  readonly gaps: number
}

/**
 * `errorsBefore[span]`: error spans among `[0, span)`; makes counting those of any subtree one subtraction. O(spans),
 * once.
 */
export function countErrors({ length, flags }: Trace): Uint32Array {
  const errorsBefore = new Uint32Array(length + 1)
  for (let span = 0; span < length; span++)
    errorsBefore[span + 1] = errorsBefore[span] + (flags[span] & FLAG.error ? 1 : 0)
  return errorsBefore
}

/** Errors and notable gaps below a span that is shut. O(log gaps). */
export function countHidden(
  span: number,
  trace: Trace,
  gaps: Gaps,
  { notable, notableOwner }: RowPlan,
  errorsBefore: Uint32Array,
): Hidden {
  const end = trace.subtreeEnd[span]
  let first = lowerBound(notableOwner, span)
  // Its own wait in a queue stands before it and is seen.
  while (notableOwner[first] === span && gaps.kind[notable[first]] === QUEUE) first++
  return { errors: errorsBefore[end] - errorsBefore[span + 1], gaps: lowerBound(notableOwner, end, first) - first }
}
