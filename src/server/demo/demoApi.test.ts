import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../projectRoot.ts'
import { createDemoApi } from './demoApi.ts'

const FOLDER = join(projectRoot(), 'fixtures/traces')
/** When the answers were recorded. */
const RECORDED_US = Date.parse('2026-11-21T08:44:40Z') * 1000

interface RecordedCall {
  readonly name: string
  readonly file: string
  readonly request: { readonly method: string; readonly path: string }
  readonly status: number
  readonly headers: { readonly 'Content-Type': string }
}

interface JaegerSpan {
  readonly spanID: string
  readonly startTime: number
  readonly duration: number
  readonly processID: string
  readonly warnings: unknown
}
interface JaegerTrace {
  readonly traceID: string
  readonly spans: readonly JaegerSpan[]
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>
}

const readJson = (path: string): any => JSON.parse(readFileSync(path, 'utf8')) // oxlint-disable-line typescript/no-explicit-any
const calls: RecordedCall[] = readJson(join(FOLDER, 'api/index.json'))
const call = (name: string) => calls.find((each) => each.name === name)!
const recordedBody = (name: string) => readFileSync(join(FOLDER, 'api', call(name).file), 'utf8')
const index: { path: string; traces: { traceID: string }[] }[] = readJson(join(FOLDER, 'index.json'))
const stored = new Set(index.flatMap((variant) => variant.traces.map((trace) => trace.traceID)))

const recorded = createDemoApi({ folder: FOLDER, asRecorded: true, nowUs: () => RECORDED_US })
const ask = (name: string) => recorded.request(call(name).request.path, { method: call(name).request.method })

const sortedJson = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort()
const ids = (body: { data: JaegerTrace[] }) => body.data.map((trace) => trace.traceID)

describe('the answers recorded from a real Jaeger', () => {
  const errors = calls.filter(({ name, status }) => status >= 400 && /^(v3-)?error/.test(name))
  // Writes and metrics are no part of the demo.
  const asked = errors.filter(({ request }) => request.method === 'GET')
  test.each(asked.map(({ name }) => name))('%s', async (name) => {
    const answer = await ask(name)
    expect(answer.status).toBe(call(name).status)
    expect(answer.headers.get('content-type')).toBe(call(name).headers['Content-Type'])
    expect(await answer.text()).toBe(recordedBody(name))
  })
  test('most error answers are among them', () => expect(asked.length).toBeGreaterThan(24))

  test('services, as a set', async () => {
    const body = await (await ask('services')).json()
    expect(body.data.sort()).toEqual(JSON.parse(recordedBody('services')).data.sort())
  })

  const operations = calls.filter(({ name }) => name.startsWith('operations')).map(({ name }) => name)
  test.each(operations)('%s', async (name) => {
    const answer = await ask(name)
    const body = await answer.json()
    const expected = JSON.parse(recordedBody(name))
    expect(answer.status).toBe(200)
    // The recorded store held warm-up traces too; the services' own operations are the same.
    if (expected.data === null) expect(body.data).toBe(null)
    else expect(sortedJson(expected.data)).toEqual(expect.arrayContaining(sortedJson(body.data)))
    expect(body.data?.length ?? 0).toBeGreaterThanOrEqual(Math.floor((expected.data?.length ?? 0) * 0.8))
    expect({ ...body, data: 0, total: 0 }).toEqual({ ...expected, data: 0, total: 0 })
  })

  const searches = calls.filter(({ name, status }) => /^search/.test(name) && status === 200).map(({ name }) => name)
  test.each(searches)('%s finds what the real one found', async (name) => {
    const expected = JSON.parse(recordedBody(name)) as { data: JaegerTrace[] }
    // The recorded store also held warm-up traces, which used up some of the limit: take it away and compare what both have.
    const path = call(name).request.path
    const found = await (await recorded.request(path.replace(/limit=\d+/, 'limit=1000'))).json()
    const expectedIds = ids(expected).filter((id) => stored.has(id))
    expect(ids(found)).toEqual(expect.arrayContaining(expectedIds))
    const limit = Number(/limit=(\d+)/.exec(path)?.[1] ?? 100)
    if (expected.data.length < limit) expect(ids(found).sort()).toEqual(expectedIds.sort())
    const limited = await (await recorded.request(path)).json()
    expect(limited.data.length).toBe(Math.min(limit, found.data.length))
    expect({ ...limited, data: 0 }).toEqual({ ...expected, data: 0 })
  })

  test.each(['traces-by-id-list', 'traces-by-id-list-one-unknown'])('%s', async (name) => {
    const body = await (await ask(name)).json()
    const expected = JSON.parse(recordedBody(name))
    expect(ids(body)).toEqual(ids(expected))
    expect(body.errors).toEqual(expected.errors)
  })

  const single = ['trace-upper-case-id', 'trace-64-bit-short-id', 'trace-leading-zeros-dropped', 'trace-raw']
  test.each(single)('%s', async (name) => {
    const body = (await (await ask(name)).json()) as { data: JaegerTrace[] }
    expect(sortSpans(body)).toEqual(sortSpans(JSON.parse(recordedBody(name))))
  })

  test('a trace is the recorded body, byte for byte', async () => {
    const answer = await recorded.request(`/api/traces/${traceIdOf('doc-pipeline/gap-201')}`)
    expect(`${await answer.text()}`).toBe(readFileSync(join(FOLDER, 'doc-pipeline/gap-201/jaeger.json'), 'utf8'))
    expect(answer.headers.get('content-type')).toBe('application/json')
  })

  test('dependencies, for what both stores hold', async () => {
    const counted = await (await ask('dependencies')).json()
    const expected = JSON.parse(recordedBody('dependencies')).data as {
      parent: string
      child: string
      callCount: number
    }[]
    for (const { parent, child, callCount } of counted.data) {
      // The answers hold span ids made unique; the store that counts has those that were sent.
      if (child.startsWith('odd-') || parent.startsWith('odd-')) continue
      const same = expected.find((link) => link.parent === parent && link.child === child)
      expect(same?.callCount, `${parent} → ${child}`).toBeGreaterThanOrEqual(callCount)
    }
    expect(counted.data.length).toBeGreaterThan(60)
    expect(await (await ask('dependencies-empty')).json()).toEqual(JSON.parse(recordedBody('dependencies-empty')))
  })

  test('v3: services, operations, searches', async () => {
    const services = await (await ask('v3-services')).json()
    expect(services.services.sort()).toEqual(JSON.parse(recordedBody('v3-services')).services.sort())
    const operations = await (await ask('v3-operations')).json()
    expect(sortedJson(JSON.parse(recordedBody('v3-operations')).operations)).toEqual(
      expect.arrayContaining(sortedJson(operations.operations)),
    )
    expect(await (await ask('v3-operations-without-service')).text()).toBe(
      recordedBody('v3-operations-without-service'),
    )
    const none = await ask('v3-search-no-match')
    expect([none.status, await none.text()]).toEqual([
      call('v3-search-no-match').status,
      recordedBody('v3-search-no-match'),
    ])
    const found = await (await ask('v3-search')).json()
    const traceIds = new Set(
      found.result.resourceSpans.flatMap((resource: { scopeSpans: { spans: { traceId: string }[] }[] }) =>
        resource.scopeSpans.flatMap((scope) => scope.spans.map((span) => span.traceId)),
      ),
    )
    expect(traceIds.size).toBe(2)
  })
})

function sortSpans({ data }: { data: readonly JaegerTrace[] }) {
  return data.map(({ traceID, spans, processes }) => ({
    traceID,
    spans: spans
      .map(({ processID, ...span }) => ({ ...span, service: processes[processID].serviceName }))
      .sort((a, b) => (a.spanID < b.spanID ? -1 : 1)),
  }))
}

function traceIdOf(path: string): string {
  return index.find((variant) => variant.path === path)!.traces[0].traceID
}

describe('the demo', () => {
  const START_US = Date.parse('2027-03-01T12:00:00Z') * 1000
  const HOUR_US = 3_600_000_000
  let nowUs = START_US
  const demo = createDemoApi({ folder: FOLDER, nowUs: () => nowUs })
  const get = async (path: string) => (await demo.request(path)).json()
  const search = (query: string) => get(`/api/traces?${query}&start=${nowUs - HOUR_US}&end=${nowUs}&limit=1000`)

  test.each([0, 1, 29.9, 30, 59, 61, 240, 7 * 24 * 60])(
    'after %d minutes the last hour holds every story',
    async (minutes) => {
      nowUs = START_US + minutes * 60_000_000
      const found = (await search('service=api-gateway')) as { data: JaegerTrace[] }
      expect(found.data.length).toBeGreaterThan(20)
      expect(found.data[0].traceID).toBe(traceIdOf('doc-pipeline/gap-201'))
      for (const { spans } of found.data) {
        for (const { startTime, duration } of spans) {
          expect(startTime).toBeGreaterThan(nowUs - HOUR_US)
          expect(startTime + duration).toBeLessThan(nowUs)
        }
      }
      expect((await search('service=checkout-service')).data.length).toBeGreaterThan(3)
      expect((await search('service=odd-values')).data.length).toBeGreaterThan(15)
    },
  )

  test('every trace keeps its time for half an hour, durations and distances always', async () => {
    const id = traceIdOf('kafka-async/span-link')
    const at = async (minutes: number) => {
      nowUs = START_US + minutes * 60_000_000
      const { data } = (await get(`/api/traces/${id}`)) as { data: JaegerTrace[] }
      return data[0].spans.map(({ spanID, startTime, duration }) => ({ spanID, startTime, duration }))
    }
    const [first, later, nextStep] = [await at(0), await at(29), await at(31)]
    expect(later).toEqual(first)
    expect(nextStep).toEqual(first.map((span) => ({ ...span, startTime: span.startTime + HOUR_US / 2 })))
  })

  test('what belongs together moves together: a producer and its consumer in another trace', async () => {
    nowUs = START_US
    const variant = index.find(({ path }) => path === 'kafka-async/span-link')!
    const shifts = await Promise.all(
      variant.traces.map(async ({ traceID }, at) => {
        const file = join(FOLDER, variant.path, at === 0 ? 'jaeger.json' : `jaeger.${at + 1}.json`)
        const original = readJson(file).data[0].spans[0] as JaegerSpan
        const { data } = (await get(`/api/traces/${traceID}`)) as { data: JaegerTrace[] }
        return data[0].spans.find(({ spanID }) => spanID === original.spanID)!.startTime - original.startTime
      }),
    )
    expect(shifts.length).toBe(2)
    expect(shifts[0]).toBe(shifts[1])
  })

  test('Jaeger JSON and OTLP JSON move alike', async () => {
    nowUs = START_US
    const id = traceIdOf('checkout/basic-slow')
    const { data } = (await get(`/api/traces/${id}`)) as { data: JaegerTrace[] }
    const otlp = await get(`/api/v3/traces/${id}`)
    const starts = new Map<string, number>()
    for (const resource of otlp.result.resourceSpans) {
      for (const scope of resource.scopeSpans) {
        for (const span of scope.spans) starts.set(span.spanId, Number(BigInt(span.startTimeUnixNano) / 1000n))
      }
    }
    expect(starts.size).toBe(data[0].spans.length)
    for (const { spanID, startTime } of data[0].spans) expect(starts.get(spanID)).toBe(startTime)
  })

  test('every recorded trace opens, in every length of its id, except the one that Jaeger cannot give', async () => {
    for (const { path, traces } of index) {
      for (const { traceID } of traces) {
        const answer = await demo.request(`/api/traces/${traceID}`)
        expect(answer.status, path).toBe(path === 'odd-values/not-a-number' ? 404 : 200)
        await answer.body?.cancel()
        const short = await demo.request(`/api/traces/${traceID.replace(/^0+/, '').toUpperCase()}`)
        expect(short.status, path).toBe(answer.status)
      }
    }
  })

  test('years away from the recording stay where they are', async () => {
    const { data } = (await get(`/api/traces/${traceIdOf('odd-values/time-extremes')}`)) as { data: JaegerTrace[] }
    const times = data[0].spans.map(({ startTime }) => startTime)
    expect(times).toContain(0)
    expect(times).toContain(4_102_444_800_000_000)
  })

  test('the first answer takes less than a second', async () => {
    const fresh = createDemoApi({ folder: FOLDER })
    const began = performance.now()
    await (await fresh.request('/api/services')).text()
    expect(performance.now() - began).toBeLessThan(1_500)
  })

  test('a path it does not know is a 404 in JSON', async () => {
    const answer = await demo.request('/api/nope')
    expect(answer.status).toBe(404)
    expect((await answer.json()).errors[0].code).toBe(404)
  })
})

test('the recordings are where the demo expects them', () => expect(existsSync(join(FOLDER, 'index.json'))).toBe(true))
