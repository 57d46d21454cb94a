import type { Contribution } from '../../analysis/diff.ts'
import type { MergedTree } from '../../layout/mergedTree.ts'
import { createBitset, setBit, type Bitset } from '../../lib/bitset.ts'

/** The rows whose spans make up a contribution. */
export function rowsOfContribution(
  tree: MergedTree,
  { aSpans, bSpans }: Pick<Contribution, 'aSpans' | 'bSpans'>,
): Bitset {
  const rows = createBitset(tree.length)
  const inA = new Set(aSpans)
  const inB = new Set(bSpans)
  for (let row = 0; row < tree.length; row++) if (inA.has(tree.a[row]) || inB.has(tree.b[row])) setBit(rows, row)
  return rows
}
