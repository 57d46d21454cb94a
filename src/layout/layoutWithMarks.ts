import { marksOf } from './repeatMarks.ts'
import type { DrawnView } from './rowPlan.ts'
import { layoutInSteps, ROW, type Rows, type RowsInput } from './rows.ts'

/**
 * Lays rows out bit by bit, `stepRows` between two yields; then finds what is marked in each row ×N among the first `seenRows`, a row
 * between two yields, so that the frame that shows them has only to draw.
 */
export function* layoutWithMarks(
  input: RowsInput,
  view: Pick<DrawnView, 'trace' | 'gaps' | 'shiftUs'>,
  previous: Rows | undefined,
  stepRows: number,
  seenRows: number,
): Generator<undefined, Rows, void> {
  const rows = yield* layoutInSteps(input, previous, stepRows)
  const { plan } = input
  for (let row = 0; row < Math.min(rows.length, seenRows); row++) {
    if (rows.kind[row] !== ROW.repeat) continue
    yield
    marksOf(plan.repeats[rows.index[row]], view, plan)
  }
  return rows
}
