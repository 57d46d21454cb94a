import type { NodeKind, ServiceEdge, ServiceGraph } from '../analysis/serviceGraph.ts'
import { formatCount, formatDelta, formatDuration, formatShare, plural } from '../lib/format.ts'

export const KIND_TEXT: Record<NodeKind, string> = {
  service: 'service',
  database: 'database or cache',
  broker: 'message broker',
  external: 'external host',
  uninstrumented: 'sends no spans (lost context)',
  group: 'services folded into one',
}

/** One sentence for the tooltip and for screen readers. */
export function describeNode(graph: ServiceGraph, index: number): string {
  const node = graph.nodes[index]
  const parts = [`${node.name}: ${KIND_TEXT[node.kind]}`]
  parts.push(`called ${formatCount(node.callsIn)} times, calls others ${formatCount(node.callsOut)} times`)
  if (node.selfCalls > 0) parts.push(`${formatCount(node.selfCalls)} inside itself`)
  if (node.cycle !== -1)
    parts.push(`in a cycle with ${graph.cycles[node.cycle].filter((name) => name !== node.name).join(', ')}`)
  return parts.join(' · ')
}

export function describeEdge(graph: ServiceGraph, index: number): string {
  const edge = graph.edges[index]
  const parts = [`${graph.nodes[edge.from].name} → ${graph.nodes[edge.to].name}: ${plural(edge.calls, 'call')}`]
  if (edge.evidence) {
    const { errors, calls, p50Us, p95Us, networkUs, queueUs, clockOffsetUs } = edge.evidence
    if (errors > 0) parts.push(`${formatShare(errors / calls)} errors`)
    if (p50Us !== null && p95Us !== null) parts.push(`p50 ${formatDuration(p50Us)}, p95 ${formatDuration(p95Us)}`)
    if (networkUs !== null) parts.push(`network ${formatDuration(networkUs)}`)
    if (queueUs !== null) parts.push(`queue ${formatDuration(queueUs)}`)
    if (clockOffsetUs !== null) parts.push(`clock ${formatDelta(clockOffsetUs)}`)
  }
  const only = knownOnlyTo(graph, edge)
  if (only) parts.push(only)
  return parts.join(' · ')
}

/** Which of the two sources knows the edge alone, when both were asked. */
export function knownOnlyTo(graph: ServiceGraph, edge: ServiceEdge): string | null {
  if (!graph.fromBackend || !graph.fromTraces) return null
  if (edge.backendCalls === null) return 'only in the traces'
  return edge.evidence === null ? 'only in the backend’s counts' : null
}

/** The sentence for a point of the picture: a node, an edge, or '' for neither. */
export function describeHit(
  graph: ServiceGraph,
  { node, edge }: { readonly node: number; readonly edge: number },
): string {
  if (graph.nodes[node]) return describeNode(graph, node)
  return graph.edges[edge] ? describeEdge(graph, edge) : ''
}
