import ELK from 'elkjs/lib/elk-api.js'
import elkWorkerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { ServiceGraph } from '../analysis/serviceGraph.ts'
import { layoutGraph, type GraphLayout } from './graphLayout.ts'

let elk: InstanceType<typeof ELK> | null = null

/** ELK in a worker of its own: a large graph takes it seconds, and nobody waits behind it. Started early, it is there in time. */
export function startLayoutWorker() {
  elk ??= new ELK({ workerFactory: () => new Worker(elkWorkerUrl) })
  return elk
}

/** The query for a graph's layout. Graphs of the same signature share one. */
export const graphLayoutQuery = (graph: ServiceGraph | null | undefined) => ({
  queryKey: ['graph-layout', graph ? graphSignature(graph) : null] as const,
  queryFn: (): Promise<GraphLayout> => layoutGraph(graph!, startLayoutWorker()),
  enabled: Boolean(graph && graph.edges.length > 0),
  staleTime: Infinity,
})

const signatures = new WeakMap<ServiceGraph, string>()

/** What a layout depends on, who calls whom and how often, as a short text: it is compared at every turn. */
function graphSignature(graph: ServiceGraph): string {
  const known = signatures.get(graph)
  if (known !== undefined) return known
  const { nodes, edges } = graph
  const text = `${nodes.map(({ name }) => name).join('\n')}\n\n${edges.map(({ from, to, calls }) => `${from} ${to} ${calls}`).join('\n')}`
  const signature = `${nodes.length} ${edges.length} ${hash(text, 0xdeadbeef)} ${hash(text, 0x41c6ce57)}`
  signatures.set(graph, signature)
  return signature
}

/** FNV-1a with a seed, 32 bits. */
function hash(text: string, seed: number): number {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
