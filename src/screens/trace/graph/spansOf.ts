import type { ServiceGraph } from '../../../analysis/serviceGraph.ts'
import { NONE, type Trace } from '../../../model/trace.ts'
import type { PictureHit } from '../../../ui/GraphCanvas.tsx'

/**
 * The spans that a point of a trace's graph stands for: those of a service; of an edge the calls, both ends. Null for nothing, and
 * for what sends no spans.
 */
export function spansOf(trace: Trace, graph: ServiceGraph, { node, edge }: PictureHit): number[] | null {
  const picked: number[] = []
  const serviceOf = (index: number) => trace.services.indexOf(graph.nodes[index].name)
  if (graph.nodes[node]) {
    const service = serviceOf(node)
    for (let span = 0; span < trace.length; span++) if (trace.serviceId[span] === service) picked.push(span)
  } else if (graph.edges[edge]) {
    const from = serviceOf(graph.edges[edge].from)
    const to = serviceOf(graph.edges[edge].to)
    for (let span = 0; span < trace.length; span++) {
      const caller = trace.parent[span]
      if (caller !== NONE && trace.serviceId[span] === to && trace.serviceId[caller] === from) picked.push(caller, span)
    }
  }
  return picked.length > 0 ? picked : null
}
