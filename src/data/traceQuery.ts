import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query'
import { EVICTED } from '../lib/evicted.ts'
import { isFileTrace } from '../model/traceName.ts'
import { isYoungAt } from '../model/youth.ts'
import type { TraceAddress } from '../url/traceAddress.ts'
import type { Findings, TraceView, ViewOptions } from '../worker/protocol.ts'
import { failureOf, unwrap } from './http.ts'
import { loadFindings } from './findingsLoads.ts'
import { loadTrace, traceRequest } from './traceLoads.ts'
import { callFindings, refreshTrace, spanDetails, viewTrace } from './workerClient.ts'

const POLL_MS = 5_000
/** A large trace is a large body each time. */
const pollMs = (spans: number) => POLL_MS + spans / 5
/** A link can be faster than the trace's way into the store: tries after 1, 2, 4, 5, 5 … s, half a minute in all. */
const NOT_STORED_RETRIES = 8
const retryDelayMs = (failures: number) => Math.min(1_000 * 2 ** failures, 5_000)

type Opened = Pick<TraceAddress, 'clocks' | 'minGapUs' | 'window'> & { readonly traceId: string }

/**
 * One trace, by its name (`model/traceName.ts`), in one clock view. While it fails with `isNotStoredYet(failureReason)` it is tried again: `failureCount` tells
 * how often. Progress is in `traceProgress(traceId)`. Failures are `LoadError`s.
 */
export const traceQuery = ({ traceId, clocks, minGapUs, window }: Opened) =>
  queryOptions({
    queryKey: ['trace', traceId, clocks, minGapUs] as const,
    queryFn: async ({ signal, client, queryKey }): Promise<TraceView> => {
      const options: ViewOptions = { clocks, minGapUs }
      const isReload = client.getQueryData(queryKey) !== undefined
      const open = isReload ? null : openViewOf(client, traceId, clocks)
      if (open) {
        const other = await viewTrace(open.view.key, options, open.isSameClocks ? 'known' : 'wanted')
        if (other.ok) return reuseColumns(other.value, open.view)
      }
      return unwrap(await loadTrace({ traceId, window, options }, signal, isReload))
    },
    staleTime: ({ state }) =>
      state.data && (isFileTrace(traceId) || !isYoungAt(state.data.trace, state.dataUpdatedAt)) ? Infinity : POLL_MS,
    gcTime: 60_000,
    structuralSharing: false,
    retry: (failures, error) => isNotStoredYet(error) && failures < NOT_STORED_RETRIES,
    retryDelay: retryDelayMs,
    // Another view of the same trace replaces this one in place; another trace does not.
    placeholderData: (previous, query) => (query?.queryKey[1] === traceId ? previous : undefined),
  })

/** Another threshold moves no span: what was here stays, and all that was made of it. */
function reuseColumns(view: TraceView, open: TraceView): TraceView {
  if (view.key !== open.key || view.clocksView !== open.clocksView) return view
  const { trace, gaps, clocks, shiftUs, selfUs, asynchronous, firstRows } = open
  return { ...view, trace, gaps, clocks, shiftUs, selfUs, asynchronous, firstRows }
}

/** Whether the server knows no such trace (yet). */
export const isNotStoredYet = (error: unknown): boolean => error !== null && failureOf(error).kind === 'not-found'

/** A view of the trace that is here, one with the same choice of clocks if there is. */
function openViewOf(
  client: QueryClient,
  traceId: string,
  clocks: ViewOptions['clocks'],
): { readonly view: TraceView; readonly isSameClocks: boolean } | null {
  const views = client
    .getQueriesData<TraceView>({ queryKey: ['trace', traceId] })
    .flatMap(([key, view]) => (view ? [{ view, isSameClocks: key[2] === clocks }] : []))
  return views.find(({ isSameClocks }) => isSameClocks) ?? views[0] ?? null
}

/**
 * How many spans came since `view` was made; asks every few seconds while the trace is young. `showNewSpans` then draws them.
 */
export const growthQuery = (view: TraceView, { traceId, window }: Pick<Opened, 'traceId' | 'window'>) =>
  queryOptions({
    queryKey: ['growth', traceId, view.trace.length] as const,
    queryFn: async ({ signal }) => unwrap(await refreshTrace(traceRequest({ traceId, window }), signal)),
    enabled: () => !isFileTrace(traceId) && isYoungAt(view.trace, Date.now()),
    initialData: { newSpans: 0 },
    refetchInterval: () => (isYoungAt(view.trace, Date.now()) ? pollMs(view.trace.length) : false),
    staleTime: POLL_MS,
    gcTime: 0,
  })

/** Draws the spans that `growthQuery` told of; no request is made for them. */
export const showNewSpans = (client: QueryClient, traceId: string): Promise<void> =>
  client.invalidateQueries({ queryKey: ['trace', traceId] })

/**
 * A question about a trace that is shown. When the worker had to let the trace go (others needed the room), the question fails,
 * and the trace is loaded again: its new view asks anew.
 */
export async function askOpenTrace<T>(
  client: QueryClient,
  { name }: Pick<TraceView, 'name'>,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && error.name === EVICTED) void client.invalidateQueries({ queryKey: ['trace', name] })
    throw error
  }
}

/** Nothing found yet. */
const NO_FINDINGS: Findings = {
  missingParents: [],
  lostContext: [],
  sampledAway: [],
  repeats: [],
  errors: [],
  retries: [],
  sensitive: [],
  anomalies: [],
}

/** From which length on a gap is notable changes none of the other findings. */
const viewParts = (view: TraceView) => ['findings', view.key, view.trace.length, view.clocksView] as const

/**
 * What a `findingsQuery` that still runs has found. It has a key of its own because a query keeps what is set while it runs: cancelled,
 * it would take some of the findings for all.
 */
export const foundSoFarQuery = (view: TraceView) =>
  queryOptions<Findings>({
    queryKey: ['found so far', ...viewParts(view)],
    queryFn: skipToken,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
  })

/** Findings besides gaps, ledgers and clocks, as far as the trace alone tells. */
export const findingsQuery = (view: TraceView, options: ViewOptions) =>
  queryOptions({
    queryKey: viewParts(view),
    queryFn: ({ client, signal }) => {
      const { queryKey } = foundSoFarQuery(view)
      let soFar: Partial<Findings> = {}
      const onPart = (part: Partial<Findings>) => {
        soFar = { ...soFar, ...part }
        client.setQueryData(queryKey, { ...NO_FINDINGS, ...soFar })
      }
      return askOpenTrace(client, view, async () => {
        const all = await loadFindings(view, options, signal, onPart)
        // What was told already stays the same object: nothing is laid out or put into words twice. Failures come last.
        return { ...all, ...soFar, anomalies: all.anomalies }
      })
    },
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
  })

/** What comes in the place of some of them once the backend's services are known, which tell lost context from external calls. */
export const callFindingsQuery = (view: TraceView, options: ViewOptions, services: readonly string[]) =>
  queryOptions({
    queryKey: ['findings of calls', ...viewParts(view), services.length] as const,
    queryFn: ({ client }) => askOpenTrace(client, view, () => callFindings(view.key, options, services)),
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
    // Only the last part, the services, may differ: spans of another view have other numbers.
    placeholderData: (previous, query) =>
      viewParts(view).every((part, i) => part === query?.queryKey[i + 1]) ? previous : undefined,
  })

/** Tags, process, events, references and warnings of one span. */
export const detailsQuery = (view: TraceView, span: number) => {
  const record = view.trace.record[span]
  return queryOptions({
    queryKey: ['details', view.key, view.trace.length, record] as const,
    queryFn: ({ client }) => askOpenTrace(client, view, () => spanDetails(view.key, record)),
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
  })
}
