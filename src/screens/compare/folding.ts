import { NONE, findSpan, spanIdOf } from '../../model/trace.ts'
import type { Folds, SpanOfSide } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'

type Compared = Pick<ComparisonView, 'tree' | 'a' | 'b'>

/** Rows of a merged tree by the span ids that addresses name them by. */
export interface RowNames {
  /** NONE when no row has that span. */
  rowOf(named: SpanOfSide): number
  /** By B's span, of a row without one by A's. */
  nameOf(row: number): SpanOfSide
}

export function nameRows({ tree, a, b }: Compared): RowNames {
  const rowOfA = invert(tree.a, a.trace.length)
  const rowOfB = invert(tree.b, b.trace.length)
  return {
    rowOf({ side, spanId }) {
      const span = findSpan(side === 'a' ? a.trace : b.trace, spanId)
      return span === NONE ? NONE : (side === 'a' ? rowOfA : rowOfB)[span]
    },
    nameOf(row) {
      if (tree.b[row] !== NONE) return { side: 'b', spanId: spanIdOf(b.trace, tree.b[row]) }
      return { side: 'a', spanId: spanIdOf(a.trace, tree.a[row]) }
    },
  }
}

function invert(spanOfRow: Int32Array, spans: number): Int32Array {
  const rows = new Int32Array(spans).fill(NONE)
  for (let row = 0; row < spanOfRow.length; row++) if (spanOfRow[row] !== NONE) rows[spanOfRow[row]] = row
  return rows
}

export interface Folding {
  isShut(row: number): boolean
  /** The folds with that row turned over. */
  toggle(row: number): Folds
  /** The folds under which rows can be seen; the same object when they can be already. */
  reveal(rows: readonly number[]): Folds
}

/** To show more than so many rows apart, everything is opened: an address cannot name them all. */
const MOST_OPENED = 60

interface FoldedTree {
  readonly tree: Pick<ComparisonView['tree'], 'parent' | 'depth' | 'subtreeEnd' | 'changed'>
}

/** The folds of an address over a tree. A row without anything below it is never shut. */
export function foldRows({ tree }: FoldedTree, names: RowNames, folds: Folds): Folding {
  const { parent, depth, subtreeEnd, changed } = tree
  const turned = new Set(folds.turned.map(names.rowOf))
  const isShut = (row: number): boolean => {
    if (subtreeEnd[row] === row + 1) return false
    const atFirst =
      folds.atFirst === 'same' ? !changed[row] : folds.atFirst === 'none' ? false : depth[row] + 1 >= folds.atFirst
    return atFirst !== turned.has(row)
  }
  const turn = (rows: readonly number[]): Folds => {
    if (rows.length === 0) return folds
    const ids = new Set(rows)
    const others = folds.turned.filter((named) => !ids.has(names.rowOf(named)))
    return { ...folds, turned: [...others, ...rows.filter((row) => !turned.has(row)).map(names.nameOf)] }
  }
  return {
    isShut,
    toggle: (row) => turn([row]),
    reveal(rows) {
      const shut: number[] = []
      const seen = new Set<number>()
      for (const row of rows) {
        for (let above = row === NONE ? NONE : parent[row]; above !== NONE && !seen.has(above); above = parent[above]) {
          seen.add(above)
          if (isShut(above)) shut.push(above)
        }
      }
      return shut.length > MOST_OPENED ? { atFirst: 'none', turned: [] } : turn(shut)
    },
  }
}
