import { compareText } from '../lib/compareText.ts'

/** One edge as a backend counts it: spans of `child` whose parent is a span of `parent`, inside one service included. */
export interface DependencyCount {
  readonly parent: string
  readonly child: string
  readonly callCount: number
}

/** What the traces at hand tell of one edge. Times in µs; null where no call tells. */
export interface EdgeEvidence {
  readonly from: string
  readonly to: string
  readonly calls: number
  readonly errors: number
  readonly p50Us: number | null
  readonly p95Us: number | null
  /** Median of what the client waited beyond the server's own time, per call. */
  readonly networkUs: number | null
  /** Median wait between a producer's end and its consumer's start. */
  readonly queueUs: number | null
  /** Clock of `to` against clock of `from`, middle of its bounds. */
  readonly clockOffsetUs: number | null
  /** How many of the traces cross it, and one that does. */
  readonly traces: number
  readonly exampleTraceId: string
}

/** `group`: several services folded into one node. */
export type NodeKind = 'service' | 'database' | 'broker' | 'external' | 'uninstrumented' | 'group'

/** The traces' side of a graph: edges between services and to callees that send no spans. */
export interface ServiceEvidence {
  readonly edges: readonly EdgeEvidence[]
  /** Kind of every node that is not an instrumented service. */
  readonly kinds: ReadonlyMap<string, NodeKind>
  /** `service.namespace` of the services that tell one, and always the same one. */
  readonly namespaces: ReadonlyMap<string, string>
  readonly traceCount: number
}

export interface ServiceNode {
  readonly name: string
  readonly kind: NodeKind
  /** What it folds with: its namespace where traces tell one, else the beginning of its name. */
  readonly group: string
  /** Calls from other services, and to other services. */
  readonly callsIn: number
  readonly callsOut: number
  /** Calls inside the service itself. */
  readonly selfCalls: number
  /** Index of the cycle (strongly connected component of two or more services) it is part of, or -1. */
  readonly cycle: number
}

export interface ServiceEdge {
  readonly from: number
  readonly to: number
  /** The backend's count where it has one, else the traces'. */
  readonly calls: number
  readonly backendCalls: number | null
  readonly evidence: EdgeEvidence | null
}

/** Who calls whom. Nodes by name; edges by caller, then callee; an edge's `from` and `to` index `nodes`. */
export interface ServiceGraph {
  readonly nodes: readonly ServiceNode[]
  readonly edges: readonly ServiceEdge[]
  /** Services of each cycle, by name. */
  readonly cycles: readonly (readonly string[])[]
  /** Whether the backend was asked, and whether traces were looked at: an edge that only one of two knows is marked. */
  readonly fromBackend: boolean
  readonly fromTraces: boolean
}

/** What a name starts with, up to the first of `.`, `/`, `:`, `-` or `_`. */
export const prefixOf = (name: string): string => /^[^./:_-]+/.exec(name)?.[0] ?? name

/**
 * Joins the backend's counts with what traces tell. Either may be null. The result does not depend on the order of its inputs.
 */
export function buildServiceGraph(
  counts: readonly DependencyCount[] | null,
  evidence: ServiceEvidence | null,
): ServiceGraph {
  interface Draft {
    from: string
    to: string
    backendCalls: number | null
    evidence: EdgeEvidence | null
  }
  const drafts = new Map<string, Draft>()
  const draftOf = (from: string, to: string): Draft => {
    const key = JSON.stringify([from, to])
    const known = drafts.get(key)
    if (known) return known
    const draft: Draft = { from, to, backendCalls: null, evidence: null }
    drafts.set(key, draft)
    return draft
  }
  for (const { parent, child, callCount } of counts ?? []) {
    const draft = draftOf(parent, child)
    draft.backendCalls = (draft.backendCalls ?? 0) + callCount
  }
  for (const edge of evidence?.edges ?? []) draftOf(edge.from, edge.to).evidence = edge

  const sorted = [...drafts.values()].sort((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to))
  const names = [...new Set(sorted.flatMap((draft) => [draft.from, draft.to]))].sort(compareText)
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const edges: ServiceEdge[] = sorted.map((draft) => ({
    from: indexOf.get(draft.from)!,
    to: indexOf.get(draft.to)!,
    calls: draft.backendCalls ?? draft.evidence?.calls ?? 0,
    backendCalls: draft.backendCalls,
    evidence: draft.evidence,
  }))
  return completeGraph(
    names.map((name) => ({
      name,
      kind: evidence?.kinds.get(name) ?? 'service',
      group: evidence?.namespaces.get(name) ?? prefixOf(name),
    })),
    edges,
    { fromBackend: counts !== null, fromTraces: evidence !== null },
  )
}

/** Adds to bare nodes and edges what follows from them: sums of calls and cycles. */
export function completeGraph(
  bare: readonly Pick<ServiceNode, 'name' | 'kind' | 'group'>[],
  edges: readonly ServiceEdge[],
  { fromBackend, fromTraces }: { readonly fromBackend: boolean; readonly fromTraces: boolean },
): ServiceGraph {
  const callsIn = new Float64Array(bare.length)
  const callsOut = new Float64Array(bare.length)
  const selfCalls = new Float64Array(bare.length)
  for (const { from, to, calls } of edges) {
    if (from === to) selfCalls[from] += calls
    else {
      callsOut[from] += calls
      callsIn[to] += calls
    }
  }
  const { component, cycles } = findCycles(bare.length, edges)
  const nodes = bare.map(({ name, kind, group }, index) => ({
    name,
    kind,
    group,
    callsIn: callsIn[index],
    callsOut: callsOut[index],
    selfCalls: selfCalls[index],
    cycle: component[index],
  }))
  return {
    nodes,
    edges,
    cycles: cycles.map((members) => members.map((node) => bare[node].name)),
    fromBackend,
    fromTraces,
  }
}

/** Outgoing edges as compressed rows: the edges of `node` are `edgeAt[rowStart[node]]` to before `rowStart[node + 1]`. */
export function outgoingEdges(nodeCount: number, edges: readonly { readonly from: number }[]) {
  const rowStart = new Uint32Array(nodeCount + 1)
  for (const edge of edges) rowStart[edge.from + 1]++
  for (let node = 0; node < nodeCount; node++) rowStart[node + 1] += rowStart[node]
  const next = rowStart.slice()
  const edgeAt = new Uint32Array(edges.length)
  edges.forEach((edge, index) => {
    edgeAt[next[edge.from]++] = index
  })
  return { rowStart, edgeAt }
}

/**
 * The strongly connected components of two or more services, numbered by their first member; -1 for all others.
 * Tarjan's algorithm (1972) with its stack kept by hand: O(nodes + edges), any depth.
 */
export function findCycles(nodeCount: number, edges: readonly { readonly from: number; readonly to: number }[]) {
  const { rowStart, edgeAt } = outgoingEdges(nodeCount, edges)
  const order = new Int32Array(nodeCount).fill(-1)
  const low = new Int32Array(nodeCount)
  const onStack = new Uint8Array(nodeCount)
  const next = rowStart.slice(0, nodeCount)
  const stack: number[] = []
  const path: number[] = []
  const groups: number[][] = []
  let count = 0
  const enter = (node: number) => {
    order[node] = low[node] = count++
    onStack[node] = 1
    stack.push(node)
    path.push(node)
  }
  for (let root = 0; root < nodeCount; root++) {
    if (order[root] !== -1) continue
    enter(root)
    while (path.length > 0) {
      const node = path[path.length - 1]
      if (next[node] < rowStart[node + 1]) {
        const child = edges[edgeAt[next[node]++]].to
        if (order[child] === -1) enter(child)
        else if (onStack[child]) low[node] = Math.min(low[node], order[child])
        continue
      }
      path.pop()
      if (path.length > 0) {
        const parent = path[path.length - 1]
        low[parent] = Math.min(low[parent], low[node])
      }
      if (low[node] !== order[node]) continue
      const group: number[] = []
      for (let member = -1; member !== node;) {
        member = stack.pop()!
        onStack[member] = 0
        group.push(member)
      }
      if (group.length > 1) groups.push(group.sort((a, b) => a - b))
    }
  }
  groups.sort((a, b) => a[0] - b[0])
  const component = new Int32Array(nodeCount).fill(-1)
  groups.forEach((group, index) => {
    for (const member of group) component[member] = index
  })
  return { component, cycles: groups }
}
