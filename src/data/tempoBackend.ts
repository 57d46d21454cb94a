import * as v from 'valibot'
import { normalizeTraceId } from '../url/traceId.ts'
import { isPositive, type TagComparison, type TagCondition } from '../model/tagCondition.ts'
import type { TagPair } from '../url/tags.ts'
import type { TraceSummary } from '../worker/protocol.ts'
import { sortedNames, type Backend, type BackendDeps, type SearchQuery } from './backend.ts'
import { getJson } from './http.ts'
import { microsOf } from './otlpBackend.ts'
import { hasKeyOrNothing, readWith } from './readWith.ts'
import { searchByIds } from './searchByIds.ts'
import { tempoTraceRequest, urlOf } from './traceRequest.ts'

/** v2: `{type, value}`, v1: plain strings. */
const TagValues = v.pipe(
  v.looseObject({}),
  hasKeyOrNothing('tagValues'),
  v.object({
    tagValues: v.optional(v.nullable(v.array(v.union([v.string(), v.object({ value: v.string() })]))), []),
  }),
)
const Stats = v.object({ spanCount: v.optional(v.number(), 0), errorCount: v.optional(v.number(), 0) })
const Found = v.object({
  traces: v.optional(
    v.nullable(
      v.array(
        v.object({
          traceID: v.string(),
          rootServiceName: v.optional(v.string(), ''),
          rootTraceName: v.optional(v.string(), ''),
          startTimeUnixNano: v.optional(v.string(), '0'),
          durationMs: v.optional(v.number(), 0),
          serviceStats: v.optional(v.record(v.string(), Stats)),
        }),
      ),
    ),
    [],
  ),
})
type FoundTrace = NonNullable<v.InferOutput<typeof Found>['traces']>[number]

/** Grafana Tempo: search through TraceQL, traces by id. It does not count dependencies. */
export function tempoBackend(deps: BackendDeps): Backend {
  const url = (path: string) => urlOf(path, deps.base)
  const get = (path: string, options: object = {}) => getJson(url(path), { fetch: deps.fetch, ...options })
  const names = ({ tagValues }: v.InferOutput<typeof TagValues>) =>
    sortedNames((tagValues ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.value)))

  return {
    kind: 'tempo',
    searchesAllServices: true,

    async services(options) {
      const path = 'api/v2/search/tag/resource.service.name/values'
      const answer = readWith(await get(path, options), url(path), TagValues, names)
      if (answer.ok || answer.failure.kind !== 'not-found') return answer
      const old = 'api/search/tag/service.name/values'
      return readWith(await get(old, options), url(old), TagValues, names)
    },

    async operations(service, options) {
      const filter = encodeURIComponent(`{resource.service.name=${quote(service)}}`)
      const path = `api/v2/search/tag/name/values?q=${filter}`
      return readWith(await get(path, options), url(path), TagValues, (values) =>
        names(values).map((name) => ({ name, kind: null })),
      )
    },

    async search(query, options = {}) {
      if (query.traceIds.length > 0)
        return searchByIds(query.traceIds, (id) => tempoTraceRequest(id, null, deps.base), deps.searchTraces, options)
      const search = new URLSearchParams({
        q: traceQl(query),
        limit: String(query.limit),
        start: String(Math.floor(query.window.startUs / 1e6)),
        end: String(Math.ceil(query.window.endUs / 1e6)),
      })
      const path = `api/search?${search}`
      const { onProgress: _, ...request } = options
      return readWith(await get(path, request), url(path), Found, ({ traces }) => ({
        traces: (traces ?? []).map(readFound),
        notices: [],
        whereApplied: query.where !== null && isPositive(query.where),
      }))
    },

    traceRequest: (traceId, window) => tempoTraceRequest(traceId, window, deps.base),

    async dependencies() {
      return { ok: true, value: null }
    },
  }
}

/** The form's conditions, all on one span, as Jaeger has it. */
export function traceQl(query: SearchQuery): string {
  const conditions: string[] = []
  if (query.service !== null) conditions.push(`resource.service.name=${quote(query.service)}`)
  if (query.operation !== null) conditions.push(`name=${quote(query.operation)}`)
  if (query.minDuration !== '') conditions.push(`duration>=${query.minDuration}`)
  if (query.maxDuration !== '') conditions.push(`duration<=${query.maxDuration}`)
  for (const tag of query.tags) conditions.push(tagCondition(tag))
  // What is denied is denied of the whole trace, which one span's braces cannot say: the page sees to it.
  if (query.where !== null && isPositive(query.where)) conditions.push(whereCondition(query.where))
  return `{${conditions.join(' && ')}}`
}

const KINDS = ['server', 'client', 'producer', 'consumer', 'internal']

function whereCondition(condition: TagCondition): string {
  switch (condition.kind) {
    case 'and':
      return `(${condition.of.map(whereCondition).join(' && ')})`
    case 'or':
      return `(${condition.of.map(whereCondition).join(' || ')})`
    case 'not':
      return `!(${whereCondition(condition.of)})`
    case 'exists':
      return `${attributeName(condition.key)} != nil`
    case 'compare':
      return comparison(condition)
  }
}

function comparison(condition: TagComparison): string {
  const { operator, value } = condition
  const name = attributeName(condition.key)
  if (operator === '=') return tagCondition(condition)
  if (operator === '!=') return `(${name} != nil && !(${tagCondition(condition)}))`
  // Tempo's expressions are anchored at both ends.
  if (operator === '~') return `${name} =~ ${quote(`.*(${value}).*`)}`
  if (operator === '!~') return `${name} !~ ${quote(`.*(${value}).*`)}`
  return `${name} ${operator} ${Number(value)}`
}

const attributeName = (key: string) => (/^[A-Za-z_][\w.-]*$/.test(key) ? `.${key}` : `.${quote(key)}`)

/** The form knows text only; TraceQL compares by type, so a number or boolean is asked for in both. */
function tagCondition({ key, value }: TagPair): string {
  if (key === 'error' && value === 'true') return 'status=error'
  if (key === 'span.kind' && KINDS.includes(value)) return `kind=${value}`
  const name = attributeName(key)
  const isLiteral = /^-?(?:0|[1-9]\d{0,17})(?:\.\d+)?$/.test(value) || value === 'true' || value === 'false'
  return isLiteral ? `(${name}=${quote(value)} || ${name}=${value})` : `${name}=${quote(value)}`
}

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`

/** Tempo's summaries are thin: without `serviceStats` neither spans nor errors are counted. */
function readFound(found: FoundTrace): TraceSummary {
  const stats = Object.entries(found.serviceStats ?? {})
  const services = stats
    .map(([name, { spanCount, errorCount }]) => ({ name, spanCount, errorCount }))
    .sort((a, b) => b.spanCount - a.spanCount)
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  return {
    traceId: normalizeTraceId(found.traceID) ?? found.traceID,
    rootService: found.rootServiceName,
    rootOperation: found.rootTraceName,
    startUs: microsOf(found.startTimeUnixNano),
    durationUs: found.durationMs * 1e3,
    spanCount: sum(services.map(({ spanCount }) => spanCount)),
    errorCount: sum(services.map(({ errorCount }) => errorCount)),
    orphanCount: 0,
    services:
      services.length > 0 || found.rootServiceName === ''
        ? services
        : [{ name: found.rootServiceName, spanCount: 0, errorCount: 0 }],
    unexplainedUs: null,
    complete: false,
  }
}
