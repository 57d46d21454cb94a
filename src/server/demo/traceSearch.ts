import { parseGoDuration } from './goDuration.ts'
import type { RecordedSpan } from './recordings.ts'

/** What one search asks for. Times are Unix ns; a duration of 0 means any. */
export interface TraceSearch {
  readonly service: string
  readonly operation: string
  readonly startNs: bigint
  readonly endNs: bigint
  readonly minDurationNs: bigint
  readonly maxDurationNs: bigint
  readonly tags: ReadonlyMap<string, string>
  readonly limit: number
  /** Not empty: these traces, whatever else was asked. 32 hex digits. */
  readonly traceIds: readonly string[]
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }

const DEFAULT_LOOKBACK_US = 2 * 24 * 3600 * 1_000_000
const DEFAULT_LIMIT = 100

/** The query of `/api/traces`, read as Jaeger 2.13 reads it: same order of checks, same error texts. */
export function parseTraceSearch(query: URLSearchParams, nowUs: number): Parsed<TraceSearch> {
  const start = parseGoInt(query.get('start') || String(nowUs - DEFAULT_LOOKBACK_US))
  if (!start.ok) return bad('start', start.message)
  const end = parseGoInt(query.get('end') || String(nowUs))
  if (!end.ok) return bad('end', end.message)
  const tags = parseTags(query.getAll('tag'), query.getAll('tags'))
  if (!tags.ok) return tags
  const limit = parseGoInt(query.get('limit') || String(DEFAULT_LIMIT))
  if (!limit.ok) return limit
  const minDuration = parseGoDuration(query.get('minDuration') || '0')
  if ('error' in minDuration) return bad('minDuration', minDuration.error)
  const maxDuration = parseGoDuration(query.get('maxDuration') || '0')
  if ('error' in maxDuration) return bad('maxDuration', maxDuration.error)
  const traceIds: string[] = []
  for (const text of query.getAll('traceID')) {
    const id = parseJaegerTraceId(text)
    if (!id.ok) return { ok: false, message: `cannot parse traceID param: ${id.message}` }
    traceIds.push(id.value)
  }
  const raw = query.get('raw') ?? ''
  if (raw !== '' && !/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(raw)) {
    return bad('raw', `strconv.ParseBool: parsing ${JSON.stringify(raw)}: invalid syntax`)
  }
  const service = query.get('service') ?? ''
  if (traceIds.length === 0 && service === '') return { ok: false, message: "parameter 'service' is required" }
  if (minDuration.ns !== 0n && maxDuration.ns !== 0n && maxDuration.ns < minDuration.ns) {
    return { ok: false, message: "'maxDuration' should be greater than 'minDuration'" }
  }
  return {
    ok: true,
    value: {
      service,
      operation: query.get('operation') ?? '',
      startNs: start.value * 1000n,
      endNs: end.value * 1000n,
      minDurationNs: minDuration.ns,
      maxDurationNs: maxDuration.ns,
      tags: tags.value,
      limit: Number(limit.value),
      traceIds,
    },
  }
}

function bad(parameter: string, message: string): { ok: false; message: string } {
  return { ok: false, message: `unable to parse param '${parameter}': ${message}` }
}

/** Go's `strconv.ParseInt`, base 10. */
export function parseGoInt(text: string): Parsed<bigint> {
  if (/^[+-]?\d+$/.test(text)) return { ok: true, value: BigInt(text) }
  return { ok: false, message: `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax` }
}

/** Any length up to 32 hex digits, upper case too; the answer has 32, lower case. */
export function parseJaegerTraceId(text: string): Parsed<string> {
  if (text.length > 32) {
    return { ok: false, message: `TraceID cannot be longer than 32 hex characters: ${text}` }
  }
  const halves = text.length > 16 ? [text.slice(0, -16), text.slice(-16)] : [text]
  const wrong = halves.find((half) => !/^[0-9a-f]+$/i.test(half))
  if (wrong !== undefined) {
    return { ok: false, message: `strconv.ParseUint: parsing ${JSON.stringify(wrong)}: invalid syntax` }
  }
  return { ok: true, value: text.toLowerCase().padStart(32, '0') }
}

function parseTags(simple: readonly string[], json: readonly string[]): Parsed<Map<string, string>> {
  const tags = new Map<string, string>()
  for (const text of simple) {
    const colon = text.indexOf(':')
    if (colon < 0) return { ok: false, message: `malformed 'tag' parameter, expecting key:value, received: ${text}` }
    tags.set(text.slice(0, colon), text.slice(colon + 1))
  }
  for (const text of json) {
    const parsed = parseStringMap(text)
    if (!parsed.ok)
      return { ok: false, message: `malformed 'tags' parameter, cannot unmarshal JSON: ${parsed.message}` }
    for (const [key, value] of parsed.value) tags.set(key, value)
  }
  return { ok: true, value: tags }
}

/** A JSON object of strings, with Go's complaint about the commonest mistakes. */
function parseStringMap(text: string): Parsed<[string, string][]> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, message: complainAboutJson(text) }
  }
  if (value === null) return { ok: true, value: [] }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { ok: false, message: `json: cannot unmarshal ${goType(value)} into Go value of type map[string]string` }
  }
  const entries: [string, string][] = []
  for (const [key, of] of Object.entries(value)) {
    if (of !== null && typeof of !== 'string') {
      return { ok: false, message: `json: cannot unmarshal ${goType(of)} into Go value of type string` }
    }
    entries.push([key, of ?? ''])
  }
  return { ok: true, value: entries }
}

function complainAboutJson(text: string): string {
  const inside = /^\s*\{\s*([^"}\s])/.exec(text)
  if (inside) return `invalid character '${inside[1]}' looking for beginning of object key string`
  const first = /^\s*([^\s{["\d-])/.exec(text)
  if (first) return `invalid character '${first[1]}' looking for beginning of value`
  return 'unexpected end of JSON input'
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/**
 * Whether one span answers the search. As in Jaeger's memory storage everything is asked of the same span, and `error` is odd:
 * values are strings there, so that any `error` tag finds only spans whose status is Ok.
 * Source: internal/storage/v2/memory/tenant.go of Jaeger 2.13.
 */
export function spanMatches(span: RecordedSpan, startNs: bigint, search: TraceSearch): boolean {
  if (search.service !== '' && span.service !== search.service) return false
  if (search.tags.has('error') && span.status !== 1) return false
  if (search.operation !== '' && span.name !== search.operation) return false
  if (startNs < search.startNs || startNs > search.endNs) return false
  const durationNs = span.endNs - span.startNs
  if (search.minDurationNs !== 0n && durationNs < search.minDurationNs) return false
  if (search.maxDurationNs !== 0n && durationNs > search.maxDurationNs) return false
  for (const [key, value] of search.tags) {
    if (key !== 'error' && !span.attributes.some((attributes) => attributes.get(key) === value)) return false
  }
  return true
}
