import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { EMPTY_SEARCH } from '../url/searchAddress.ts'
import type { LoadFailure, LoadProgress, Result, SearchAnswer, TraceView } from '../worker/protocol.ts'
import { LoadError } from './http.ts'
import { startFindingsEarly } from './findingsLoads.ts'
import { freeClosedTraces } from './freeClosedTraces.ts'
import { reportTraceProgress, searchProgress, traceProgress } from './progress.ts'
import { canSearch, loadOlder, progressKey, retryLacking, searchQuery } from './searchQuery.ts'
import { servicesQuery } from './servicesQuery.ts'
import { startTraceEarly } from './traceLoads.ts'
import {
  callFindingsQuery,
  detailsQuery,
  findingsQuery,
  foundSoFarQuery,
  growthQuery,
  isNotStoredYet,
  showNewSpans,
  traceQuery,
} from './traceQuery.ts'
import * as worker from './workerClient.ts'

vi.mock('./workerClient.ts', () => ({
  openTrace: vi.fn(),
  viewTrace: vi.fn(),
  refreshTrace: vi.fn(),
  spanDetails: vi.fn(),
  traceFindings: vi.fn(),
  callFindings: vi.fn(),
  searchTraces: vi.fn(),
  matchTags: vi.fn(),
  relaxWorker: vi.fn(),
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
    expect(viewTrace).toHaveBeenCalledWith('a', { clocks: 'raw', minGapUs: null }, 'wanted')
    // Another threshold moves no span: the page has the rows.
    await client.fetchQuery(traceQuery({ ...plain, clocks: 'raw', minGapUs: 5 }))
    expect(viewTrace).toHaveBeenLastCalledWith('a', { clocks: 'raw', minGapUs: 5 }, 'known')
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
  const address = { ...EMPTY_SEARCH, services: ['web'], window: { startUs: 1e15, endUs: 2e15 }, limit: 1 }
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
      parts: [{ service: 'web', state: 'done' }],
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

  const found = (traceId: string, startUs: number): SearchAnswer['traces'][number] =>
    ({ traceId, startUs, durationUs: 10, spanCount: 1, complete: true }) as SearchAnswer['traces'][number]
  const serviceOf = (url: string) => new URL(url).searchParams.get('service') ?? ''
  const many = { ...address, services: ['a', 'b', 'c'], limit: 5 }

  test('several services: what one lacks takes nothing from the others, and is asked again alone', async () => {
    services()
    vi.mocked(worker.searchTraces).mockImplementation(async ({ url }) =>
      serviceOf(url) === 'b'
        ? failed('html')
        : ok({ traces: [found('shared', 20), found(serviceOf(url), 10)], notices: [] }),
    )
    const result = await client.fetchQuery(searchQuery(many))
    expect(result.traces.map(({ traceId }) => traceId)).toEqual(['shared', 'a', 'c'])
    expect(result.parts.map(({ service, state }) => [service, state])).toEqual([
      ['a', 'done'],
      ['b', 'failed'],
      ['c', 'done'],
    ])
    vi.mocked(worker.searchTraces).mockReset()
    vi.mocked(worker.searchTraces).mockResolvedValue(ok({ traces: [found('b', 5)], notices: [] }))
    await retryLacking(client, many, new AbortController().signal)
    expect(vi.mocked(worker.searchTraces).mock.calls.map(([{ url }]) => serviceOf(url))).toEqual(['b'])
    const after = client.getQueryData(searchQuery(many).queryKey)!
    expect(after.traces.map(({ traceId }) => traceId)).toEqual(['shared', 'a', 'c', 'b'])
    expect(after.parts.every(({ state }) => state === 'done')).toBe(true)
  })

  test('what has come is there while another stalls, and stays when the reader stops waiting', async () => {
    services()
    vi.mocked(worker.searchTraces).mockImplementation(({ url }, { signal }) =>
      serviceOf(url) === 'b'
        ? new Promise((resolve) => signal!.addEventListener('abort', () => resolve(failed('aborted'))))
        : Promise.resolve(ok({ traces: [found(serviceOf(url), 10)], notices: [] })),
    )
    const observer = new QueryObserver(client, searchQuery(many))
    const unsubscribe = observer.subscribe(() => {})
    await vi.waitFor(() => expect(observer.getCurrentResult().data?.traces).toHaveLength(2))
    expect(observer.getCurrentResult().isFetching).toBe(true)
    const progress = searchProgress(progressKey(many)).getSnapshot()
    expect(progress).toMatchObject({ total: 3, done: 2, waitingFor: ['b'] })
    progress!.stop!()
    await vi.waitFor(() => expect(observer.getCurrentResult().isFetching).toBe(false))
    expect(observer.getCurrentResult().data).toMatchObject({
      isCut: false,
      traces: [{ traceId: 'a' }, { traceId: 'c' }],
    })
    expect(observer.getCurrentResult().data!.parts[1].state).toBe('stopped')
    unsubscribe()
  })

  test('all of them failing is a failure', async () => {
    services()
    vi.mocked(worker.searchTraces).mockResolvedValue(failed('http'))
    await expect(client.fetchQuery(searchQuery(many))).rejects.toBeInstanceOf(LoadError)
  })

  test('a new search cancels the old: its requests are aborted', async () => {
    services()
    vi.mocked(worker.searchTraces).mockReturnValue(new Promise(() => {}))
    const observer = new QueryObserver(client, searchQuery(many))
    const unsubscribe = observer.subscribe(() => {})
    await vi.waitFor(() => expect(worker.searchTraces).toHaveBeenCalledTimes(3))
    const [, options] = vi.mocked(worker.searchTraces).mock.calls[0]
    observer.setOptions(searchQuery({ ...many, limit: 6 }))
    expect(options.signal!.aborted).toBe(true)
    unsubscribe()
  })

  test('a search that was left half-way is asked again, not taken for whole', async () => {
    services()
    let isStalling = true
    vi.mocked(worker.searchTraces).mockImplementation(({ url }) =>
      isStalling && serviceOf(url) === 'b'
        ? new Promise(() => {})
        : Promise.resolve(ok({ traces: [found(serviceOf(url), 10)], notices: [] })),
    )
    const observer = new QueryObserver(client, searchQuery(many))
    const unsubscribe = observer.subscribe(() => {})
    await vi.waitFor(() => expect(observer.getCurrentResult().data?.traces).toHaveLength(2))
    observer.setOptions(searchQuery({ ...many, limit: 6 }))
    isStalling = false
    observer.setOptions(searchQuery(many))
    await vi.waitFor(() => expect(observer.getCurrentResult().data?.traces).toHaveLength(3))
    expect(observer.getCurrentResult().data!.parts.every(({ state }) => state === 'done')).toBe(true)
    unsubscribe()
  })

  test('of a search that was cancelled nothing is told any more', async () => {
    services()
    vi.mocked(worker.searchTraces).mockImplementation(
      (_, { signal }) => new Promise((resolve) => signal!.addEventListener('abort', () => resolve(failed('aborted')))),
    )
    const observer = new QueryObserver(client, searchQuery(address))
    const unsubscribe = observer.subscribe(() => {})
    const progress = searchProgress(progressKey(address))
    await vi.waitFor(() => expect(progress.getSnapshot()).not.toBeNull())
    await vi.waitFor(() => expect(worker.searchTraces).toHaveBeenCalled())
    await client.cancelQueries({ queryKey: searchQuery(address).queryKey })
    await vi.waitFor(() => expect(progress.getSnapshot()).toBeNull())
    unsubscribe()
  })

  test('an older page that fails is not asked for again, and larger', async () => {
    services()
    vi.mocked(worker.searchTraces).mockResolvedValue(ok({ traces: [found('a', 1.5e15)], notices: [] }))
    await client.fetchQuery(searchQuery(address))
    vi.mocked(worker.searchTraces).mockReset()
    vi.mocked(worker.searchTraces).mockResolvedValue(failed('timeout'))
    await loadOlder(client, address, new AbortController().signal)
    expect(worker.searchTraces).toHaveBeenCalledTimes(1)
    expect(client.getQueryData(searchQuery(address).queryKey)!.parts[0].state).toBe('failed')
  })

  test('all services are those that the backend names', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => new Response('{"data":["x","y"]}')),
    )
    vi.mocked(worker.searchTraces).mockResolvedValue(ok({ traces: [], notices: [] }))
    const result = await client.fetchQuery(searchQuery({ ...many, services: ['*'] }))
    expect(result.parts.map(({ service }) => service)).toEqual(['x', 'y'])
  })

  /** A server that gives the latest first, by the start of the span that matched, which lies inside its trace. */
  function serveByTime(count: number) {
    const stored = Array.from({ length: count }, (_, i) => ({
      matchedUs: 1e15 + i * 7,
      trace: found(`t${i}`, 1e15 + i * 7 - (i % 5)),
    }))
    vi.mocked(worker.searchTraces).mockImplementation(async ({ url }) => {
      const search = new URL(url).searchParams
      const inside = stored
        .filter(({ matchedUs }) => matchedUs >= Number(search.get('start')) && matchedUs <= Number(search.get('end')))
        .sort((a, b) => b.matchedUs - a.matchedUs)
      return ok({ traces: inside.slice(0, Number(search.get('limit'))).map(({ trace }) => trace), notices: [] })
    })
  }

  test.each([2, 3, 10, 50])('older pages of %d bring each trace once, and all of them', async (limit) => {
    services()
    serveByTime(40)
    const paged = { ...address, limit }
    await client.fetchQuery(searchQuery(paged))
    const shown = () => client.getQueryData(searchQuery(paged).queryKey)!
    for (let page = 0; page < 60 && shown().isCut; page++) await loadOlder(client, paged, new AbortController().signal)
    expect(shown().isCut).toBe(false)
    const ids = shown().traces.map(({ traceId }) => traceId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(40)
  })

  test('a page of nothing but known traces is asked for larger', async () => {
    services()
    // All of them end together: the seam holds more than a page.
    const all = Array.from({ length: 6 }, (_, i) => ({ ...found(`t${i}`, 1e15 - i), durationUs: 100 + i }))
    vi.mocked(worker.searchTraces).mockImplementation(async ({ url }) =>
      ok({ traces: all.slice(0, Number(new URL(url).searchParams.get('limit'))), notices: [] }),
    )
    const paged = { ...address, limit: 2 }
    await client.fetchQuery(searchQuery(paged))
    await loadOlder(client, paged, new AbortController().signal)
    expect(client.getQueryData(searchQuery(paged).queryKey)!.traces).toHaveLength(6)
  })

  test('what the server cannot filter is applied to what came back, and counted', async () => {
    services()
    vi.mocked(worker.searchTraces).mockResolvedValue(
      ok({ traces: [found('yes', 1), found('no', 2), found('unknown', 3)], notices: [] }),
    )
    vi.mocked(worker.matchTags).mockImplementation(async (ids) =>
      ids.map((id) => (id === 'unknown' ? null : id === 'yes')),
    )
    const result = await client.fetchQuery(searchQuery({ ...address, where: 'n>5', limit: 3 }))
    expect(result.traces.map(({ traceId }) => traceId)).toEqual(['yes', 'unknown'])
    expect([...result.refused]).toEqual(['no'])
    expect(result.appliedHere).toMatchObject({ kind: 'compare', key: 'n' })
    expect(result.isCut).toBe(true)
    expect(vi.mocked(worker.matchTags).mock.calls[0][2]).toEqual({ services: ['web'], operation: null })
    // The one that is not held was fetched by its id.
    expect(vi.mocked(worker.searchTraces).mock.calls.at(-1)![0].url).toMatch(/api\/traces\/unknown/)
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
    ['a service', { services: ['web'] }, true],
    ['all services', { services: ['*'] }, true],
    ['a condition that cannot be read', { services: ['web'], where: 'a=1 OR' }, false],
    ['ids', { traceIds: [T] }, true],
    ['nothing', {}, false],
    ['a duration without a unit', { services: ['web'], minDuration: '5' }, false],
    ['durations out of order', { services: ['web'], minDuration: '5s', maxDuration: '1s' }, false],
  ])('%s', (_, change, can) => {
    expect(canSearch({ ...EMPTY_SEARCH, ...change })).toBe(can)
  })
})

describe('findings', () => {
  const repeats = [{ spans: [1] }] as never
  const errors = [{ span: 2 }] as never
  const whole = { missingParents: [], lostContext: [], sampledAway: [], repeats: [{ spans: [1] }], errors, retries: [] }
  const options = { clocks: 'auto', minGapUs: null } as const

  const all = { ...whole, sensitive: [{ span: 3 }], anomalies: [] } as never

  test('appear as they come; what decides about rows stays the same object', async () => {
    let finish = () => {}
    vi.mocked(worker.traceFindings).mockImplementation(async (_key, _options, _signal, onPart) => {
      onPart({ missingParents: [], repeats })
      onPart({ errors })
      await new Promise<void>((resolve) => (finish = resolve))
      return all
    })
    const observer = new QueryObserver(client, findingsQuery(viewOf('a'), options))
    const stop = observer.subscribe(() => {})
    await vi.waitFor(() => expect(worker.traceFindings).toHaveBeenCalled())
    const soFar = client.getQueryData(foundSoFarQuery(viewOf('a')).queryKey)
    expect(soFar).toMatchObject({ repeats, errors, sensitive: [] })
    expect(observer.getCurrentResult().data).toBeUndefined()
    finish()
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toEqual(all))
    expect(observer.getCurrentResult().data!.repeats).toBe(repeats)
    stop()
  })

  test('some are never taken for all: whoever left and comes back gets the whole', async () => {
    vi.mocked(worker.traceFindings).mockImplementationOnce((_key, _options, signal, onPart) => {
      onPart({ missingParents: [], repeats })
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    const first = new QueryObserver(client, findingsQuery(viewOf('a'), options))
    const leave = first.subscribe(() => {})
    await vi.waitFor(() => expect(worker.traceFindings).toHaveBeenCalledTimes(1))
    leave()
    vi.mocked(worker.traceFindings).mockResolvedValue(all)
    const second = new QueryObserver(client, findingsQuery(viewOf('a'), options))
    const stop = second.subscribe(() => {})
    expect(second.getCurrentResult().data).toBeUndefined()
    await vi.waitFor(() => expect(second.getCurrentResult().data).toEqual(all))
    stop()
  })

  test('the search that began before the page is taken over, with what it has found', async () => {
    let finish = () => {}
    let tell = (_part: object) => {}
    vi.mocked(worker.traceFindings).mockImplementation(async (_key, _options, _signal, onPart) => {
      tell = onPart
      onPart({ missingParents: [], repeats })
      await new Promise<void>((resolve) => (finish = resolve))
      return all
    })
    startFindingsEarly(viewOf('a'), options)
    const observer = new QueryObserver(client, findingsQuery(viewOf('a'), options))
    const stop = observer.subscribe(() => {})
    const soFar = () => client.getQueryData(foundSoFarQuery(viewOf('a')).queryKey)
    await vi.waitFor(() => expect(soFar()).toMatchObject({ repeats, errors: [] }))
    tell({ errors })
    expect(soFar()).toMatchObject({ repeats, errors })
    finish()
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toEqual(all))
    expect(observer.getCurrentResult().data!.repeats).toBe(repeats)
    expect(worker.traceFindings).toHaveBeenCalledTimes(1)
    stop()
  })

  test('a search that began for another view is called off', async () => {
    const signals: AbortSignal[] = []
    vi.mocked(worker.traceFindings).mockImplementation((_key, _options, signal) => {
      signals.push(signal)
      return Promise.resolve(all)
    })
    startFindingsEarly({ ...viewOf('a'), clocksView: 'corrected' }, options)
    expect(await client.fetchQuery(findingsQuery(viewOf('a'), options))).toEqual(all)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })

  test('what the backend’s services tell is asked for each list of them, for the spans of this view', async () => {
    const told = { lostContext: [{ span: 1, peer: 'web' }], sampledAway: [] }
    vi.mocked(worker.callFindings).mockResolvedValue(told)
    const observer = new QueryObserver(client, callFindingsQuery(viewOf('a'), options, ['web']))
    const stop = observer.subscribe(() => {})
    await vi.waitFor(() => expect(observer.getCurrentResult()).toMatchObject({ data: told, isPlaceholderData: false }))
    observer.setOptions(callFindingsQuery(viewOf('a'), options, ['web', 'mail']))
    expect(observer.getCurrentResult()).toMatchObject({ data: told, isPlaceholderData: true })
    await vi.waitFor(() => expect(worker.callFindings).toHaveBeenLastCalledWith('a', options, ['web', 'mail']))
    observer.setOptions(callFindingsQuery({ ...viewOf('a'), clocksView: 'corrected' }, options, ['web', 'mail']))
    expect(observer.getCurrentResult().data).toBeUndefined()
    stop()
  })

  test('another threshold asks for none of them again', async () => {
    vi.mocked(worker.traceFindings).mockResolvedValue(whole as never)
    await client.fetchQuery(findingsQuery(viewOf('a'), options))
    await client.fetchQuery(findingsQuery({ ...viewOf('a'), minGapUs: 7 }, { ...options, minGapUs: 7 }))
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

test('what an open comparison shows is not let go with a trace’s page that was closed', () => {
  vi.mocked(worker.relaxWorker).mockResolvedValue()
  const stop = freeClosedTraces(client)
  client.setQueryData(['trace', 'a'], { key: 'a#1' })
  client.setQueryData(['comparison', 'a', 'b', 'auto'], { keyA: 'a#1', keyB: 'b#2' })
  client.removeQueries({ queryKey: ['trace', 'a'] })
  expect(worker.relaxWorker).toHaveBeenLastCalledWith(['a#1', 'b#2'])
  client.removeQueries({ queryKey: ['comparison'] })
  expect(worker.relaxWorker).toHaveBeenLastCalledWith([])
  stop()
})
