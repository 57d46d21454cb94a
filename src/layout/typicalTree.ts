import { NONE, type Trace } from '../model/trace.ts'

/**
 * A trace's spans with rows for what others of its kind have and it has not, each at the end of the span that it would be under.
 * Rows are in pre-order; the row `r` and what is below it are `[r, subtreeEnd[r])`.
 */
export interface TypicalTree {
  readonly length: number
  /** NONE for a row of something missing. */
  readonly span: Int32Array
  /** Which of the missing, NONE for a row of a span. */
  readonly missing: Int32Array
  readonly rowOfSpan: Int32Array
  readonly parent: Int32Array
  readonly depth: Uint32Array
  readonly subtreeEnd: Uint32Array
  /** 1 where the row or anything below it is unusual. */
  readonly changed: Uint8Array
}

/** `missingUnder[i]`: the span that the i-th missing one would be under, NONE for a root. O(spans + missing). */
export function buildTypicalTree(
  { length: spans, parent: parentOf, subtreeEnd }: Pick<Trace, 'length' | 'parent' | 'subtreeEnd'>,
  missingUnder: readonly number[],
  isUnusual: (span: number) => boolean,
): TypicalTree {
  const length = spans + missingUnder.length
  const tree = {
    length,
    span: new Int32Array(length).fill(NONE),
    missing: new Int32Array(length).fill(NONE),
    rowOfSpan: new Int32Array(spans),
    parent: new Int32Array(length).fill(NONE),
    depth: new Uint32Array(length),
    subtreeEnd: new Uint32Array(length),
    changed: new Uint8Array(length),
  }
  // Rows come after the last span below the one they hang under; of several that end there, the deepest first.
  const endOf = (under: number) => (under === NONE ? spans : subtreeEnd[under])
  const waiting = [...missingUnder.keys()].sort(
    (x, y) => endOf(missingUnder[x]) - endOf(missingUnder[y]) || missingUnder[y] - missingUnder[x] || x - y,
  )
  let next = 0
  let row = 0
  const put = (under: number) => {
    tree.parent[row] = under === NONE ? NONE : tree.rowOfSpan[under]
    tree.depth[row] = under === NONE ? 0 : tree.depth[tree.rowOfSpan[under]] + 1
    tree.subtreeEnd[row] = row + 1
    return row++
  }
  for (let span = 0; span <= spans; span++) {
    for (; next < waiting.length && endOf(missingUnder[waiting[next]]) === span; next++) {
      const at = put(missingUnder[waiting[next]])
      tree.missing[at] = waiting[next]
      tree.changed[at] = 1
    }
    if (span === spans) break
    const at = put(parentOf[span])
    tree.span[at] = span
    tree.rowOfSpan[span] = at
    if (isUnusual(span)) tree.changed[at] = 1
  }
  for (let at = length - 1; at > 0; at--) {
    const above = tree.parent[at]
    if (above === NONE) continue
    tree.subtreeEnd[above] = Math.max(tree.subtreeEnd[above], tree.subtreeEnd[at])
    if (tree.changed[at]) tree.changed[above] = 1
  }
  return tree
}

/** What is listed: nothing below a shut row; only what is unusual, with everything above it, when asked for that. O(rows). */
export function listTypicalRows(
  { length, subtreeEnd, changed }: TypicalTree,
  isShut: (row: number) => boolean,
  onlyUnusual: boolean,
): Int32Array {
  const rows: number[] = []
  for (let row = 0; row < length;) {
    if (onlyUnusual && !changed[row]) row = subtreeEnd[row]
    else {
      rows.push(row)
      row = isShut(row) ? subtreeEnd[row] : row + 1
    }
  }
  return Int32Array.from(rows)
}
