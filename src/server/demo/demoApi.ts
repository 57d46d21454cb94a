import { Hono } from 'hono'
import type { Context } from 'hono'
import { loadRecordings } from './recordings.ts'
import type { Recording } from './recordings.ts'
import { moveJaegerText, moveNs, planRecentTimes, recordedUs } from './recentTimes.ts'
import { parseGoInt, parseJaegerTraceId, parseTraceSearch, spanMatches } from './traceSearch.ts'
import type { TraceSearch } from './traceSearch.ts'
import { addOtlpApi } from './otlpApi.ts'

export interface DemoOptions {
  /** The folder with `index.json` and the recorded traces. */
  readonly folder: string
  /** Unix µs; the clock. */
  readonly nowUs?: () => number
  /** Original times, names and failures, as the recorded answers have them. For tests. */
  readonly asRecorded?: boolean
}

/** The recordings, most recent first, with what is asked of them. */
export interface DemoStore {
  readonly recordings: readonly Stored[]
  readonly byId: ReadonlyMap<string, Stored>
  readonly nowUs: () => number
  readonly find: (search: TraceSearch) => Stored[]
}

export interface Stored extends Recording {
  readonly recordedUs: number
  readonly shiftUs: () => number
}

const DAY_MS = 24 * 3600 * 1000

/** Jaeger's query API over the recorded traces: `/api/…` as Jaeger 2.13 answers it, errors included. Read-only. */
export function createDemoApi(options: DemoOptions): Hono {
  const nowUs = options.nowUs ?? (() => Date.now() * 1000)
  const startedUs = nowUs()
  let loaded: DemoStore | null = null
  const store = () => (loaded ??= openStore(options, nowUs, startedUs))
  const api = new Hono()

  api.get('/api/services', (c) => c.body(envelope(listServices(store())), 200, JSON_TYPE))
  api.get('/api/services/:service/operations', (c) => {
    const names = [...new Set(listOperations(store(), c.req.param('service'), '').map((operation) => operation.name))]
    return c.body(envelope(names.length > 0 ? names : null, names.length), 200, JSON_TYPE)
  })
  api.get('/api/operations', (c) => {
    const service = c.req.query('service') ?? ''
    if (service === '') return failure(c, 400, "parameter 'service' is required")
    return c.body(envelope(listOperations(store(), service, c.req.query('spanKind') ?? '')), 200, JSON_TYPE)
  })
  api.get('/api/traces', (c) => {
    const search = parseTraceSearch(new URL(c.req.url).searchParams, nowUs())
    if (!search.ok) return failure(c, 400, search.message)
    if (search.value.traceIds.length > 0) return answerTraceIds(c, store(), search.value.traceIds)
    if (search.value.limit <= 0) return failure(c, 500, 'search depth must be greater than 0 and less than max traces')
    return answerTraces(c, store().find(search.value))
  })
  api.get('/api/traces/:id', (c) => {
    const id = parseJaegerTraceId(c.req.param('id'))
    if (!id.ok) return failure(c, 400, id.message)
    const stored = store().byId.get(id.value)
    return stored ? answerTraces(c, [stored]) : failure(c, 404, 'trace not found')
  })
  api.get('/api/dependencies', (c) => {
    const endTs = parseGoInt(c.req.query('endTs') || String(Math.floor(nowUs() / 1000)))
    if (!endTs.ok) return failure(c, 400, `unable to parse param 'endTs': ${endTs.message}`)
    const lookback = parseGoInt(c.req.query('lookback') || String(DAY_MS))
    if (!lookback.ok) return failure(c, 400, `unable to parse param 'lookback': ${lookback.message}`)
    const service = c.req.query('service') ?? ''
    const links = countCalls(store(), endTs.value - lookback.value, endTs.value)
    return c.body(
      envelope(
        links.filter((link) => service === '' || link.parent === service || link.child === service),
        0,
      ),
      200,
      JSON_TYPE,
    )
  })
  api.get('/api/metrics/*', (c) => failure(c, 501, 'metrics querying is currently disabled'))
  addOtlpApi(api, store)
  // The real one answers unknown paths with its page and 200; a page that asks for data is better served with the truth.
  api.all('/api/*', (c) => failure(c, 404, 'no such path in the demo API'))
  return api
}

export const JSON_TYPE = { 'content-type': 'application/json' }
const TEXT_TYPE = { 'content-type': 'text/plain; charset=utf-8' }

function openStore(options: DemoOptions, nowUs: () => number, startedUs: number): DemoStore {
  const asRecorded = options.asRecorded === true
  const loaded = loadRecordings(options.folder, asRecorded ? (service) => service : groupOddService)
  const kept = asRecorded ? loaded : loaded.filter((recording) => recording.jaegerText() !== null)
  const times = planRecentTimes(kept, startedUs)
  const order = new Map(times.paths.map((path, index) => [path, index]))
  const recordings = kept.map((recording) => ({
    ...recording,
    recordedUs: recordedUs(recording),
    shiftUs: () => (asRecorded ? 0 : times.shiftUs(recording.path, nowUs())),
  }))
  recordings.sort((a, b) =>
    asRecorded || a.path === b.path ? b.recordedUs - a.recordedUs : order.get(a.path)! - order.get(b.path)!,
  )
  return {
    recordings,
    byId: new Map(recordings.map((recording) => [recording.traceId, recording])),
    nowUs,
    find: (search) => findTraces(recordings, search),
  }
}

/** The hand-made odd traces each have services of their own; the demo shows them as one. */
function groupOddService(service: string, path: string): string {
  const own = `odd-${path.slice(path.indexOf('/') + 1)}`
  if (service !== own && !service.startsWith(`${own}-`)) return service
  return `odd-values${service.slice(own.length)}`
}

function findTraces(recordings: readonly Stored[], search: TraceSearch): Stored[] {
  const found: Stored[] = []
  for (const recording of recordings) {
    if (found.length === search.limit) break
    const shiftUs = recording.shiftUs()
    const matches = recording.spans.some((span) =>
      spanMatches(span, moveNs(span.startNs, shiftUs, recording.recordedUs), search),
    )
    if (matches) found.push(recording)
  }
  return found
}

export function listServices(store: DemoStore): string[] {
  const services = new Set(store.recordings.flatMap((recording) => recording.spans.map((span) => span.service)))
  services.delete('')
  return [...services]
}

export function listOperations(store: DemoStore, service: string, kind: string): { name: string; spanKind: string }[] {
  const operations = new Map<string, { name: string; spanKind: string }>()
  for (const { spans } of store.recordings) {
    for (const span of spans) {
      if (span.service !== service || (kind !== '' && span.kind !== kind)) continue
      operations.set(`${span.kind}\n${span.name}`, { name: span.name, spanKind: span.kind })
    }
  }
  return [...operations.values()]
}

interface Calls {
  readonly parent: string
  readonly child: string
  callCount: number
}

/** Parent-child pairs of spans by service, in traces that lie within (from, to), in ms. Links count for nothing. */
function countCalls(store: DemoStore, fromMs: bigint, toMs: bigint): Calls[] {
  const calls = new Map<string, Calls>()
  for (const { spans, recordedUs: aroundUs, shiftUs } of store.recordings) {
    const shift = shiftUs()
    const within = spans.every(
      (span) =>
        moveNs(span.startNs, shift, aroundUs) > fromMs * 1_000_000n && moveNs(span.endNs, shift, aroundUs) < toMs * 1_000_000n,
    )
    if (!within) continue
    const serviceOf = new Map<string, string>()
    for (const span of spans) if (!serviceOf.has(span.spanId)) serviceOf.set(span.spanId, span.service)
    for (const span of spans) {
      const parent = serviceOf.get(span.parentId)
      if (parent === undefined) continue
      const key = JSON.stringify([parent, span.service])
      const known = calls.get(key)
      if (known) known.callCount++
      else calls.set(key, { parent, child: span.service, callCount: 1 })
    }
  }
  return [...calls.values()]
}

function answerTraceIds(c: Context, store: DemoStore, ids: readonly string[]): Response {
  const found: Stored[] = []
  const errors: { msg: string; traceID: string }[] = []
  for (const id of ids) {
    const stored = store.byId.get(id)
    if (stored) found.push(stored)
    else errors.push({ msg: 'trace not found', traceID: id.startsWith('0'.repeat(16)) ? id.slice(16) : id })
  }
  return answerTraces(c, found, errors.length > 0 ? errors : null)
}

function answerTraces(c: Context, found: readonly Stored[], errors: unknown = null): Response {
  const texts: string[] = []
  for (const stored of found) {
    const text = stored.jaegerText()
    if (text === null) {
      return failure(
        c,
        500,
        'failed writing HTTP response: failed marshalling HTTP response to JSON: json: unsupported value: NaN',
      )
    }
    texts.push(moveJaegerText(text, stored.shiftUs(), stored.recordedUs))
  }
  const body = `{"data":[${texts.join(',')}],"total":0,"limit":0,"offset":0,"errors":${goJson(errors)}}`
  return c.body(body, 200, JSON_TYPE)
}

function envelope(data: readonly unknown[] | null, total = data?.length ?? 0): string {
  return `{"data":${goJson(data)},"total":${total},"limit":0,"offset":0,"errors":null}`
}

function failure(c: Context, status: 400 | 404 | 500 | 501, message: string): Response {
  const error = goJson({ code: status, msg: message })
  return c.body(`{"data":null,"total":0,"limit":0,"offset":0,"errors":[${error}]}\n`, status, TEXT_TYPE)
}

/** JSON as Go writes it. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
