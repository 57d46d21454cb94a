import { NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'

/** Rows of the flame view: row 0 on top. */
export interface FlameLayout {
  /** Per span: its row. */
  readonly row: Uint32Array
  readonly rows: number
  /** Spans of one row, by start: `order` in `[rowStart[r], rowStart[r + 1])`. They do not overlap. */
  readonly order: Uint32Array
  readonly rowStart: Uint32Array
  /** Per span: its place in `order`. */
  readonly place: Uint32Array
}

/**
 * A flame chart over time: every span below its parent, siblings that run at the same time below one another.
 * First fit in order of start, the free row found in a segment tree over the rows' ends: O(spans log spans).
 *
 *   root  ==============
 *   a      =====  c ====       c starts after a's end: same row
 *   b        =======           b runs beside a: one row down
 */
export function layoutFlame(trace: Trace): FlameLayout {
  const { length, parent, startUs, endUs } = trace
  // A child recorded before its parent is placed when its parent is, so that it never gets above it.
  const key = new Float64Array(length)
  const byKey = new Uint32Array(length)
  for (let span = 0; span < length; span++) {
    const above = parent[span]
    key[span] = above === NONE ? startUs[span] : Math.max(startUs[span], key[above])
    byKey[span] = span
  }
  byKey.sort((a, b) => key[a] - key[b] || a - b)

  const free = freeRows(length)
  const row = new Uint32Array(length)
  let rows = 0
  for (const span of byKey) {
    const from = parent[span] === NONE ? 0 : row[parent[span]] + 1
    // Where the span was recorded before its turn, it must not cover what was placed meanwhile.
    const at = free.firstFree(from, startUs[span])
    row[span] = at
    free.occupy(at, endUs[span])
    if (at + 1 > rows) rows = at + 1
  }
  const rowStart = new Uint32Array(rows + 1)
  for (let span = 0; span < length; span++) rowStart[row[span] + 1]++
  for (let r = 0; r < rows; r++) rowStart[r + 1] += rowStart[r]
  const next = rowStart.slice(0, rows)
  const order = new Uint32Array(length)
  const byStart = byKey.slice().sort((a, b) => startUs[a] - startUs[b] || a - b)
  const place = new Uint32Array(length)
  for (const span of byStart) order[(place[span] = next[row[span]]++)] = span
  return { row, rows, order, rowStart, place }
}

/** Last end per row in a segment tree of minima: finds the first row at or after `from` that is free at a time. */
function freeRows(rows: number) {
  let size = 1
  while (size < rows + 1) size *= 2
  const least = new Float64Array(size * 2).fill(-Infinity)
  return {
    /** One row more than spans is kept, so there is always a free one. */
    firstFree(from: number, at: number): number {
      let node = from + size
      // On to the right until a subtree has a free row, then down to its first one.
      while (least[node] > at) {
        while (node & 1) node >>= 1
        node++
      }
      while (node < size) {
        node *= 2
        if (least[node] > at) node++
      }
      return node - size
    },
    occupy(row: number, until: number) {
      let node = row + size
      least[node] = Math.max(least[node], until)
      for (node >>= 1; node >= 1; node >>= 1) least[node] = Math.min(least[node * 2], least[node * 2 + 1])
    },
  }
}
