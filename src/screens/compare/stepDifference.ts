import { NONE } from '../../model/trace.ts'

/** A row that is chosen, and for the sake of which contribution. */
export interface DifferenceStep {
  readonly picked: number
  readonly row: number
}

/**
 * The next or previous span that made a difference: through the rows of the picked contribution, then on to the contribution that
 * is next in rank. Null when there is none.
 *
 *     costs   0: rows 4, 9   1: row 2       nothing picked → 0/4 → 0/9 → 1/2 → null
 */
export function stepDifference(
  costs: number,
  rowsOf: (cost: number) => readonly number[],
  picked: number,
  selectedRow: number,
  direction: 1 | -1,
): DifferenceStep | null {
  const end = direction === 1 ? 0 : -1
  if (picked === NONE) return direction === 1 ? enter(0) : null
  const rows = rowsOf(picked)
  const at = rows.indexOf(selectedRow)
  if (at === -1 && rows.length > 0) return { picked, row: rows.at(end)! }
  const next = at + direction
  return next >= 0 && next < rows.length ? { picked, row: rows[next] } : enter(picked + direction)

  function enter(from: number): DifferenceStep | null {
    for (let cost = from; cost >= 0 && cost < costs; cost += direction) {
      const row = rowsOf(cost).at(end)
      if (row !== undefined) return { picked: cost, row }
    }
    return null
  }
}
