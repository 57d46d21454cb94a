import { formatCount, plural } from '../../lib/format.ts'

/** What was found. */
export interface Matches {
  /** Rows, ascending. */
  readonly rows: readonly number[]
  /** So many more in rows that the filter leaves out. */
  readonly leftOut: number
  readonly done: boolean
}

/** Of the rows found, ascending, those that the filter shows; null: it shows all. */
export function matchesWithin(found: readonly number[], fits: Uint8Array | null, done: boolean): Matches {
  const rows = fits ? found.filter((row) => fits[row] === 1) : found
  return { rows, leftOut: found.length - rows.length, done }
}

/** `3 of 12 matches`, `12 matches…` while it goes on, `2 matches, 10 more outside this filter`. */
export function matchText({ rows, leftOut, done }: Matches, selectedRow: number): string {
  const at = rows.indexOf(selectedRow)
  const count = plural(rows.length, 'match', 'matches')
  const outside = leftOut === 0 ? '' : `, ${formatCount(leftOut)} more outside this filter`
  return `${at < 0 ? '' : `${formatCount(at + 1)} of `}${count}${outside}${done ? '' : '…'}`
}

/** The match after or before a row, round the end. */
export function stepMatch(rows: readonly number[], from: number, direction: 1 | -1): number {
  const at = direction === 1 ? rows.findIndex((row) => row > from) : rows.findLastIndex((row) => row < from)
  return rows.at(at === -1 ? (direction === 1 ? 0 : -1) : at)!
}
