import * as v from 'valibot'
import { normalizeTraceId } from '../url/traceId.ts'
import { isPositive, type TagComparison, type TagCondition } from '../model/tagCondition.ts'
import type { TagPair } from '../url/tags.ts'
import type { Result, SearchAnswer, TraceSummary } from '../worker/protocol.ts'
import { sortedNames, type Backend, type BackendDeps, type SearchOptions, type SearchQuery } from './backend.ts'
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
  /** null: not tried yet. */
  let knowsEvents: boolean | null = null
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
      const looksAtTags = query.tags.length > 0 || query.where !== null
      if (!looksAtTags || knowsEvents === false) return searchSpans(query, { events: false }, options)
      const withEvents = await searchSpans(query, { events: true }, options)
      if (knowsEvents || withEvents.ok || withEvents.failure.status !== 400) {
        if (withEvents.ok) knowsEvents = true
        return withEvents
      }
      const withoutEvents = await searchSpans(query, { events: false }, options)
      if (withoutEvents.ok) knowsEvents = false
      return withoutEvents
    },

    traceRequest: (traceId, window) => tempoTraceRequest(traceId, window, deps.base),

    async dependencies() {
      return { ok: true, value: null }
    },
  }

  async function searchSpans(
    query: SearchQuery,
    asked: AskedScopes,
    { onProgress: _, ...request }: SearchOptions,
  ): Promise<Result<SearchAnswer>> {
    const search = new URLSearchParams({
      q: traceQl(query, asked),
      limit: String(query.limit),
      start: String(Math.floor(query.window.startUs / 1e6)),
      end: String(Math.ceil(query.window.endUs / 1e6)),
    })
    const path = `api/search?${search}`
    const isBlind = query.tags.some((tag) => isAttribute(tag)) && !asked.events
    return readWith(await get(path, request), url(path), Found, ({ traces }) => ({
      traces: (traces ?? []).map(readFound),
      notices: isBlind ? [NO_EVENTS] : [],
      whereApplied: saysWhere(query, asked),
    }))
  }
}

const NO_EVENTS = 'This Tempo looks for tags on spans and processes only, not on events (it knows them from 2.6 on).'

/** Whether fields of events can be asked for; a Tempo before 2.6 refuses to read such a query. */
interface AskedScopes {
  readonly events: boolean
}

/**
 * What is denied is denied of the whole trace, which one span's braces cannot say; without events a condition would refuse traces
 * that meet it there. Both are left to the page.
 */
const saysWhere = ({ where }: SearchQuery, { events }: AskedScopes): boolean =>
  where !== null && events && isPositive(where)

/** The form's conditions, all on one span, as Jaeger has it. */
export function traceQl(query: SearchQuery, asked: AskedScopes): string {
  const conditions: string[] = []
  if (query.service !== null) conditions.push(`resource.service.name=${quote(query.service)}`)
  if (query.operation !== null) conditions.push(`name=${quote(query.operation)}`)
  if (query.minDuration !== '') conditions.push(`duration>=${query.minDuration}`)
  if (query.maxDuration !== '') conditions.push(`duration<=${query.maxDuration}`)
  for (const tag of query.tags) conditions.push(equals(tag, asked))
  if (query.where !== null && saysWhere(query, asked)) conditions.push(whereCondition(query.where, asked))
  return `{${conditions.join(' && ')}}`
}

const KINDS = ['server', 'client', 'producer', 'consumer', 'internal']

function whereCondition(condition: TagCondition, asked: AskedScopes): string {
  switch (condition.kind) {
    case 'and':
      return `(${condition.of.map((part) => whereCondition(part, asked)).join(' && ')})`
    case 'or':
      return `(${condition.of.map((part) => whereCondition(part, asked)).join(' || ')})`
    case 'not':
      return `!(${whereCondition(condition.of, asked)})`
    case 'exists':
      return anywhere(condition.key, asked, (name) => `${name} != nil`)
    case 'compare':
      return comparison(condition, asked)
  }
}

function comparison(condition: TagComparison, asked: AskedScopes): string {
  const { key, operator, value } = condition
  if (operator === '=') return equals(condition, asked)
  return anywhere(key, asked, (name) => {
    if (operator === '!=') return `(${name} != nil && !(${equalsAt(name, value)}))`
    // Tempo's expressions are anchored at both ends.
    if (operator === '~') return `${name} =~ ${quote(`.*(${value}).*`)}`
    if (operator === '!~') return `${name} !~ ${quote(`.*(${value}).*`)}`
    return `${name} ${operator} ${Number(value)}`
  })
}

/** On the span, its process or, where that can be asked, one of its events. */
function anywhere(key: string, { events }: AskedScopes, test: (name: string) => string): string {
  const name = `.${/^[A-Za-z_][\w.-]*$/.test(key) ? key : quote(key)}`
  return events ? `(${test(name)} || ${test(`event${name}`)})` : test(name)
}

/** Not one of the two that TraceQL has words of its own for. */
const isAttribute = ({ key, value }: TagPair) =>
  !(key === 'error' && value === 'true') && !(key === 'span.kind' && KINDS.includes(value))

function equals(tag: TagPair, asked: AskedScopes): string {
  const { key, value } = tag
  if (!isAttribute(tag)) return key === 'error' ? 'status=error' : `kind=${value}`
  return anywhere(key, asked, (name) => equalsAt(name, value))
}

/** The form knows text only; TraceQL compares by type, so a number or boolean is asked for in both. */
function equalsAt(name: string, value: string): string {
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
