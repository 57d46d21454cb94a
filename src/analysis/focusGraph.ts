import {
  completeGraph,
  outgoingEdges,
  type EdgeEvidence,
  type NodeKind,
  type ServiceEdge,
  type ServiceGraph,
} from './serviceGraph.ts'

export interface Focus {
  readonly service: string
  /** How many calls upstream (callers) and downstream (callees) to go; Infinity for all. */
  readonly up: number
  readonly down: number
}

/**
 * The part of a graph around one service, N hops up and M hops down, with every edge between the services it keeps (the
 * induced subgraph), not only those on the way. A service that is not in the graph gives an empty one.
 */
export function focusGraph(graph: ServiceGraph, { service, up, down }: Focus): ServiceGraph {
  const centre = graph.nodes.findIndex((node) => node.name === service)
  if (centre === -1) return completeGraph([], [], graph)
  const kept = new Set([
    ...reach(graph.nodes.length, graph.edges, centre, down),
    ...reach(
      graph.nodes.length,
      graph.edges.map(({ from, to }) => ({ from: to, to: from })),
      centre,
      up,
    ),
  ])
  return keepNodes(graph, (index) => kept.has(index))
}

/** Breadth first: everything within `hops` edges of `start`. */
function reach(
  nodeCount: number,
  edges: readonly { from: number; to: number }[],
  start: number,
  hops: number,
): Set<number> {
  const { rowStart, edgeAt } = outgoingEdges(nodeCount, edges)
  const seen = new Set([start])
  let ring = [start]
  for (let hop = 0; hop < hops && ring.length > 0; hop++) {
    const nextRing: number[] = []
    for (const node of ring) {
      for (let at = rowStart[node]; at < rowStart[node + 1]; at++) {
        const child = edges[edgeAt[at]].to
        if (seen.has(child)) continue
        seen.add(child)
        nextRing.push(child)
      }
    }
    ring = nextRing
  }
  return seen
}

/** The subgraph induced by the nodes that are kept. */
export function keepNodes(graph: ServiceGraph, keep: (index: number) => boolean): ServiceGraph {
  const indexOf = new Map<number, number>()
  const nodes = graph.nodes.filter((_, index) => {
    if (!keep(index)) return false
    indexOf.set(index, indexOf.size)
    return true
  })
  const edges: ServiceEdge[] = []
  for (const edge of graph.edges) {
    const from = indexOf.get(edge.from)
    const to = indexOf.get(edge.to)
    if (from !== undefined && to !== undefined) edges.push({ ...edge, from, to })
  }
  return completeGraph(nodes, edges, graph)
}

/** Only edges with at least `minCalls` calls, and the nodes they join. */
export function keepBusyEdges(graph: ServiceGraph, minCalls: number): ServiceGraph {
  if (minCalls <= 1) return graph
  const edges = graph.edges.filter((edge) => edge.calls >= minCalls)
  const joined = new Set(edges.flatMap((edge) => [edge.from, edge.to]))
  return keepNodes(completeGraph(graph.nodes, edges, graph), (index) => joined.has(index))
}

/** The group of a service: what its name starts with, up to the first of `.`, `/`, `:`, `-` or `_`. */
export const prefixOf = (name: string): string => /^[^./:_-]+/.exec(name)?.[0] ?? name

/**
 * Folds groups of services into one node each, named `prefix*`. Edges between folded groups add up; calls inside one become its
 * self-calls. Groups of one service stay as they are.
 */
export function foldGroups(graph: ServiceGraph, folded: ReadonlySet<string>): ServiceGraph {
  if (folded.size === 0) return graph
  const sizes = new Map<string, number>()
  for (const node of graph.nodes) sizes.set(prefixOf(node.name), (sizes.get(prefixOf(node.name)) ?? 0) + 1)
  const shownName = (name: string) => {
    const prefix = prefixOf(name)
    return folded.has(prefix) && sizes.get(prefix)! > 1 ? `${prefix}*` : name
  }
  const kinds = new Map<string, NodeKind>()
  for (const node of graph.nodes) {
    const name = shownName(node.name)
    kinds.set(name, kinds.has(name) ? 'group' : node.kind)
  }
  const names = [...kinds.keys()].sort()
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const edges = new Map<string, ServiceEdge>()
  for (const edge of graph.edges) {
    const fromName = shownName(graph.nodes[edge.from].name)
    const toName = shownName(graph.nodes[edge.to].name)
    const from = indexOf.get(fromName)!
    const to = indexOf.get(toName)!
    const known = edges.get(`${from} ${to}`)
    const own = edge.evidence && { ...edge.evidence, from: fromName, to: toName }
    const backendCalls = addKnown(known?.backendCalls ?? null, edge.backendCalls)
    const evidence = addEvidence(known?.evidence ?? null, own)
    // as for any edge: a sample's calls are not added to what the backend counted
    edges.set(`${from} ${to}`, { from, to, calls: backendCalls ?? evidence?.calls ?? 0, backendCalls, evidence })
  }
  const sorted = [...edges.values()].sort((a, b) => a.from - b.from || a.to - b.to)
  return completeGraph(
    names.map((name) => ({ name, kind: kinds.get(name)! })),
    sorted,
    graph,
  )
}

/** Calls and errors add up; quantiles of several edges do not, so they are left out. `traces`: at least so many. */
function addEvidence(a: EdgeEvidence | null, b: EdgeEvidence | null): EdgeEvidence | null {
  if (a === null || b === null) return a ?? b
  return {
    ...b,
    calls: a.calls + b.calls,
    errors: a.errors + b.errors,
    p50Us: null,
    p95Us: null,
    networkUs: null,
    queueUs: null,
    clockOffsetUs: null,
    traces: Math.max(a.traces, b.traces),
  }
}

const addKnown = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : a + b)
