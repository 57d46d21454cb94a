import { Hono } from 'hono'
import type { Context } from 'hono'
import { countCalls, goJson, listOperations, listServices, openStore } from './demoStore.ts'
import type { DemoOptions, DemoStore, Stored } from './demoStore.ts'
import { addOtlpApi } from './otlpApi.ts'
import { moveJaegerText } from './recentTimes.ts'
import { parseGoInt, parseJaegerTraceId, parseTraceSearch } from './traceSearch.ts'

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

const JSON_TYPE = { 'content-type': 'application/json' }
const TEXT_TYPE = { 'content-type': 'text/plain; charset=utf-8' }

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
