import type { Context, Hono } from 'hono'
import { goJson, listOperations, listServices } from './demoStore.ts'
import type { DemoStore, Stored } from './demoStore.ts'
import { parseGoDuration } from './goDuration.ts'
import { moveOtlpText } from './recentTimes.ts'
import { parseJaegerTraceId } from './traceSearch.ts'

const TEXT_TYPE = { 'content-type': 'text/plain; charset=utf-8' }

/** `/api/v3/…`: the same recordings as OTLP JSON, as Jaeger 2.13 answers (attributes are not searched there). */
export function addOtlpApi(api: Hono, store: () => DemoStore): void {
  api.get('/api/v3/services', (c) => c.body(goJson({ services: listServices(store()) }), 200, TEXT_TYPE))
  api.get('/api/v3/operations', (c) => {
    const operations = listOperations(store(), c.req.query('service') ?? '', c.req.query('span_kind') ?? '')
    return c.body(goJson({ operations }), 200, TEXT_TYPE)
  })
  api.get('/api/v3/traces/:id', (c) => {
    const id = parseJaegerTraceId(c.req.param('id'))
    if (!id.ok) return failure(c, 400, `malformed parameter trace_id: ${id.message}`)
    const stored = store().byId.get(id.value)
    return answer(c, stored ? [stored] : [])
  })
  api.get('/api/v3/traces', (c) => {
    const query = new URL(c.req.url).searchParams
    const minText = query.get('query.start_time_min') ?? ''
    const maxText = query.get('query.start_time_max') ?? ''
    if (minText === '' || maxText === '') {
      return failure(c, 400, 'query.start_time_min and query.start_time_max are required')
    }
    const times: bigint[] = []
    for (const [name, text] of [
      ['query.start_time_min', minText] as const,
      ['query.start_time_max', maxText] as const,
    ]) {
      const ns = parseRfc3339(text)
      if (ns === null) return failure(c, 400, `malformed parameter ${name}: ${complainAboutTime(text)}`)
      times.push(ns)
    }
    const limitText = query.get('query.num_traces') ?? ''
    if (!/^([+-]?\d+)?$/.test(limitText)) {
      const message = `strconv.Atoi: parsing ${JSON.stringify(limitText)}: invalid syntax`
      return failure(c, 400, `malformed parameter query.num_traces: ${message}`)
    }
    const durations: bigint[] = []
    for (const name of ['query.duration_min', 'query.duration_max']) {
      const duration = parseGoDuration(query.get(name) || '0')
      if ('error' in duration) return failure(c, 400, `malformed parameter ${name}: ${duration.error}`)
      durations.push(duration.ns)
    }
    const limit = Number(limitText)
    if (limit <= 0) return failure(c, 500, 'search depth must be greater than 0 and less than max traces')
    const found = store().find({
      service: query.get('query.service_name') ?? '',
      operation: query.get('query.operation_name') ?? '',
      startNs: times[0],
      endNs: times[1],
      minDurationNs: durations[0],
      maxDurationNs: durations[1],
      tags: new Map(),
      limit,
      traceIds: [],
    })
    return answer(c, found)
  })
  api.all('/api/v3/*', (c) => failure(c, 404, 'Not Found'))
}

/** Unix ns of a time such as `2026-11-21T04:44:34.123456789+01:00`, null when it is none. */
function parseRfc3339(text: string): bigint | null {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!parts) return null
  const [, date, time, fraction = '', zone] = parts
  const ms = Date.parse(`${date}T${time}${zone}`)
  if (Number.isNaN(ms)) return null
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9))
}

function complainAboutTime(text: string): string {
  const quoted = JSON.stringify(text)
  return `parsing time ${quoted} as "2006-01-02T15:04:05.999999999Z07:00": cannot parse ${quoted} as "2006"`
}

function answer(c: Context, found: readonly Stored[]): Response {
  if (found.length === 0) return failure(c, 404, 'No traces found')
  const texts = found.map((stored) => moveOtlpText(stored.otlpText(), stored.shiftUs(), stored.recordedUs))
  return c.body(`{"result":{"resourceSpans":[${texts.join(',')}]}}`, 200, TEXT_TYPE)
}

function failure(c: Context, status: 400 | 404 | 500, message: string): Response {
  return c.body(`${goJson({ error: { httpCode: status, message } })}\n`, status, TEXT_TYPE)
}
