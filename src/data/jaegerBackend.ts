import { compareText } from '../lib/compareText.ts'
import * as v from 'valibot'
import { shortenTraceId } from '../url/traceId.ts'
import type { Result } from '../worker/protocol.ts'
import {
  sortedNames,
  type Backend,
  type BackendDeps,
  type Dependency,
  type Operation,
  type SearchQuery,
} from './backend.ts'
import { getJson } from './http.ts'
import { readWith } from './readWith.ts'
import { jaegerTraceRequest, urlOf } from './traceRequest.ts'

/** `data` is null for "none" (an unknown service). */
const Names = v.object({ data: v.nullable(v.array(v.string())) })
const Operations = v.object({
  data: v.nullable(v.array(v.union([v.string(), v.object({ name: v.string(), spanKind: v.optional(v.string()) })]))),
})
const Dependencies = v.object({
  data: v.nullable(
    v.array(
      v.object({
        parent: v.string(),
        child: v.string(),
        callCount: v.pipe(v.unknown(), v.transform(Number), v.number()),
      }),
    ),
  ),
})

/** Jaeger's JSON API, `/api/…`: Jaeger v1 and v2 up to 2.20, VictoriaTraces, and our demo. */
export function jaegerBackend(deps: BackendDeps): Backend {
  const url = (path: string) => urlOf(path, deps.base)
  const get = (path: string, options: object = {}) => getJson(url(path), { fetch: deps.fetch, ...options })

  return {
    kind: 'jaeger',
    searchesAllServices: false,

    async services(options) {
      return readWith(await get('api/services', options), url('api/services'), Names, ({ data }) =>
        sortedNames(data ?? []),
      )
    },

    async operations(service, options) {
      // The second spelling knows the kinds; servers that only imitate Jaeger often lack it.
      const path = `api/operations?service=${encodeURIComponent(service)}`
      const withKinds = readWith(await get(path, options), url(path), Operations, ({ data }) =>
        data ? readOperations(data) : null,
      )
      if (withKinds.ok && withKinds.value !== null && withKinds.value.length > 0)
        return { ok: true, value: withKinds.value }
      if (!withKinds.ok && isFinal(withKinds.failure.kind)) return withKinds
      const plain = `api/services/${encodeURIComponent(service)}/operations`
      return readWith(await get(plain, options), url(plain), Operations, ({ data }) => readOperations(data ?? []))
    },

    search(query, options = {}) {
      return deps.searchTraces({ url: url(searchPath(query)), traceId: null }, options)
    },

    traceRequest: (traceId) => jaegerTraceRequest(traceId, deps.base),

    async dependencies(endMs, lookbackMs, options) {
      const path = `api/dependencies?endTs=${Math.round(endMs)}&lookback=${Math.round(lookbackMs)}`
      const answer: Result<readonly Dependency[]> = readWith(
        await get(path, options),
        url(path),
        Dependencies,
        ({ data }) => data ?? [],
      )
      // VictoriaTraces: 400 "not supported yet".
      if (!answer.ok && (answer.failure.status === 400 || answer.failure.status === 501))
        return { ok: true, value: null }
      return answer
    },
  }
}

const isFinal = (kind: string) => kind === 'aborted' || kind === 'network' || kind === 'timeout'

function readOperations(data: readonly (string | { name: string; spanKind?: string })[]): Operation[] {
  const operations = data.map((entry): Operation =>
    typeof entry === 'string' ? { name: entry, kind: null } : { name: entry.name, kind: entry.spanKind || null },
  )
  return operations.filter(({ name }) => name !== '').sort((a, b) => compareText(a.name, b.name))
}

/** `lookback` is for people: the server ignores it. Several values of one key go as `tag`, which a map cannot hold. */
export function searchPath(query: SearchQuery): string {
  const search = new URLSearchParams()
  if (query.traceIds.length > 0) {
    for (const traceId of query.traceIds) search.append('traceID', shortenTraceId(traceId))
    return `api/traces?${search}`
  }
  if (query.service !== null) search.set('service', query.service)
  if (query.operation !== null) search.set('operation', query.operation)
  search.set('start', String(query.window.startUs))
  search.set('end', String(query.window.endUs))
  search.set('limit', String(query.limit))
  if (query.minDuration !== '') search.set('minDuration', query.minDuration)
  if (query.maxDuration !== '') search.set('maxDuration', query.maxDuration)
  if (query.tags.length > 0) search.set('tags', tagMap(query.tags))
  return `api/traces?${search}`
}

/** A JSON map of strings to strings, written by hand so that no key is special. The last of equal keys counts. */
export function tagMap(tags: SearchQuery['tags']): string {
  const map = new Map(tags.map(({ key, value }) => [key, value]))
  return `{${[...map].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
}
