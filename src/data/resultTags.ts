import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { isFileTrace, splitTraceName } from '../model/traceName.ts'
import type { Result, SearchAnswer, TagValues } from '../worker/protocol.ts'
import { searchByIds } from './searchByIds.ts'
import { backendFor } from './servicesQuery.ts'
import { exportTraces, searchTraces, tagKeysOf, tagValues } from './workerClient.ts'

/** Of so many traces are keys gathered: those of more are the same. */
const SAMPLE = 50

/** Keys of tags that results have, those of most traces first. */
export const resultKeysQuery = (names: readonly string[]) =>
  queryOptions({
    queryKey: ['result keys', names.slice(0, SAMPLE)] as const,
    queryFn: () => tagKeysOf(names.slice(0, SAMPLE)),
    staleTime: 60_000,
    gcTime: 60_000,
  })

interface Asked {
  readonly traceId: string
  readonly spanCount: number
}

/** Values of a reading of a trace that had so many spans. */
interface Kept {
  readonly spanCount: number
  readonly values: TagValues
}

/** What was read before stays known when the worker lets a trace go; a trace that has grown since is read again. */
const keptValuesKey = (keys: readonly string[]) => ['result values kept', keys] as const
const KEPT_MS = 300_000

/**
 * By trace: its values of each key; what the worker does not hold (any more) is not in it. `fetched`: how many whole traces came since
 * the search: after each, what lacked is asked for again.
 */
export const resultValuesQuery = (traces: readonly Asked[], keys: readonly string[], fetched: number) =>
  queryOptions({
    queryKey: [
      'result values',
      traces.map(({ traceId, spanCount }) => `${traceId} ${spanCount}`),
      keys,
      fetched,
    ] as const,
    queryFn: async ({ client }): Promise<ReadonlyMap<string, TagValues>> => {
      const known = keptValues(client, keys)
      const open = traces.filter(({ traceId, spanCount }) => known.get(traceId)?.spanCount !== spanCount)
      const names = open.map(({ traceId }) => traceId)
      let values = names.length > 0 ? await tagValues(names, keys) : []
      const lost = names.filter((name, i) => values[i] === null && isFileTrace(name))
      if (await readFilesOf(lost)) values = await tagValues(names, keys)
      const all = new Map(keptValues(client, keys))
      for (const [i, { traceId, spanCount }] of open.entries()) {
        const read = values[i]
        if (read) all.set(traceId, { spanCount, values: read })
      }
      client.setQueryDefaults(keptValuesKey(keys), { gcTime: KEPT_MS, structuralSharing: false })
      client.setQueryData(keptValuesKey(keys), all)
      return new Map(
        traces.flatMap(({ traceId }) => {
          const found = all.get(traceId)
          return found ? [[traceId, found.values] as const] : []
        }),
      )
    },
    enabled: keys.length > 0,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
    placeholderData: (previous, query) => (query?.queryKey[2].join() === keys.join() ? previous : undefined),
  })

const keptValues = (client: QueryClient, keys: readonly string[]): ReadonlyMap<string, Kept> =>
  client.getQueryData(keptValuesKey(keys)) ?? new Map()

/** Reads opened files again whose traces the worker does not hold (any more); false when there are none. */
async function readFilesOf(names: readonly string[]): Promise<boolean> {
  const files = new Set(names.flatMap((name) => splitTraceName(name).file ?? []))
  if (files.size === 0) return false
  const [{ blobOf }, { openFileInWorker }] = await Promise.all([import('./openedFiles.ts'), import('./fileCalls.ts')])
  for (const key of files) {
    const blob = await blobOf(key)
    if (blob) await openFileInWorker(blob, key, {})
  }
  return true
}

/** One whole trace, as a search result. */
export async function loadWhole(client: QueryClient, name: string, signal: AbortSignal): Promise<Result<SearchAnswer>> {
  const backend = await backendFor(client)
  return searchTraces(backend.traceRequest(name, null), { signal })
}

/** Results as one file, sensitive values redacted; what only a summary came of is fetched first, a few at a time. */
export async function downloadTraces(
  client: QueryClient,
  names: readonly string[],
  format: 'jaeger' | 'otlp',
): Promise<{ readonly file: Blob; readonly missing: number }> {
  const first = await exportTraces(names, format)
  if (first.missing.length === 0) return { file: first.file, missing: 0 }
  await bringTraces(client, first.missing)
  const { file, missing } = await exportTraces(names, format)
  return { file, missing: missing.length }
}

/** Has the worker read traces that it does not hold (any more), a few at a time. Those that cannot be read stay away. */
export async function bringTraces(client: QueryClient, names: readonly string[], signal?: AbortSignal): Promise<void> {
  await readFilesOf(names.filter(isFileTrace))
  const ofServer = names.filter((name) => !isFileTrace(name))
  if (ofServer.length === 0) return
  const backend = await backendFor(client)
  await searchByIds(ofServer, (id) => backend.traceRequest(id, null), searchTraces, { signal })
}
