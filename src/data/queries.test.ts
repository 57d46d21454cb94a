import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { EMPTY_SEARCH } from '../url/searchAddress.ts'
import type { LoadFailure, LoadProgress, Result, SearchAnswer, TraceView } from '../worker/protocol.ts'
import { LoadError } from './http.ts'
import { reportTraceProgress, traceProgress } from './progress.ts'
import { canSearch, searchQuery } from './searchQuery.ts'
import { servicesQuery } from './servicesQuery.ts'
import { startTraceEarly } from './traceLoads.ts'
import { detailsQuery, findingsQuery, growthQuery, isNotStoredYet, showNewSpans, traceQuery } from './traceQuery.ts'
import * as worker from './workerClient.ts'

vi.mock('./workerClient.ts', () => ({
  openTrace: vi.fn(),
  viewTrace: vi.fn(),
  refreshTrace: vi.fn(),
  spanDetails: vi.fn(),
  traceFindings: vi.fn(),
  searchTraces: vi.fn(),
}))

const openTrace = vi.mocked(worker.openTrace)
const viewTrace = vi.mocked(worker.viewTrace)
const T = '662207646adce1456023969896f6a30b'
const plain = { traceId: T, clocks: 'auto', minGapUs: null, window: null } as const

const viewOf = (key: string): TraceView =>
  ({ key, name: T, clocksView: 'raw', minGapUs: 1000, ...drawTrace('root ==') }) as unknown as TraceView
const ok = <T>(value: T): Result<T> => ({ ok: true, value })
const failed = (kind: LoadFailure['kind']): Result<never> => ({
  ok: false,
  failure: { kind, status: 404, message: 'No.', detail: null, url: '' },
})

let client: QueryClient
beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://page/' })
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
})
afterEach(() => {
  client.clear()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  vi.resetAllMocks()
})

describe('a trace', () => {
  test('loads once, below the page’s base', async () => {
    openTrace.mockResolvedValue(ok(viewOf('a')))
    await client.fetchQuery(traceQuery(plain))
    expect((await client.fetchQuery(traceQuery(plain))).key).toBe('a')
    expect(openTrace).toHaveBeenCalledTimes(1)
    expect(openTrace.mock.calls[0][0]).toEqual({ url: `http://page/api/traces/${T}`, traceId: T, reload: false })
  })

  test('another threshold moves no span: the columns that are here stay', async () => {
    const first = viewOf('a')
    openTrace.mockResolvedValue(ok(first))
    viewTrace.mockResolvedValueOnce(ok({ ...viewOf('a'), minGapUs: 7 }))
    viewTrace.mockResolvedValueOnce(ok({ ...viewOf('a'), clocksView: 'corrected' }))
    await client.fetchQuery(traceQuery(plain))
    const other = await client.fetchQuery(traceQuery({ ...plain, minGapUs: 7 }))
    expect(other.minGapUs).toBe(7)
    expect(other.trace).toBe(first.trace)
    const corrected = await client.fetchQuery(traceQuery({ ...plain, clocks: 'corrected' }))
    expect(corrected.trace).not.toBe(first.trace)
  })

  test('takes over the load that began before it', async () => {
    openTrace.mockResolvedValue(ok(viewOf('early')))
    startTraceEarly({ traceId: T, window: null, options: { clocks: 'auto', minGapUs: null } })
    expect((await client.fetchQuery(traceQuery(plain))).key).toBe('early')
    expect(openTrace).toHaveBeenCalledTimes(1)
  })

  test('an early load of another trace is given up', async () => {
    openTrace.mockResolvedValue(ok(viewOf('a')))
    startTraceEarly({ traceId: 'f'.repeat(32), window: null, options: { clocks: 'auto', minGapUs: null } })
    await client.fetchQuery(traceQuery(plain))
    expect(openTrace).toHaveBeenCalledTimes(2)
    expect(openTrace.mock.calls[0][2]?.aborted).toBe(true)
  })

  test('another clock view comes from the worker, not the server', async () => {
    openTrace.mockResolvedValue(ok(viewOf('a')))
    viewTrace.mockResolvedValue(ok(viewOf('a')))
    await client.fetchQuery(traceQuery(plain))
    await client.fetchQuery(traceQuery({ ...plain, clocks: 'raw' }))
    expect(openTrace).toHaveBeenCalledTimes(1)
    expect(viewTrace).toHaveBeenCalledWith('a', { clocks: 'raw', minGapUs: null })
  })

  test('a view of a trace that had to go is loaded', async () => {
    openTrace.mockResolvedValue(ok(viewOf('a')))
    viewTrace.mockResolvedValue(failed('empty'))
    await client.fetchQuery(traceQuery(plain))
    await client.fetchQuery(traceQuery({ ...plain, clocks: 'raw' }))
    expect(openTrace).toHaveBeenCalledTimes(2)
  })

  test('one that is not stored yet is tried for half a minute; other failures are not', async () => {
    vi.useFakeTimers()
    openTrace.mockResolvedValue(failed('not-found'))
    const waiting = client.fetchQuery({ ...traceQuery(plain) }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(29_000)
    expect(openTrace.mock.calls.length).toBeGreaterThan(5)
    await vi.advanceTimersByTimeAsync(10_000)
    const error = await waiting
    expect(error).toBeInstanceOf(LoadError)
    expect(isNotStoredYet(error)).toBe(true)

    openTrace.mockClear()
    openTrace.mockResolvedValue(failed('http'))
    await client.fetchQuery(traceQuery({ ...plain, traceId: 'e'.repeat(32) })).catch(() => {})
    expect(openTrace).toHaveBeenCalledTimes(1)
  })

  test('cancelling reaches the worker', async () => {
    openTrace.mockReturnValue(new Promise(() => {}))
    const observer = new QueryObserver(client, traceQuery(plain))
    const unsubscribe = observer.subscribe(() => {})
    await vi.waitFor(() => expect(openTrace).toHaveBeenCalled())
    unsubscribe()
    expect(openTrace.mock.calls[0][2]?.aborted).toBe(true)
  })

  test('new spans are told, then drawn by a reload', async () => {
    const view = viewOf('a')
    openTrace.mockResolvedValue(ok(view))
    vi.mocked(worker.refreshTrace).mockResolvedValue(ok({ newSpans: 3 }))
    const observer = new QueryObserver(client, traceQuery(plain))
    const unsubscribe = observer.subscribe(() => {})
    await vi.waitFor(() => expect(observer.getCurrentResult().data?.key).toBe('a'))
    expect(await client.fetchQuery({ ...growthQuery(view, plain), staleTime: 0 })).toEqual({ newSpans: 3 })
    openTrace.mockResolvedValue(ok(viewOf('b')))
    await showNewSpans(client, T)
    expect(openTrace.mock.calls.at(-1)![0].reload).toBe(true)
    expect(observer.getCurrentResult().data?.key).toBe('b')
    unsubscribe()
  })

  test('details of a trace that had to go bring it back', async () => {
    const view = { ...viewOf('a'), trace: { ...viewOf('a').trace, traceId: T } }
    openTrace.mockResolvedValue(ok(view))
    const observer = new QueryObserver(client, traceQuery(plain))
    const unsubscribe = observer.subscribe(() => {})
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined())
    vi.mocked(worker.spanDetails).mockRejectedValue(Object.assign(new Error('gone'), { name: 'TraceEvicted' }))
    await expect(client.fetchQuery(detailsQuery(view, 0))).rejects.toThrow('gone')
    await vi.waitFor(() => expect(openTrace).toHaveBeenCalledTimes(2))
    unsubscribe()
  })
})

describe('a search', () => {
  const address = { ...EMPTY_SEARCH, service: 'web', window: { startUs: 1e15, endUs: 2e15 }, limit: 1 }
  const answer: SearchAnswer = { traces: [{ traceId: T } as SearchAnswer['traces'][number]], notices: [] }
  const services = () =>
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => new Response('{"data":["web"]}')),
    )

  test('asks the backend that was found, and says when the list is cut', async () => {
    services()
    vi.mocked(worker.searchTraces).mockResolvedValue(ok(answer))
    expect(await client.fetchQuery(searchQuery(address))).toMatchObject({
      traces: answer.traces,
      isCut: true,
      query: { service: 'web' },
    })
    expect(vi.mocked(worker.searchTraces).mock.calls[0][0].url).toMatch(
      /^http:\/\/page\/api\/traces\?service=web&start=1000000000000000&/,
    )
    expect(await client.fetchQuery(servicesQuery())).toEqual(['web'])
  })

  test('goes on when the list of services cannot be had', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => new Response('{}', { status: 500 })),
    )
    vi.mocked(worker.searchTraces).mockResolvedValue(ok(answer))
    expect((await client.fetchQuery(searchQuery({ ...address, limit: 20 }))).isCut).toBe(false)
    await expect(client.fetchQuery(servicesQuery())).rejects.toBeInstanceOf(LoadError)
  })

  test('the same address asks once, another window again', async () => {
    services()
    vi.mocked(worker.searchTraces).mockResolvedValue(ok(answer))
    await client.fetchQuery(searchQuery(address))
    await client.fetchQuery(searchQuery({ ...address, sort: 'longest' }))
    expect(worker.searchTraces).toHaveBeenCalledTimes(1)
    await client.fetchQuery(searchQuery({ ...address, window: { startUs: 1e15, endUs: 3e15 } }))
    expect(worker.searchTraces).toHaveBeenCalledTimes(2)
  })

  test.each([
    ['a service', { service: 'web' }, true],
    ['ids', { traceIds: [T] }, true],
    ['nothing', {}, false],
    ['a duration without a unit', { service: 'web', minDuration: '5' }, false],
    ['durations out of order', { service: 'web', minDuration: '5s', maxDuration: '1s' }, false],
  ])('%s', (_, change, can) => {
    expect(canSearch({ ...EMPTY_SEARCH, ...change })).toBe(can)
  })
})

describe('findings', () => {
  const repeats = [{ spans: [1] }] as never
  const errors = [{ span: 2 }] as never
  const whole = { missingParents: [], lostContext: [], sampledAway: [], repeats: [{ spans: [1] }], errors, retries: [] }
  const options = { clocks: 'auto', minGapUs: null } as const

  test('appear as they come; what decides about rows stays the same object', async () => {
    const seen: unknown[] = []
    vi.mocked(worker.traceFindings).mockImplementation(async (_key, _options, _services, _signal, onPart) => {
      onPart({ missingParents: [], repeats })
      await Promise.resolve()
      onPart({ errors })
      await Promise.resolve()
      return { ...whole, sensitive: [], anomalies: [] } as never
    })
    const observer = new QueryObserver(client, findingsQuery(viewOf('a'), options, []))
    const stop = observer.subscribe(
      ({ data, isFetching }) => data && seen.push([data.repeats, data.errors.length, isFetching]),
    )
    await vi.waitFor(() => expect(observer.getCurrentResult()).toMatchObject({ isFetching: false, data: { errors } }))
    stop()
    expect(seen[0]).toEqual([repeats, 0, true])
    expect(observer.getCurrentResult().data!.repeats).toBe(repeats)
  })

  test('another threshold asks for none of them again', async () => {
    vi.mocked(worker.traceFindings).mockResolvedValue(whole as never)
    await client.fetchQuery(findingsQuery(viewOf('a'), options, []))
    await client.fetchQuery(findingsQuery({ ...viewOf('a'), minGapUs: 7 }, { ...options, minGapUs: 7 }, []))
    expect(worker.traceFindings).toHaveBeenCalledTimes(1)
  })
})

test('progress is told to whoever listens', () => {
  const listener = vi.fn()
  const store = traceProgress(T)
  const unsubscribe = store.subscribe(listener)
  const progress: LoadProgress = { bytes: 1, totalBytes: null, spans: 0, outline: new Uint32Array(256) }
  reportTraceProgress(T, progress)
  expect(store.getSnapshot()).toBe(progress)
  unsubscribe()
  reportTraceProgress(T, null)
  expect(listener).toHaveBeenCalledTimes(1)
  expect(traceProgress(T).getSnapshot()).toBeNull()
})
