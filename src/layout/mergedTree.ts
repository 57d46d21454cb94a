import { NONE, type Trace } from '../model/trace.ts'

/**
 * Two aligned traces as one tree: a row per matched pair, and per span of one side only. Rows are in pre-order, siblings by start;
 * the row `r` and what is below it are `[r, subtreeEnd[r])`.
 */
export interface MergedTree {
  readonly length: number
  /** The row's span in A and in B, NONE where that side has none. */
  readonly a: Int32Array
  readonly b: Int32Array
  readonly parent: Int32Array
  readonly depth: Uint32Array
  readonly subtreeEnd: Uint32Array
  /** B's duration − A's; of a one-sided row its duration, negative when only A has it. */
  readonly deltaUs: Float64Array
  /** 1 where the row or anything below it differs: one-sided, or longer or shorter by the threshold. */
  readonly changed: Uint8Array
}

interface Partners {
  readonly bOfA: Int32Array
  readonly aOfB: Int32Array
}

/**
 * Where a row hangs: under its parent in B, if B has it, else under its parent in A. A wrapper that only A has still goes around
 * what it wrapped, when the pair below and the wrapper agree on what is above.
 *
 *     A: root ─ retry ─ call      B: root ─ call        merged: root ─ retry (only in A) ─ call
 *
 * O(n log n) in the spans of both.
 */
export function mergeTrees(traceA: Trace, traceB: Trace, { bOfA, aOfB }: Partners, thresholdUs: number): MergedTree {
  const onlyA: number[] = []
  for (let span = 0; span < traceA.length; span++) if (bOfA[span] === NONE) onlyA.push(span)
  const count = traceB.length + onlyA.length
  // drafts: B's spans by their own number, then those that only A has
  const draftOfA = new Int32Array(traceA.length)
  for (let span = 0; span < traceA.length; span++) draftOfA[span] = bOfA[span]
  onlyA.forEach((span, i) => {
    draftOfA[span] = traceB.length + i
  })
  const spanA = (draft: number) => (draft < traceB.length ? aOfB[draft] : onlyA[draft - traceB.length])
  const spanB = (draft: number) => (draft < traceB.length ? draft : NONE)
  const parentInA = (span: number) =>
    span === NONE || traceA.parent[span] === NONE ? NONE : draftOfA[traceA.parent[span]]

  const above = new Int32Array(count)
  const startUs = new Float64Array(count)
  const zeroA = originOf(traceA)
  const zeroB = originOf(traceB)
  for (let draft = 0; draft < count; draft++) {
    const b = spanB(draft)
    const byA = parentInA(spanA(draft))
    if (b === NONE) above[draft] = byA
    else {
      const byB = traceB.parent[b]
      const isWrapped = byA >= traceB.length && parentInA(spanA(byA)) === byB
      above[draft] = isWrapped ? byA : byB
    }
    startUs[draft] = b === NONE ? traceA.startUs[spanA(draft)] - zeroA : traceB.startUs[b] - zeroB
  }
  const order = preOrder(above, startUs)
  return layOut(order, above, spanA, spanB, traceA, traceB, thresholdUs)
}

const originOf = ({ mainRoot, startUs }: Trace) => (mainRoot === NONE ? 0 : startUs[mainRoot])

/** Drafts in pre-order, siblings by start, then by number. */
function preOrder(above: Int32Array, startUs: Float64Array): Int32Array {
  const count = above.length
  const byStart = Int32Array.from(above.keys()).sort((x, y) => startUs[x] - startUs[y] || x - y)
  // children as linked lists, filled from the last to the first so that each list comes out in order
  const firstChild = new Int32Array(count).fill(NONE)
  const nextSibling = new Int32Array(count).fill(NONE)
  let firstRoot = NONE
  for (let i = count - 1; i >= 0; i--) {
    const draft = byStart[i]
    const parent = above[draft]
    if (parent === NONE) {
      nextSibling[draft] = firstRoot
      firstRoot = draft
    } else {
      nextSibling[draft] = firstChild[parent]
      firstChild[parent] = draft
    }
  }
  const order = new Int32Array(count)
  let at = 0
  let draft = firstRoot
  const waiting: number[] = []
  while (draft !== NONE) {
    order[at++] = draft
    if (nextSibling[draft] !== NONE) waiting.push(nextSibling[draft])
    draft = firstChild[draft] !== NONE ? firstChild[draft] : (waiting.pop() ?? NONE)
  }
  return order
}

function layOut(
  order: Int32Array,
  above: Int32Array,
  spanA: (draft: number) => number,
  spanB: (draft: number) => number,
  traceA: Trace,
  traceB: Trace,
  thresholdUs: number,
): MergedTree {
  const length = order.length
  const rowOf = new Int32Array(length)
  order.forEach((draft, row) => {
    rowOf[draft] = row
  })
  const tree = {
    length,
    a: new Int32Array(length),
    b: new Int32Array(length),
    parent: new Int32Array(length),
    depth: new Uint32Array(length),
    subtreeEnd: new Uint32Array(length),
    deltaUs: new Float64Array(length),
    changed: new Uint8Array(length),
  }
  const durationUs = (trace: Trace, span: number) => (span === NONE ? 0 : trace.endUs[span] - trace.startUs[span])
  for (let row = 0; row < length; row++) {
    const draft = order[row]
    const a = (tree.a[row] = spanA(draft))
    const b = (tree.b[row] = spanB(draft))
    const parent = (tree.parent[row] = above[draft] === NONE ? NONE : rowOf[above[draft]])
    tree.depth[row] = parent === NONE ? 0 : tree.depth[parent] + 1
    tree.subtreeEnd[row] = row + 1
    tree.deltaUs[row] = durationUs(traceB, b) - durationUs(traceA, a)
    if (a === NONE || b === NONE || Math.abs(tree.deltaUs[row]) >= thresholdUs) tree.changed[row] = 1
  }
  for (let row = length - 1; row > 0; row--) {
    const parent = tree.parent[row]
    if (parent === NONE) continue
    tree.subtreeEnd[parent] = Math.max(tree.subtreeEnd[parent], tree.subtreeEnd[row])
    if (tree.changed[row]) tree.changed[parent] = 1
  }
  return tree
}

/** Which rows of a merged tree are listed. */
export type MergedFilter = 'all' | 'slower' | 'faster' | 'structure'

/** The rows on the screen: what is not below a shut row, and, under a filter, what `fits` it. O(rows). */
export function listMergedRows(
  tree: Pick<MergedTree, 'length' | 'subtreeEnd'>,
  isShut: (row: number) => boolean,
  fits: Uint8Array | null,
): Int32Array {
  const rows: number[] = []
  for (let row = 0; row < tree.length;) {
    if (fits && !fits[row]) {
      row = tree.subtreeEnd[row]
      continue
    }
    rows.push(row)
    row = isShut(row) ? tree.subtreeEnd[row] : row + 1
  }
  return Int32Array.from(rows)
}

/** 1 for the rows that fit a filter, and for everything above them; null when all do. O(rows). */
export function fitFilter(
  { length, a, b, parent, deltaUs }: MergedTree,
  filter: MergedFilter,
  thresholdUs: number,
): Uint8Array | null {
  if (filter === 'all') return null
  const fits = new Uint8Array(length)
  for (let row = length - 1; row >= 0; row--) {
    const oneSided = a[row] === NONE || b[row] === NONE
    if (
      filter === 'structure'
        ? oneSided
        : filter === 'slower'
          ? deltaUs[row] >= thresholdUs
          : deltaUs[row] <= -thresholdUs
    )
      fits[row] = 1
    if (fits[row] && parent[row] !== NONE) fits[parent[row]] = 1
  }
  return fits
}
