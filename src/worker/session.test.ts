import { describe, expect, test, vi } from 'vitest'
import { readRecorded } from '../formats/recordedTraces.ts'
import type { LoadFailure, LoadProgress, Result } from './protocol.ts'
import { createSession } from './session.ts'
import { readInherited, readSpanDetail } from './spanDetail.ts'

const AUTO = { clocks: 'auto', minGapUs: null } as const
// A Uint8Array, whose slices are copies: the reader may write into its chunks.
const GAP_201 = Uint8Array.from(readRecorded('doc-pipeline/gap-201/jaeger.json'))
const DOCUMENTS = '662207646adce1456023969896f6a30b'
const request = { url: 'http://server/api/traces/x', traceId: DOCUMENTS }
const ignore = () => {}

type Answer = (url: string, init: RequestInit) => Response | Promise<Response>

function start(answer: Answer, options: { budgetBytes?: number; stallMs?: number } = {}) {
  const fake = vi.fn(async (url: unknown, init: unknown) => answer(String(url), init as RequestInit))
  const session = createSession({ budgetBytes: 1e9, ...options, fetch: fake as unknown as typeof fetch })
  return { session, fake }
}

const text = (body: string | Uint8Array, status = 200, headers: Record<string, string> = {}) =>
  new Response(body as BodyInit, { status, headers })

/** A body that comes in pieces; what follows the pieces is up to the test. */
function pieces(chunks: readonly Uint8Array[], after: 'close' | 'break' | 'stall', { signal }: RequestInit): Response {
  const queue = [...chunks]
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      signal?.addEventListener('abort', () => controller.error(signal.reason ?? new Error('aborted')))
    },
    pull(controller) {
      const chunk = queue.shift()
      if (chunk) controller.enqueue(chunk)
      else if (after === 'close') controller.close()
      else if (after === 'break') controller.error(new TypeError('network error'))
      else return new Promise(() => {})
    },
  })
  return new Response(body)
}

function failureOf(result: Result<unknown>): LoadFailure {
  if (result.ok) throw new Error('expected a failure')
  return result.failure
}
function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message} ${result.failure.detail}`)
  return result.value
}

describe('opening', () => {
  test('a trace comes as one view; the second time without a request', async () => {
    const { session, fake } = start(() => text(GAP_201))
    const view = valueOf(await session.openTrace(request, AUTO, 't', ignore))
    expect(view.trace.length).toBe(27)
    expect(view.clocksView).toBe('raw')
    expect(view.ledgers.length).toBeGreaterThan(0)
    const again = valueOf(await session.openTrace(request, { clocks: 'raw', minGapUs: 5_000 }, 't', ignore))
    expect(again).toMatchObject({ key: view.key, minGapUs: 5_000 })
    expect(fake).toHaveBeenCalledTimes(1)
    expect(session.has(DOCUMENTS)).toBe(true)
  })

  test('a trace from a search opens without a request', async () => {
    const { session, fake } = start(() => text(GAP_201))
    const { traces } = valueOf(await session.search({ url: 'http://server/api/traces', traceId: null }, 't', ignore))
    expect(traces).toEqual([expect.objectContaining({ traceId: DOCUMENTS, spanCount: 27, complete: true })])
    await session.openTrace(request, AUTO, 't', ignore)
    expect(fake).toHaveBeenCalledTimes(1)
  })

  test('a search that brings an open trace again leaves it alone', async () => {
    const { session } = start(() => text(GAP_201))
    const view = valueOf(await session.openTrace(request, AUTO, 't', ignore))
    await session.search(request, 't', ignore)
    expect(valueOf(await session.openTrace(request, AUTO, 't', ignore)).key).toBe(view.key)
  })

  test('reload asks again', async () => {
    const { session, fake } = start(() => text(GAP_201))
    const first = valueOf(await session.openTrace(request, AUTO, 't', ignore))
    const second = valueOf(await session.openTrace({ ...request, reload: true }, AUTO, 't', ignore))
    expect(fake).toHaveBeenCalledTimes(2)
    expect(second.key).not.toBe(first.key)
    expect(valueOf(session.viewTrace(first.key, AUTO)).key, 'a page may still show it').toBe(first.key)
    expect(failureOf(session.viewTrace('nothing', AUTO))).toMatchObject({ kind: 'empty' })
  })

  test('another trace than the one named is never opened', async () => {
    const { session } = start(() => text(GAP_201))
    const other = { ...request, traceId: '0af7651916cd43dd8448eb211c80319c' }
    expect(failureOf(await session.openTrace(other, AUTO, 't', ignore))).toMatchObject({ kind: 'not-found' })
  })

  test('details of a span', async () => {
    const { session } = start(() => text(GAP_201))
    const view = valueOf(await session.openTrace(request, AUTO, 't', ignore))
    const detail = readSpanDetail(session.entryOf(view.key), view.trace.record[view.trace.mainRoot])
    expect(detail.attributes.map(({ key }) => key)).toContain('span.kind')
    expect(detail.process.map(({ key }) => key)).toContain('service.instance.id')
    expect(() => session.entryOf('nothing')).toThrow(expect.objectContaining({ name: 'TraceEvicted' }))
  })

  test('what the spans above say: of each key the nearest, a span before its process', async () => {
    const { session } = start(() => text(GAP_201))
    const view = valueOf(await session.openTrace(request, AUTO, 't', ignore))
    const { trace } = view
    const entry = session.entryOf(view.key)
    const deepest = trace.depth.indexOf(Math.max(...trace.depth))
    const keys = ['service.instance.id', 'http.target', 'span.kind', 'nobody.has.this']
    const found = readInherited(entry, trace.record[deepest], keys)
    for (const key of keys) {
      let expected: unknown
      for (let above = trace.parent[deepest]; above !== -1 && expected === undefined; above = trace.parent[above]) {
        const { attributes, process } = readSpanDetail(entry, trace.record[above])
        expected = [...attributes, ...process].find((attribute) => attribute.key === key)?.value
      }
      expect(found.find((attribute) => attribute.key === key)?.value, key).toBe(expected)
    }
    expect(found.length).toBeGreaterThan(1)
    expect(readInherited(entry, trace.record[trace.mainRoot], keys)).toEqual([])
  })

  test('progress tells bytes and spans', async () => {
    const seen: LoadProgress[] = []
    const { session } = start((_, init) => pieces([GAP_201.slice(0, 9_000), GAP_201.slice(9_000)], 'close', init))
    await session.openTrace(request, AUTO, 't', (progress) => seen.push(progress))
    expect(seen.at(-1)).toMatchObject({ bytes: GAP_201.length, spans: 27 })
  })
})

describe('failures', () => {
  test.each<[string, Answer, Partial<LoadFailure>]>([
    [
      '404 with JSON',
      () => text('{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}', 404),
      { kind: 'not-found', status: 404, detail: 'trace not found' },
    ],
    ['404 without a body', () => text('', 404), { kind: 'not-found', status: 404 }],
    [
      '404 of a path',
      () => text('404 page not found', 404),
      { kind: 'http', status: 404, detail: '404 page not found' },
    ],
    ['200 with nothing at all', () => text(''), { kind: 'not-json', message: 'The server sent an empty answer.' }],
    ['200 with an empty list', () => text('{"data":[],"errors":null}'), { kind: 'not-found' }],
    [
      '500',
      () => text('{"data":null,"errors":[{"code":500,"msg":"boom"}]}', 500),
      { kind: 'http', status: 500, detail: 'boom' },
    ],
    ['502 with a page', () => text('<html>Bad gateway</html>', 502), { kind: 'http', status: 502, detail: null }],
    ['a page with 200', () => text('<!doctype html><html></html>'), { kind: 'html', status: 200 }],
    ['no JSON', () => text('hello'), { kind: 'not-json' }],
    ['JSON of something else', () => text('{"status":"ok"}'), { kind: 'not-a-trace' }],
    ['half a body', () => text(GAP_201.slice(0, 20_000)), { kind: 'truncated' }],
    ['a refused connection', () => Promise.reject(new TypeError('Failed to fetch')), { kind: 'network', status: null }],
    ['a broken connection', (_, init) => pieces([GAP_201.slice(0, 20_000)], 'break', init), { kind: 'truncated' }],
  ])('%s', async (_, answer, failure) => {
    const { session } = start(answer)
    const result = failureOf(await session.openTrace(request, AUTO, 't', ignore))
    expect(result).toMatchObject({ url: request.url, ...failure })
    expect(result.message).toMatch(/^[A-Z].*[.\w]$/)
    expect(session.has(DOCUMENTS)).toBe(false)
  })

  test('a server that never answers', async () => {
    const { session } = start(
      (_, { signal }) =>
        new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason as Error))),
      { stallMs: 30 },
    )
    expect(failureOf(await session.openTrace(request, AUTO, 't', ignore))).toMatchObject({ kind: 'timeout' })
  })

  test('a body that stalls half-way', async () => {
    const { session } = start((_, init) => pieces([GAP_201.slice(0, 20_000)], 'stall', init), { stallMs: 40 })
    const failure = failureOf(await session.openTrace(request, AUTO, 't', ignore))
    expect(failure).toMatchObject({ kind: 'timeout', detail: '20000 bytes had arrived.' })
  })

  test('cancelling', async () => {
    const { session } = start((_, init) => pieces([GAP_201.slice(0, 20_000)], 'stall', init))
    const opening = session.openTrace(request, AUTO, 'mine', ignore)
    await new Promise((resolve) => setTimeout(resolve, 20))
    session.cancel('another')
    session.cancel('mine')
    expect(failureOf(await opening)).toMatchObject({ kind: 'aborted' })
  })

  test('a busy server is asked again, and that is said', async () => {
    let calls = 0
    const { session } = start(() => (++calls === 1 ? text('later', 503, { 'retry-after': '0' }) : text(GAP_201)))
    const seen: LoadProgress[] = []
    const view = valueOf(await session.openTrace(request, AUTO, 't', (progress) => seen.push(progress)))
    expect(view.trace.length).toBe(27)
    expect(seen[0].retry).toMatchObject({ status: 503, attempt: 2 })
  })
})

describe('search', () => {
  test('nothing found is an answer', async () => {
    const { session } = start(() => text('{"data":[],"total":0,"errors":null}'))
    expect(valueOf(await session.search(request, 't', ignore))).toEqual({ traces: [], notices: [] })
  })

  test('none of the ids known is said', async () => {
    const { session } = start(() => text('{"data":[],"errors":[{"msg":"trace not found","traceID":"1"}]}'))
    expect(valueOf(await session.search(request, 't', ignore))).toEqual({
      traces: [],
      notices: [expect.stringContaining('not found')],
    })
  })

  test('a summary agrees with the trace’s ledger', async () => {
    const { session } = start(() => text(GAP_201))
    const [summary] = valueOf(await session.search(request, 't', ignore)).traces
    expect(summary).toMatchObject({
      rootService: 'api-gateway',
      rootOperation: 'POST /api/documents',
      errorCount: 0,
      orphanCount: 0,
    })
    // 202 ms between extract_text and chunk, and a few of network.
    expect(summary.unexplainedUs).toBeGreaterThan(201_000)
    expect(summary.unexplainedUs).toBeLessThan(215_000)
    expect(summary.durationUs).toBe(1_814_474)
    expect(summary.services.reduce((sum, { spanCount }) => sum + spanCount, 0)).toBe(27)
  })

  test('a trace that the budget pushed out is not called complete', async () => {
    const { session } = start(() => text(GAP_201), { budgetBytes: 1 })
    const [summary] = valueOf(await session.search(request, 't', ignore)).traces
    expect(summary.complete).toBe(true)
    const other = JSON.stringify(JSON.parse(new TextDecoder().decode(GAP_201))).replaceAll(
      DOCUMENTS,
      '0af7651916cd43dd8448eb211c80319c',
    )
    const next = createSession({
      budgetBytes: 1,
      fetch: (async () =>
        text(
          other.replace(
            '{"data":[',
            `{"data":[${JSON.stringify(JSON.parse(new TextDecoder().decode(GAP_201)).data[0])},`,
          ),
        )) as typeof fetch,
    })
    const { traces } = valueOf(await next.search(request, 't', ignore))
    expect(traces.map(({ complete }) => complete)).toEqual([false, true])
  })
})

describe('a trace that still grows', () => {
  test('new spans are told, and drawn without another request', async () => {
    const whole = JSON.parse(new TextDecoder().decode(GAP_201)) as { data: { spans: unknown[] }[] }
    const early = structuredClone(whole)
    early.data[0].spans = early.data[0].spans.slice(0, 20)
    let calls = 0
    const { session, fake } = start(() => text(JSON.stringify(++calls === 1 ? early : whole)))
    const view = valueOf(await session.openTrace(request, AUTO, 't', ignore))
    expect(view.trace.length).toBe(20)
    expect(valueOf(await session.refreshTrace(request, 't'))).toEqual({ newSpans: 7 })
    expect(valueOf(session.viewTrace(view.key, AUTO)).trace.length).toBe(20)
    expect(valueOf(await session.openTrace({ ...request, reload: true }, AUTO, 't', ignore)).trace.length).toBe(27)
    expect(fake).toHaveBeenCalledTimes(2)
  })
})

test('what was read of a young trace is not taken for the whole of it later', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const endMs = Date.parse('2026-11-21T08:40:19.152Z')
    const { session, fake } = start(() => text(GAP_201))
    vi.setSystemTime(endMs + 10_000)
    await session.openTrace(request, AUTO, 't', ignore)
    vi.setSystemTime(endMs + 40_000)
    await session.openTrace(request, AUTO, 't', ignore)
    expect(fake).toHaveBeenCalledTimes(1)
    vi.setSystemTime(endMs + 300_000)
    await session.openTrace(request, AUTO, 't', ignore)
    expect(fake, 'it may have grown').toHaveBeenCalledTimes(2)
    vi.setSystemTime(endMs + 3_600_000)
    await session.openTrace(request, AUTO, 't', ignore)
    expect(fake, 'it was settled when read').toHaveBeenCalledTimes(2)
  } finally {
    vi.useRealTimers()
  }
})
