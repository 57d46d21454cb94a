import type { Contribution } from '../../analysis/diff.ts'
import type { MergedTree } from '../../layout/mergedTree.ts'

/** The rows whose spans make up a contribution, ascending. O(rows). */
export function rowsOfContribution(
  tree: Pick<MergedTree, 'length' | 'a' | 'b'>,
  { aSpans, bSpans }: Pick<Contribution, 'aSpans' | 'bSpans'>,
): number[] {
  const rows: number[] = []
  const inA = new Set(aSpans)
  const inB = new Set(bSpans)
  for (let row = 0; row < tree.length; row++) if (inA.has(tree.a[row]) || inB.has(tree.b[row])) rows.push(row)
  return rows
}
