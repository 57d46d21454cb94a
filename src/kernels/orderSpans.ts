import { NONE } from './constants.ts'
import { sortSpans } from './sortSpans.ts'

/**
 * Pre-order of a forest free of cycles, siblings (and roots) as `sortSpans` has them. `oldOf`: old index of each new one; `newOf` the other way round;
 * the rest by new index. No recursion, so depth does not matter. Returns the number of spans reached: all. O(n log n) for the sort, O(n) for the rest.
 */
export function orderSpans(
  startUs: Float64Array,
  endUs: Float64Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
  parent: Int32Array,
  oldOf: Uint32Array,
  newOf: Uint32Array,
  newParent: Int32Array,
  depth: Uint32Array,
  subtreeEnd: Uint32Array,
): i32 {
  const length = parent.length
  const sorted = sortSpans(startUs, endUs, idHigh, idLow)
  const firstChild = new Int32Array(length).fill(NONE)
  const nextSibling = new Int32Array(length).fill(NONE)
  let firstRoot = NONE
  for (let i = length - 1; i >= 0; i--) {
    const span: i32 = sorted[i]
    const above = parent[span]
    if (above === NONE) {
      nextSibling[span] = firstRoot
      firstRoot = span
    } else {
      nextSibling[span] = firstChild[above]
      firstChild[above] = span
    }
  }

  let count = 0
  let span = firstRoot
  while (span !== NONE) {
    const above = parent[span]
    newOf[span] = count
    oldOf[count] = span
    newParent[count] = above === NONE ? NONE : newOf[above]
    depth[count] = above === NONE ? 0 : depth[newOf[above]] + 1
    count++
    if (firstChild[span] !== NONE) {
      span = firstChild[span]
      continue
    }
    subtreeEnd[newOf[span]] = count
    while (span !== NONE && nextSibling[span] === NONE) {
      span = parent[span]
      if (span !== NONE) subtreeEnd[newOf[span]] = count
    }
    if (span !== NONE) span = nextSibling[span]
  }
  return count
}
