import { marksOf, skewIn } from './repeatMarks.ts'
import type { DrawnView } from './rowPlan.ts'
import { layoutInSteps, ROW, type Rows, type RowsInput } from './rows.ts'

/**
 * Lays rows out bit by bit, `stepRows` between two yields; then finds what is marked in each row ×N among the first `seenRows`, a row
 * between two yields, so that the frame that shows them has only to draw. `skewed`: processes whose clock is off, if any.
 */
export function* layoutWithMarks(
  input: RowsInput,
  view: Pick<DrawnView, 'trace' | 'gaps' | 'shiftUs'>,
  skewed: Uint8Array | null,
  previous: Rows | undefined,
  stepRows: number,
  seenRows: number,
): Generator<undefined, Rows, void> {
  const rows = yield* layoutInSteps(input, previous, stepRows)
  const { plan } = input
  for (let row = 0; row < Math.min(rows.length, seenRows); row++) {
    if (rows.kind[row] !== ROW.repeat) continue
    yield
    const repeat = plan.repeats[rows.index[row]]
    marksOf(repeat, view, plan)
    if (skewed !== null) skewIn(repeat, view.trace, skewed)
  }
  return rows
}
