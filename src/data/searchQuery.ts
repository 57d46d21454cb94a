import { hashKey, queryOptions, type QueryClient } from '@tanstack/react-query'
import { checkDurations, parseDuration } from '../url/duration.ts'
import { asksAllServices, asksForResults, resolveWindow, type SearchAddress } from '../url/searchAddress.ts'
import { parseCondition } from '../url/tagQuery.ts'
import type { Backend, SearchQuery } from './backend.ts'
import { getConfiguration } from './configuration.ts'
import { LoadError } from './http.ts'
import { reportSearchProgress, searchProgress, type SearchProgress } from './progress.ts'
import { refuseOf } from './refuseTraces.ts'
import { newPart, NOTHING_FOUND, runParts, type FoundSoFar, type PartRequest } from './searchParts.ts'
import { backendFor, servicesQuery } from './servicesQuery.ts'

/** What was found, and what exactly was asked. */
export interface SearchResult extends FoundSoFar {
  readonly query: SearchQuery
  /** There may be more: of some part as many came as were asked for. */
  readonly isCut: boolean
}

/** The search of an address, of one of its services; its look-back is counted from `nowUs` when it has no fixed window. */
export const toSearchQuery = (address: SearchAddress, nowUs: number, service: string | null): SearchQuery => ({
  service,
  operation: address.operation,
  tags: address.tags,
  where: address.where === '' ? null : parseCondition(address.where),
  minDuration: address.minDuration,
  maxDuration: address.maxDuration,
  window: resolveWindow(address, nowUs),
  limit: address.limit,
  traceIds: address.traceIds,
})

/** Where a look-back begins to look back: now, or a little before where the configuration leaves the youngest traces out. */
export function searchEndUs(): number {
  const adjust = parseDuration(getConfiguration().search.adjustEndTime ?? '0s')
  return Date.now() * 1e3 - (adjust.ok ? adjust.us : 0)
}

/** Whether the address has a search that can be sent. */
export function canSearch(address: SearchAddress): boolean {
  const { min, max } = checkDurations(address.minDuration, address.maxDuration)
  const isReadable = address.where === '' || parseCondition(address.where) !== null
  return asksForResults(address) && isReadable && min === null && max === null
}

/**
 * The results of an address. The same address asks once: a new press of the button makes a new window, and so a new address. With
 * several services each is asked on its own, and the data grows while they answer: what lacks is in `parts`.
 * Progress, and the way to stop waiting, are in `searchProgress(address)`.
 */
export const searchQuery = (address: SearchAddress) => {
  const { services, operation, tags, where, minDuration, maxDuration, lookback, window, limit, traceIds } = address
  return queryOptions({
    queryKey: [
      'search',
      {
        services,
        operation,
        tags,
        where,
        minDuration,
        maxDuration,
        lookback: window ? null : lookback,
        window,
        limit,
        traceIds,
      },
    ],
    queryFn: async ({ client, signal, queryKey }): Promise<SearchResult> => {
      const backend = await backendFor(client)
      const names = await servicesToAsk(client, backend, address)
      const nowUs = searchEndUs()
      const query = toSearchQuery(address, nowUs, null)
      const requests = names.map((service, part) => ({ part, query: { ...query, service } }))
      // A refresh does not take away what is shown before it is there.
      const isFirst = isUnfinished(client.getQueryData<SearchResult>(queryKey))
      const publish = (found: FoundSoFar) => {
        if (isFirst && names.length > 1 && !signal.aborted) client.setQueryData(queryKey, resultOf(query, found))
      }
      const from = { ...NOTHING_FOUND, parts: names.map(newPart) }
      const found = await runWithProgress(address, backend, requests, from, signal, publish)
      const failed = found.parts.find(({ state }) => state === 'failed')
      const isAllLost = found.parts.every(({ state }) => state !== 'done')
      if (isAllLost && failed?.failure && found.traces.length === 0) throw new LoadError(failed.failure)
      return resultOf(query, found)
    },
    enabled: canSearch(address),
    // A search that was cancelled half-way keeps its part of the answer: whoever comes back asks again.
    staleTime: ({ state }) => (isUnfinished(state.data) ? 0 : window ? Infinity : 60_000),
    structuralSharing: false,
  })
}

const isUnfinished = (result: SearchResult | undefined): boolean =>
  result === undefined || result.parts.some(({ state }) => state === 'running')

const resultOf = (query: SearchQuery, found: FoundSoFar): SearchResult => ({
  ...found,
  query,
  isCut: found.parts.some(({ isCut }) => isCut),
})

/** `[null]` asks the backend once, without a service. */
async function servicesToAsk(
  client: QueryClient,
  backend: Backend,
  address: SearchAddress,
): Promise<readonly (string | null)[]> {
  if (address.traceIds.length > 0) return [null]
  if (!asksAllServices(address)) return address.services
  if (backend.searchesAllServices) return [null]
  return client.fetchQuery(servicesQuery())
}

/** Tells how far it is, and lets the reader stop waiting: what came stays, what did not is `stopped`. */
async function runWithProgress(
  address: SearchAddress,
  backend: Backend,
  requests: readonly PartRequest[],
  from: FoundSoFar,
  signal: AbortSignal,
  publish: (found: FoundSoFar) => void,
): Promise<FoundSoFar> {
  const key = progressKey(address)
  const stopper = new AbortController()
  const isMany = requests.length > 1
  let progress: SearchProgress = {
    load: null,
    total: requests.length,
    done: 0,
    waitingFor: requests.flatMap(({ query }) => query.service ?? []),
    stop: isMany ? () => stopper.abort() : null,
  }
  let told: SearchProgress | null = null
  const report = (change: Partial<SearchProgress>) => {
    progress = { ...progress, ...change }
    if (!signal.aborted) reportSearchProgress(key, (told = progress))
  }
  report({})
  try {
    return await runParts({
      backend,
      requests,
      from,
      signal: AbortSignal.any([signal, stopper.signal]),
      refuse: refuseOf(backend, AbortSignal.any([signal, stopper.signal])),
      onProgress: (load) => report({ load }),
      onFound: (found) => {
        const asked = requests.map(({ part }) => found.parts[part])
        const waiting = asked.filter(({ state }) => state === 'running')
        report({ done: asked.length - waiting.length, waitingFor: waiting.flatMap(({ service }) => service ?? []) })
        publish(found)
      },
    })
  } finally {
    // Unless a search after this one tells of itself already.
    if (searchProgress(key).getSnapshot() === told) reportSearchProgress(key, null)
  }
}

export const progressKey = (address: SearchAddress): string => hashKey(searchKey(address))

const searchKey = (address: SearchAddress) => searchQuery(address).queryKey

/** Asks again for those parts alone that failed or were not waited for. */
export function retryLacking(client: QueryClient, address: SearchAddress, signal: AbortSignal): Promise<void> {
  return goOn(client, address, signal, (result) =>
    result.parts.flatMap(({ state, service }, part) =>
      state === 'failed' || state === 'stopped' ? [{ part, query: { ...result.query, service } }] : [],
    ),
  )
}

/** A page that brings nothing new is asked for again, so many times larger, so often. */
const LARGER = 4
const LARGER_TRIES = 3

/**
 * The page before: of each part that was cut, what began before what came of it. Traces at the seam come twice and count once; when
 * all of a page is known already (many long traces at the seam), a larger one is asked for.
 */
export async function loadOlder(client: QueryClient, address: SearchAddress, signal: AbortSignal): Promise<void> {
  let limit = address.limit
  for (let attempt = 0; attempt <= LARGER_TRIES; attempt++) {
    const before = countOf(client.getQueryData(searchKey(address)))
    const ask = limit
    let asked: readonly PartRequest[] = []
    await goOn(
      client,
      address,
      signal,
      (result) =>
        (asked = result.parts.flatMap(({ isCut, service, olderThanUs }, part) => {
          const { window } = result.query
          if (!isCut || olderThanUs === null || olderThanUs < window.startUs) return []
          const older = { startUs: window.startUs, endUs: olderThanUs }
          return [{ part, query: { ...result.query, service, window: older, limit: ask } }]
        })),
    )
    const after: SearchResult | undefined = client.getQueryData(searchKey(address))
    if (signal.aborted || !after?.isCut || countOf(after) > before) return
    // What failed, or was not waited for, does not come by asking for more of it.
    if (asked.some(({ part }) => after.parts[part].state !== 'done')) return
    limit *= LARGER
  }
}

const countOf = (result: SearchResult | undefined) => (result ? result.traces.length + result.refused.size : 0)

async function goOn(
  client: QueryClient,
  address: SearchAddress,
  signal: AbortSignal,
  requestsOf: (result: SearchResult) => readonly PartRequest[],
): Promise<void> {
  const { queryKey } = searchQuery(address)
  const result = client.getQueryData(queryKey)
  if (!result) return
  const requests = requestsOf(result)
  if (requests.length === 0) return
  const backend = await backendFor(client)
  const publish = (found: FoundSoFar) => {
    if (!signal.aborted) client.setQueryData(queryKey, resultOf(result.query, found))
  }
  publish(await runWithProgress(address, backend, requests, result, signal, publish))
}
