import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { parseDuration } from '../url/duration.ts'
import { ALL_SERVICES, type SearchAddress } from '../url/searchAddress.ts'
import { parseCondition } from '../url/tagQuery.ts'
import type { SpanFilter } from '../worker/matchTraces.ts'
import type { TraceSummary } from '../worker/protocol.ts'
import { blobOf, openedFilesQuery, type OpenedFile } from './openedFiles.ts'
import { matchTraces, openFileInWorker } from './fileCalls.ts'

/**
 * The traces of opened files that a search would have found: service, operation, durations and tags apply as the backend applies
 * them; time does not, since a file's traces are rarely of the last hour. A search for ids, or none, leaves all in.
 */
export const openedTracesQuery = (files: readonly OpenedFile[], address: SearchAddress) => {
  const filter = filterOf(address)
  return queryOptions({
    queryKey: ['opened traces', files.map(({ key }) => key), filter] as const,
    queryFn: ({ client, signal }) => (filter ? findTraces(client, files, filter, signal) : tracesOf(files)),
    enabled: files.length > 0,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
    placeholderData: (previous) => previous,
  })
}

const tracesOf = (files: readonly OpenedFile[]): readonly TraceSummary[] => files.flatMap(({ traces }) => traces)

function filterOf({
  services: asked,
  operation,
  minDuration,
  maxDuration,
  tags,
  where: text,
}: SearchAddress): SpanFilter | null {
  const min = parseDuration(minDuration)
  const max = parseDuration(maxDuration)
  const services = asked.length === 0 || asked.includes(ALL_SERVICES) ? null : asked
  const where = text === '' ? null : parseCondition(text)
  const filter = { services, where, operation, tags, minUs: min.ok ? min.us : 0, maxUs: max.ok ? max.us : Infinity }
  const isEmpty = services === null && where === null && operation === null && tags.length === 0 && !min.ok && !max.ok
  return isEmpty ? null : filter
}

async function findTraces(
  client: QueryClient,
  files: readonly OpenedFile[],
  filter: SpanFilter,
  signal: AbortSignal,
): Promise<readonly TraceSummary[]> {
  const found: TraceSummary[] = []
  for (const { key, name, traces } of files) {
    const candidates = traces.filter(
      ({ services }) => filter.services === null || services.some(({ name: own }) => filter.services!.includes(own)),
    )
    if (candidates.length === 0) continue
    const names = candidates.map(({ traceId }) => traceId)
    let answers = await matchTraces(names, filter)
    if (answers.includes(null)) {
      // Not read in this session yet, or the worker needed the room.
      const blob = await blobOf(key)
      const read = blob && (await openFileInWorker(blob, name, { signal }))
      if (signal.aborted) return []
      if (!blob || (read && !read.ok && read.failure.kind === 'network'))
        void client.invalidateQueries(openedFilesQuery())
      answers = await matchTraces(names, filter)
    }
    // What is too large to be looked into stays in: better one too many than one missing.
    found.push(...candidates.filter((_, at) => answers[at] !== false))
  }
  return found
}
