import ELK from 'elkjs/lib/elk-api.js'
import elkWorkerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { ServiceGraph } from '../analysis/serviceGraph.ts'
import { layoutGraph, type GraphLayout } from './graphLayout.ts'

let elk: InstanceType<typeof ELK> | null = null

/** Lays a graph out with ELK in a worker of its own: a large graph takes it seconds, and nobody waits behind it. */
export function layoutInWorker(graph: ServiceGraph): Promise<GraphLayout> {
  elk ??= new ELK({ workerFactory: () => new Worker(elkWorkerUrl) })
  return layoutGraph(graph, elk)
}

/** What a layout depends on: who calls whom, and which edges are busy. Two graphs with the same signature share one. */
export const graphSignature = ({ nodes, edges }: ServiceGraph): string =>
  `${nodes.map((node) => node.name).join('\n')}\n\n${edges.map(({ from, to, calls }) => `${from} ${to} ${calls}`).join('\n')}`
