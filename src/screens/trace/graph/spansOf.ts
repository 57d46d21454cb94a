import type { ServiceGraph } from '../../../analysis/serviceGraph.ts'
import { createBitset, setBit, type Bitset } from '../../../lib/bitset.ts'
import { NONE, type Trace } from '../../../model/trace.ts'
import type { PictureHit } from '../../../ui/GraphCanvas.tsx'

/**
 * The spans that a point of a trace's graph stands for: those of a service; of an edge the calls, both ends. Null for nothing, and
 * for what sends no spans.
 */
export function spansOf(trace: Trace, graph: ServiceGraph, { node, edge }: PictureHit): Bitset | null {
  const picked = createBitset(trace.length)
  let any = false
  const pick = (span: number) => {
    setBit(picked, span)
    any = true
  }
  const serviceOf = (index: number) => trace.services.indexOf(graph.nodes[index].name)
  if (graph.nodes[node]) {
    const service = serviceOf(node)
    for (let span = 0; span < trace.length; span++) if (trace.serviceId[span] === service) pick(span)
  } else if (graph.edges[edge]) {
    const from = serviceOf(graph.edges[edge].from)
    const to = serviceOf(graph.edges[edge].to)
    for (let span = 0; span < trace.length; span++) {
      const caller = trace.parent[span]
      if (caller === NONE || trace.serviceId[span] !== to || trace.serviceId[caller] !== from) continue
      pick(span)
      pick(caller)
    }
  }
  return any ? picked : null
}
