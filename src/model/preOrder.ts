import { NONE } from './trace.ts'

export interface Forest {
  readonly length: number
  readonly startUs: Float64Array
  readonly endUs: Float64Array
  readonly idHigh: Uint32Array
  readonly idLow: Uint32Array
  /** Free of cycles. */
  readonly parent: Int32Array
}

export interface PreOrder {
  /** Old index of each new one. */
  readonly oldOf: Uint32Array
  readonly newOf: Uint32Array
  /** The rest in new indices. */
  readonly parent: Int32Array
  readonly depth: Uint32Array
  readonly subtreeEnd: Uint32Array
}

/**
 * Pre-order of a forest, siblings (and roots) by start; ties: end descending, then id, then as they came.
 * O(n log n) for the sort, O(n) for the rest; no recursion, so depth does not matter.
 */
export function computePreOrder(forest: Forest): PreOrder {
  const { length } = forest
  const sorted = sortByStart(forest)
  const firstChild = new Int32Array(length).fill(NONE)
  const nextSibling = new Int32Array(length).fill(NONE)
  let firstRoot = NONE
  for (let i = length - 1; i >= 0; i--) {
    const span = sorted[i]
    const above = forest.parent[span]
    if (above === NONE) {
      nextSibling[span] = firstRoot
      firstRoot = span
    } else {
      nextSibling[span] = firstChild[above]
      firstChild[above] = span
    }
  }

  const oldOf = sorted // read no more: its memory takes the result
  const newOf = new Uint32Array(length)
  const parent = new Int32Array(length)
  const depth = new Uint32Array(length)
  const subtreeEnd = new Uint32Array(length)
  let count = 0
  let span = firstRoot
  while (span !== NONE) {
    const above = forest.parent[span]
    newOf[span] = count
    oldOf[count] = span
    parent[count] = above === NONE ? NONE : newOf[above]
    depth[count] = above === NONE ? 0 : depth[newOf[above]] + 1
    count++
    if (firstChild[span] !== NONE) {
      span = firstChild[span]
      continue
    }
    subtreeEnd[newOf[span]] = count
    while (span !== NONE && nextSibling[span] === NONE) {
      span = forest.parent[span]
      if (span !== NONE) subtreeEnd[newOf[span]] = count
    }
    if (span !== NONE) span = nextSibling[span]
  }
  return { oldOf, newOf, parent, depth, subtreeEnd }
}

/**
 * Indices by start. The start and the index are packed into one double where they fit into 53 bits, so that the engine's
 * own numeric sort does the work (several times faster than one with a comparator); runs of equal starts are then put in order.
 */
function sortByStart(forest: Forest): Uint32Array {
  const { length, startUs, endUs, idHigh, idLow } = forest
  const compare = (a: number, b: number) =>
    startUs[a] - startUs[b] || endUs[b] - endUs[a] || idHigh[a] - idHigh[b] || idLow[a] - idLow[b] || a - b
  const order = new Uint32Array(length)

  let min = Infinity
  let max = -Infinity
  for (let span = 0; span < length; span++) {
    if (startUs[span] < min) min = startUs[span]
    if (startUs[span] > max) max = startUs[span]
  }
  if (!((max - min + 1) * length < Number.MAX_SAFE_INTEGER)) {
    for (let span = 0; span < length; span++) order[span] = span
    return order.sort(compare)
  }

  const keys = new Float64Array(length)
  for (let span = 0; span < length; span++) keys[span] = (startUs[span] - min) * length + span
  keys.sort()
  for (let i = 0; i < length; i++) order[i] = keys[i] % length
  for (let from = 0; from < length;) {
    let to = from + 1
    while (to < length && startUs[order[to]] === startUs[order[from]]) to++
    if (to - from > 1) order.subarray(from, to).sort(compare)
    from = to
  }
  return order
}
