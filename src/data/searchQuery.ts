import { queryOptions } from '@tanstack/react-query'
import { checkDurations } from '../url/duration.ts'
import { asksForResults, resolveWindow, type SearchAddress } from '../url/searchAddress.ts'
import type { LoadProgress, SearchAnswer } from '../worker/protocol.ts'
import type { SearchQuery } from './backend.ts'
import { unwrap } from './http.ts'
import { reportSearchProgress } from './progress.ts'
import { backendFor } from './servicesQuery.ts'

/** What was found, and what exactly was asked. */
export interface SearchResult extends SearchAnswer {
  readonly query: SearchQuery
  /** There may be more: as many came as were asked for. */
  readonly isCut: boolean
}

/** The search of an address; its look-back is counted from `nowUs` when it has no fixed window. */
export const toSearchQuery = (address: SearchAddress, nowUs: number): SearchQuery => ({
  service: address.service,
  operation: address.operation,
  tags: address.tags,
  minDuration: address.minDuration,
  maxDuration: address.maxDuration,
  window: resolveWindow(address, nowUs),
  limit: address.limit,
  traceIds: address.traceIds,
})

/** Whether the address has a search that can be sent. */
export function canSearch(address: SearchAddress): boolean {
  const { min, max } = checkDurations(address.minDuration, address.maxDuration)
  return asksForResults(address) && min === null && max === null
}

/**
 * The results of an address. The same address asks once: a new press of the button makes a new window, and so a new address.
 * Progress is in `searchProgress()`.
 */
export const searchQuery = (address: SearchAddress) => {
  const { service, operation, tags, minDuration, maxDuration, lookback, window, limit, traceIds } = address
  return queryOptions({
    queryKey: [
      'search',
      {
        service,
        operation,
        tags,
        minDuration,
        maxDuration,
        lookback: window ? null : lookback,
        window,
        limit,
        traceIds,
      },
    ],
    queryFn: async ({ client, signal }): Promise<SearchResult> => {
      const backend = await backendFor(client)
      const query = toSearchQuery(address, Date.now() * 1e3)
      const report = (progress: LoadProgress) => {
        if (!signal.aborted) reportSearchProgress(progress)
      }
      try {
        const answer = unwrap(await backend.search(query, { signal, onProgress: report }))
        return { ...answer, query, isCut: query.traceIds.length === 0 && answer.traces.length >= query.limit }
      } finally {
        if (!signal.aborted) reportSearchProgress(null)
      }
    },
    enabled: canSearch(address),
    staleTime: window ? Infinity : 60_000,
    structuralSharing: false,
  })
}
