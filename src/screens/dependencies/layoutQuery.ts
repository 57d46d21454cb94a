import { queryOptions } from '@tanstack/react-query'
import ELK from 'elkjs/lib/elk-api.js'
import elkWorkerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { layoutGraph, type GraphLayout } from '../../layout/graphLayout.ts'

let elk: InstanceType<typeof ELK> | null = null

/** ELK in a worker of its own: a large graph takes it seconds, and nobody waits behind it. */
const startElk = () => (elk ??= new ELK({ workerFactory: () => new Worker(elkWorkerUrl) }))

/** A graph with its layout: they change together on the screen. */
export interface LaidOutGraph {
  readonly graph: ServiceGraph
  readonly layout: GraphLayout
}

/** What the layout depends on: who calls whom, and which edges are busy. */
const signatureOf = ({ nodes, edges }: ServiceGraph): string =>
  `${nodes.map((node) => node.name).join('\n')}\n\n${edges.map(({ from, to, calls }) => `${from} ${to} ${calls}`).join('\n')}`

export const layoutQuery = (graph: ServiceGraph) =>
  queryOptions({
    queryKey: ['graph-layout', signatureOf(graph)],
    queryFn: (): Promise<GraphLayout> => layoutGraph(graph, startElk()),
    staleTime: Infinity,
    gcTime: 60_000,
  })
