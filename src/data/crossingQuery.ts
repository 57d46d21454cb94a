import { queryOptions } from '@tanstack/react-query'
import type { SearchAnswer } from '../worker/protocol.ts'
import { servicesQuery } from './servicesQuery.ts'
import { crossingTraces } from './workerClient.ts'

/** Which traces of an answer call from one service to another: no backend can be asked that. */
export const crossingQuery = (answer: SearchAnswer, edge: { readonly from: string; readonly to: string } | null) => {
  const traceIds = answer.traces.map(({ traceId }) => traceId)
  return queryOptions({
    queryKey: ['crossing', edge, edge ? traceIds : []],
    queryFn: async ({ client }) =>
      crossingTraces(traceIds, edge!, await client.fetchQuery(servicesQuery()).catch(() => [])),
    enabled: edge !== null,
    staleTime: Infinity,
    structuralSharing: false,
  })
}
