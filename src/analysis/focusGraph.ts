import {
  completeGraph,
  outgoingEdges,
  prefixOf,
  type EdgeEvidence,
  type NodeKind,
  type ServiceEdge,
  type ServiceGraph,
  type ServiceNode,
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

/** The groups of two or more services, by name: how many services, and whether a namespace joins some that are not named alike. */
export function listGroups({
  nodes,
}: ServiceGraph): readonly { readonly name: string; readonly size: number; readonly isNamespace: boolean }[] {
  const groups = new Map<string, { name: string; size: number; isNamespace: boolean }>()
  for (const { name, group } of nodes) {
    const known = groups.get(group) ?? { name: group, size: 0, isNamespace: false }
    known.size++
    known.isNamespace ||= group !== prefixOf(name)
    groups.set(group, known)
  }
  return [...groups.values()].filter(({ size }) => size > 1).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What the node is called that stands for a group. */
export const foldedName = (group: string): string => `${group}*`

/**
 * Folds groups of services into one node each, named `group*`. Edges between folded groups add up; calls inside one become its
 * self-calls. Groups of one service stay as they are.
 */
export function foldGroups(graph: ServiceGraph, folded: ReadonlySet<string>): ServiceGraph {
  if (folded.size === 0) return graph
  const shut = new Set(
    listGroups(graph)
      .map(({ name }) => name)
      .filter((name) => folded.has(name)),
  )
  const shownName = ({ name, group }: ServiceNode) => (shut.has(group) ? foldedName(group) : name)
  const shown = new Map<string, { name: string; kind: NodeKind; group: string }>()
  for (const node of graph.nodes) {
    const { group } = node
    const name = shownName(node)
    shown.set(name, { name, kind: shut.has(group) ? 'group' : node.kind, group })
  }
  const names = [...shown.keys()].sort()
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const edges = new Map<string, ServiceEdge>()
  for (const edge of graph.edges) {
    const fromName = shownName(graph.nodes[edge.from])
    const toName = shownName(graph.nodes[edge.to])
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
    names.map((name) => shown.get(name)!),
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
