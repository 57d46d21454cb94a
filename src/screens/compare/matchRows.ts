import type { MergedTree } from '../../layout/mergedTree.ts'
import { NONE } from '../../model/trace.ts'

/** Rows of which either side's span was found, ascending. Found: ascending. O(rows + found). */
export function matchRows(
  { length, a, b }: Pick<MergedTree, 'length' | 'a' | 'b'>,
  foundInA: Uint32Array,
  foundInB: Uint32Array,
): number[] {
  const inA = new Set(foundInA)
  const inB = new Set(foundInB)
  const rows: number[] = []
  for (let row = 0; row < length; row++)
    if ((a[row] !== NONE && inA.has(a[row])) || (b[row] !== NONE && inB.has(b[row]))) rows.push(row)
  return rows
}
