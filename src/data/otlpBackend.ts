import { compareText } from '../lib/compareText.ts'
import * as v from 'valibot'
import { normalizeTraceId } from '../url/traceId.ts'
import type { Result, SearchAnswer, TraceSummary } from '../worker/protocol.ts'
import { sortedNames, type Backend, type BackendDeps, type SearchOptions, type SearchQuery } from './backend.ts'
import { getJson } from './http.ts'
import { jaegerBackend, tagMap } from './jaegerBackend.ts'
import { hasKeyOrNothing, readWith } from './readWith.ts'
import { searchByIds } from './searchByIds.ts'
import { otlpTraceRequest, urlOf } from './traceRequest.ts'

const Services = v.pipe(
  v.looseObject({}),
  hasKeyOrNothing('services'),
  v.object({ services: v.optional(v.array(v.string()), []) }),
)
const Operations = v.object({
  operations: v.optional(v.array(v.object({ name: v.optional(v.string(), ''), spanKind: v.optional(v.string()) })), []),
})
/** Zeros are omitted; 64-bit numbers are strings. */
const Count = v.optional(v.pipe(v.union([v.number(), v.string()]), v.transform(Number)), 0)
const Summaries = v.object({
  summaries: v.optional(
    v.array(
      v.object({
        traceId: v.string(),
        rootServiceName: v.optional(v.string(), ''),
        rootOperationName: v.optional(v.string(), ''),
        minStartTimeUnixNano: v.optional(v.string(), '0'),
        maxEndTimeUnixNano: v.optional(v.string(), '0'),
        spanCount: Count,
        errorSpanCount: Count,
        orphanSpanCount: Count,
        services: v.optional(
          v.array(v.object({ name: v.optional(v.string(), ''), spanCount: Count, errorSpanCount: Count })),
          [],
        ),
      }),
    ),
    [],
  ),
})

/**
 * Jaeger's OTLP API, `/api/v3/…`, the only search of the Jaegers to come. From 2.19 on it answers a search with summaries;
 * before that with whole traces, which have to be read.
 */
export function otlpBackend(deps: BackendDeps): Backend {
  const url = (path: string) => urlOf(path, deps.base)
  const get = (path: string, options: object = {}) => getJson(url(path), { fetch: deps.fetch, ...options })
  let hasSummaries: boolean | null = null

  return {
    kind: 'otlp',
    searchesAllServices: false,

    async services(options) {
      const path = 'api/v3/services'
      return readWith(await get(path, options), url(path), Services, ({ services }) => sortedNames(services))
    },

    async operations(service, options) {
      const path = `api/v3/operations?service=${encodeURIComponent(service)}`
      return readWith(await get(path, options), url(path), Operations, ({ operations }) =>
        operations
          .map(({ name, spanKind }) => ({ name, kind: spanKind?.replace(/^SPAN_KIND_/, '').toLowerCase() || null }))
          .filter(({ name }) => name !== '')
          .sort((a, b) => compareText(a.name, b.name)),
      )
    },

    async search(query, options = {}) {
      if (query.traceIds.length > 0)
        return searchByIds(query.traceIds, (id) => otlpTraceRequest(id, deps.base), deps.searchTraces, options)
      // Summaries do not tell what the page wants to look at.
      if (hasSummaries === null || (hasSummaries && query.where === null)) {
        const summaries = await searchSummaries(query, options)
        if (summaries && (query.where === null || !summaries.ok)) return summaries
      }
      return searchWhole(query, options)
    },

    traceRequest: (traceId) => otlpTraceRequest(traceId, deps.base),

    // v3 has no dependencies; the old path stays.
    dependencies: jaegerBackend(deps).dependencies,
  }

  /** Null when this Jaeger has no summaries: it answers with its page, or "404 page not found". */
  async function searchSummaries(query: SearchQuery, options: SearchOptions): Promise<Result<SearchAnswer> | null> {
    const path = `api/v3/trace-summaries?${camelQuery(query)}`
    const { onProgress: _, ...request } = options
    const answer = await get(path, request)
    if (!answer.ok && isUnknownPath(answer.failure)) {
      hasSummaries = false
      return null
    }
    const read = readWith(answer, url(path), Summaries, ({ summaries }) => ({
      traces: summaries.map(readSummary),
      notices: [],
    }))
    if (read.ok) hasSummaries = true
    return read
  }

  async function searchWhole(query: SearchQuery, options: SearchOptions): Promise<Result<SearchAnswer>> {
    const search = hasSummaries === false ? snakeQuery(query) : camelQuery(query)
    const answer = await deps.searchTraces({ url: url(`api/v3/traces?${search}`), traceId: null }, options)
    if (!answer.ok && (answer.failure.kind === 'not-found' || answer.failure.kind === 'empty')) {
      return { ok: true, value: { traces: [], notices: [] } }
    }
    if (!answer.ok) return answer
    // "No traces found" in words is an empty list.
    const notices = answer.value.traces.length === 0 ? [] : answer.value.notices
    return {
      ok: true,
      value: { ...answer.value, notices, tagsIgnored: hasSummaries === false && query.tags.length > 0 },
    }
  }
}

const isUnknownPath = ({ kind, status, detail }: { kind: string; status: number | null; detail: string | null }) =>
  kind === 'html' || (status === 404 && !/no traces/i.test(detail ?? '')) || status === 405 || status === 501

export const camelQuery = (query: SearchQuery): URLSearchParams =>
  v3Query(query, [
    'serviceName',
    'operationName',
    'startTimeMin',
    'startTimeMax',
    'durationMin',
    'durationMax',
    'searchDepth',
  ])

export const snakeQuery = (query: SearchQuery): URLSearchParams =>
  v3Query(query, [
    'service_name',
    'operation_name',
    'start_time_min',
    'start_time_max',
    'duration_min',
    'duration_max',
    'num_traces',
  ])

function v3Query(query: SearchQuery, names: readonly string[]): URLSearchParams {
  const [service, operation, min, max, shortest, longest, depth] = names
  const search = new URLSearchParams()
  const set = (name: string, value: string) => {
    if (value !== '') search.set(`query.${name}`, value)
  }
  set(service, query.service ?? '')
  set(operation, query.operation ?? '')
  set(min, formatRfc3339(query.window.startUs))
  set(max, formatRfc3339(query.window.endUs))
  set(shortest, query.minDuration)
  set(longest, query.maxDuration)
  set(depth, String(query.limit))
  if (query.tags.length > 0) set('attributes', tagMap(query.tags))
  return search
}

/** Unix µs → `2026-11-21T08:39:17.000001Z`. */
export function formatRfc3339(us: number): string {
  const micros = String(Math.floor(us) % 1e3).padStart(3, '0')
  return new Date(Math.floor(us / 1e3)).toISOString().replace('Z', `${micros}Z`)
}

/** ns as a string → whole µs, without losing digits. */
export const microsOf = (nanos: string): number => (/^\d{1,20}$/.test(nanos) ? Number(BigInt(nanos) / 1000n) : 0)

function readSummary(summary: v.InferOutput<typeof Summaries>['summaries'][number]): TraceSummary {
  const startUs = microsOf(summary.minStartTimeUnixNano)
  return {
    traceId: normalizeTraceId(summary.traceId) ?? summary.traceId,
    rootService: summary.rootServiceName,
    rootOperation: summary.rootOperationName,
    startUs,
    durationUs: Math.max(0, microsOf(summary.maxEndTimeUnixNano) - startUs),
    spanCount: summary.spanCount,
    errorCount: summary.errorSpanCount,
    orphanCount: summary.orphanSpanCount,
    services: summary.services
      .map(({ name, spanCount, errorSpanCount }) => ({ name, spanCount, errorCount: errorSpanCount }))
      .sort((a, b) => b.spanCount - a.spanCount),
    unexplainedUs: null,
    complete: false,
  }
}
