import { NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import type { TraceDiff } from './diff.ts'

/** Both traces of a comparison as one tree, rows in pre-order: row r and what is below it are `[r, subtreeEnd[r])`. */
export interface MergedTree {
  readonly length: number
  /** The row's span in each trace, NONE where it has none: matched, only in A, or only in B. */
  readonly aSpan: Int32Array
  readonly bSpan: Int32Array
  /** Row of the parent, NONE for a root. */
  readonly parent: Int32Array
  readonly depth: Uint32Array
  readonly subtreeEnd: Uint32Array
  /** What the row itself adds to B's duration − A's: they sum to it. */
  readonly ownDeltaUs: Float64Array
  /** Over the row and all below it: Σ |ownDeltaUs|, and how many rows are of one side only. Both 0: nothing to see there. */
  readonly costUs: Float64Array
  readonly structural: Uint32Array
}

/**
 * B's tree with the spans of A that have no partner put in: below the partner of their parent, after the partner of the sibling
 * before them.
 *
 *   A  p          B  p            p
 *        x             x            x
 *        old           y            old    only in A
 *        y             new          y
 *                                   new    only in B
 *
 * O(spans).
 */
export function mergeTraces(a: Trace, b: Trace, diff: TraceDiff): MergedTree {
  const { bOfA, aOfB, removed } = diff
  // Nodes: the spans of B, then those only in A, then the root of all.
  const nodeOfA = bOfA.slice()
  for (const [i, span] of removed.entries()) nodeOfA[span] = b.length + i
  const length = b.length + removed.length
  const top = length
  const links = createLinks(length + 1)

  const lastOf = new Int32Array(length + 1).fill(NONE)
  const parentOf = new Int32Array(length + 1).fill(top)
  for (let span = 0; span < b.length; span++) {
    const above = b.parent[span] === NONE ? top : b.parent[span]
    parentOf[span] = above
    links.insertAfter(above, lastOf[above], span)
    lastOf[above] = span
  }
  // The node of the sibling before, for the children of each node by A's order.
  const previous = new Int32Array(length + 1).fill(NONE)
  for (let span = 0; span < a.length; span++) {
    const above = a.parent[span] === NONE ? top : nodeOfA[a.parent[span]]
    const node = nodeOfA[span]
    if (bOfA[span] === NONE) {
      parentOf[node] = above
      links.insertAfter(above, previous[above], node)
    }
    if (parentOf[node] === above) previous[above] = node
  }
  return layOut(length, links.first, links.next, diff, aOfB, b.length)
}

/** Children as linked lists. */
function createLinks(size: number) {
  const first = new Int32Array(size).fill(NONE)
  const next = new Int32Array(size).fill(NONE)
  return {
    first,
    next,
    insertAfter(parent: number, before: number, node: number) {
      if (before === NONE) {
        next[node] = first[parent]
        first[parent] = node
      } else {
        next[node] = next[before]
        next[before] = node
      }
    },
  }
}

function layOut(
  length: number,
  first: Int32Array,
  next: Int32Array,
  diff: TraceDiff,
  aOfB: Int32Array,
  onlyInAFrom: number,
): MergedTree {
  const { removed, ownUsOfA, ownUsOfB } = diff
  const tree = {
    length,
    aSpan: new Int32Array(length).fill(NONE),
    bSpan: new Int32Array(length).fill(NONE),
    parent: new Int32Array(length).fill(NONE),
    depth: new Uint32Array(length),
    subtreeEnd: new Uint32Array(length),
    ownDeltaUs: new Float64Array(length),
    costUs: new Float64Array(length),
    structural: new Uint32Array(length),
  }
  const stack: { node: number; parent: number }[] = []
  let row = 0
  for (let start = { node: first[length], parent: NONE as number }; start.node !== NONE || stack.length > 0;) {
    const at = start.node !== NONE ? start : stack.pop()!
    const { node, parent } = at
    if (next[node] !== NONE) stack.push({ node: next[node], parent })
    const isOnlyInA = node >= onlyInAFrom
    const spanA = isOnlyInA ? removed[node - onlyInAFrom] : aOfB[node]
    const spanB = isOnlyInA ? NONE : node
    tree.aSpan[row] = spanA
    tree.bSpan[row] = spanB
    tree.parent[row] = parent
    tree.depth[row] = parent === NONE ? 0 : tree.depth[parent] + 1
    tree.ownDeltaUs[row] = (spanB === NONE ? 0 : ownUsOfB[spanB]) - (spanA === NONE ? 0 : ownUsOfA[spanA])
    tree.costUs[row] = Math.abs(tree.ownDeltaUs[row])
    tree.structural[row] = spanA === NONE || spanB === NONE ? 1 : 0
    start = { node: first[node], parent: row }
    row++
  }
  for (let at = length - 1; at >= 0; at--) {
    tree.subtreeEnd[at] = Math.max(tree.subtreeEnd[at], at + 1)
    const parent = tree.parent[at]
    if (parent === NONE) continue
    tree.subtreeEnd[parent] = Math.max(tree.subtreeEnd[parent], tree.subtreeEnd[at])
    tree.costUs[parent] += tree.costUs[at]
    tree.structural[parent] += tree.structural[at]
  }
  return tree
}
