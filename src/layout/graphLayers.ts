import { outgoingEdges } from '../analysis/serviceGraph.ts'

interface Edge {
  readonly from: number
  readonly to: number
}

/**
 * A layer for every node so that calls flow in one direction: each edge goes to a later layer, except the fewest-found edges that
 * close a cycle. Longest path from the entries; nodes are visited in index order, so the result is the same every time.
 *
 *     gateway ── orders ── stock        layers 0, 1, 2
 *        └─────────────────┘            a shortcut does not pull `stock` forward
 */
export function computeLayers(nodeCount: number, edges: readonly Edge[]): { layer: Uint32Array; backward: Uint8Array } {
  const backward = markBackwardEdges(nodeCount, edges)
  const { rowStart, edgeAt } = outgoingEdges(nodeCount, edges)
  const waiting = new Uint32Array(nodeCount)
  edges.forEach((edge, index) => {
    if (!backward[index]) waiting[edge.to]++
  })
  const layer = new Uint32Array(nodeCount)
  const ready: number[] = []
  for (let node = 0; node < nodeCount; node++) if (waiting[node] === 0) ready.push(node)
  for (let at = 0; at < ready.length; at++) {
    const node = ready[at]
    for (let i = rowStart[node]; i < rowStart[node + 1]; i++) {
      const index = edgeAt[i]
      if (backward[index]) continue
      const child = edges[index].to
      layer[child] = Math.max(layer[child], layer[node] + 1)
      if (--waiting[child] === 0) ready.push(child)
    }
  }
  pullTowardsCallees(nodeCount, edges, backward, ready, layer)
  return { layer, backward }
}

/**
 * Edges that close a cycle (self-calls too): those that lead back to a node on the way from where the walk began. Depth first from
 * the nodes with the most calls out over in, which are entries of the system more likely than not.
 */
function markBackwardEdges(nodeCount: number, edges: readonly Edge[]): Uint8Array {
  const { rowStart, edgeAt } = outgoingEdges(nodeCount, edges)
  const balance = new Int32Array(nodeCount)
  const incoming = new Uint32Array(nodeCount)
  for (const { from, to } of edges) {
    if (from === to) continue
    balance[from]++
    balance[to]--
    incoming[to]++
  }
  const roots = [...balance.keys()].sort(
    (a, b) => Number(incoming[a] > 0) - Number(incoming[b] > 0) || balance[b] - balance[a] || a - b,
  )
  const backward = new Uint8Array(edges.length)
  const state = new Uint8Array(nodeCount) // 1 on the way, 2 done
  const next = rowStart.slice(0, nodeCount)
  for (const root of roots) {
    if (state[root] !== 0) continue
    const path = [root]
    state[root] = 1
    while (path.length > 0) {
      const node = path[path.length - 1]
      if (next[node] === rowStart[node + 1]) {
        state[node] = 2
        path.pop()
        continue
      }
      const index = edgeAt[next[node]++]
      const child = edges[index].to
      if (state[child] === 1) backward[index] = 1
      else if (state[child] === 0) {
        state[child] = 1
        path.push(child)
      }
    }
  }
  return backward
}

/** Entries far from what they call move next to it: a caller stands one layer before its first callee, not at the far left. */
function pullTowardsCallees(
  nodeCount: number,
  edges: readonly Edge[],
  backward: Uint8Array,
  order: readonly number[],
  layer: Uint32Array,
) {
  const hasCaller = new Uint8Array(nodeCount)
  const nearest = new Float64Array(nodeCount).fill(Infinity)
  edges.forEach((edge, index) => {
    if (backward[index]) return
    hasCaller[edge.to] = 1
    nearest[edge.from] = Math.min(nearest[edge.from], layer[edge.to])
  })
  for (const node of order) if (!hasCaller[node] && Number.isFinite(nearest[node])) layer[node] = nearest[node] - 1
}

/**
 * The edges that the layout algorithm is shown: for every node its busiest caller in the layers nearest to it, and the busiest of
 * the short edges, up to about one and a half per node. A layered layout adds a dummy node per layer that an edge crosses, so that
 * 1,000 services with 5,000 calls would take minutes; with the backbone it takes about a second. All edges are drawn all the same.
 */
export function chooseBackbone(
  nodeCount: number,
  edges: readonly (Edge & { readonly calls: number })[],
  layer: Uint32Array,
  backward: Uint8Array,
): number[] {
  const span = (index: number) => layer[edges[index].to] - layer[edges[index].from]
  const forward = [...edges.keys()].filter((index) => !backward[index])
  forward.sort((a, b) => span(a) - span(b) || edges[b].calls - edges[a].calls || a - b)
  const hasCaller = new Uint8Array(nodeCount)
  const hasCallee = new Uint8Array(nodeCount)
  const most = Math.ceil(nodeCount * 1.5)
  const chosen: number[] = []
  for (const index of forward) {
    const { from, to } = edges[index]
    const needed = !hasCaller[to] || !hasCallee[from]
    if (!needed && (chosen.length >= most || span(index) > 2)) continue
    hasCaller[to] = 1
    hasCallee[from] = 1
    chosen.push(index)
  }
  return chosen
}
