import { type DrawnView, planRows, type RowPlan } from './rowPlan.ts'
import { markErrorWay } from './errorWay.ts'
import { layoutRows, type Rows } from './rows.ts'
import { createShut } from './shut.ts'
import { computeExtent, type TimeRange } from './timeRange.ts'

/**
 * What takes a pass over the trace before its first row can be drawn: everything open, repeats not known yet. The worker makes it, so
 * that the page draws a screenful and no more.
 */
export interface FirstRows extends Pick<RowPlan, 'notable' | 'notableOwner'> {
  /** Null once a store has taken them: later layouts write into their arrays. */
  rows: Rows | null
  readonly extent: TimeRange
  readonly maxDepth: number
  /** `markErrorWay` */
  readonly errorWay: Uint8Array
}

/** O(spans + gaps). */
export function layoutFirstRows(view: Pick<DrawnView, 'trace' | 'gaps' | 'asynchronous'>, minGapUs: number): FirstRows {
  const { trace, gaps, asynchronous } = view
  const plan = planRows(trace, gaps, minGapUs)
  return {
    notable: plan.notable,
    notableOwner: plan.notableOwner,
    rows: layoutRows({ trace, gaps, plan, shut: createShut(trace, plan) }),
    extent: computeExtent(trace),
    maxDepth: maxOf(trace.depth),
    errorWay: markErrorWay(trace, asynchronous),
  }
}

function maxOf(values: Uint32Array): number {
  let max = 0
  for (let i = 0; i < values.length; i++) if (values[i] > max) max = values[i]
  return max
}
