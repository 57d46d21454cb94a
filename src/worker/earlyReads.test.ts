import { afterEach, describe, expect, test, vi } from 'vitest'
import { readRecorded } from '../formats/recordedTraces.ts'
import { parseRequests } from './earlyReads.ts'
import type { LoadProgress } from './protocol.ts'
import { createSession } from './session.ts'

const AUTO = { clocks: 'auto', minGapUs: null } as const
const BODY = Uint8Array.from(readRecorded('doc-pipeline/gap-201/jaeger.json'))
const request = { url: '/api/traces/x', traceId: '662207646adce1456023969896f6a30b', headers: { x: 'y' } }
const ignore = () => {}

function start() {
  const signals: AbortSignal[] = []
  let send: (bytes: Uint8Array | null) => void = ignore
  const fake = vi.fn(async (_url: unknown, init?: RequestInit) => {
    signals.push(init!.signal!)
    return new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          send = (bytes) => (bytes === null ? controller.close() : controller.enqueue(bytes.slice()))
          init!.signal!.addEventListener('abort', () => controller.error(init!.signal!.reason))
        },
      }),
    )
  })
  const session = createSession({ budgetBytes: 1e9, fetch: fake as unknown as typeof fetch })
  return { session, fake, signals, send: (bytes: Uint8Array | null) => send(bytes) }
}

afterEach(() => vi.useRealTimers())

describe('a reading that began before anyone asked', () => {
  test('is taken over, once, with its progress', async () => {
    const { session, fake, send } = start()
    session.begin(request)
    expect(fake).toHaveBeenCalledTimes(1)
    expect(fake.mock.calls[0][1]!.headers).toEqual({ accept: 'application/json', x: 'y' })
    await Promise.resolve()
    send(BODY.subarray(0, 1000))
    const heard: LoadProgress[] = []
    const opened = session.openTrace(request, AUTO, 't', (progress) => heard.push(progress))
    await new Promise((resolve) => setTimeout(resolve, 250))
    send(BODY.subarray(1000))
    send(null)
    const view = await opened
    expect(view.ok && view.value.trace.length).toBe(27)
    expect(fake).toHaveBeenCalledTimes(1)
    expect(heard.length).toBeGreaterThan(0)
    void session.openTrace({ ...request, reload: true }, AUTO, 't', ignore)
    await Promise.resolve()
    expect(fake).toHaveBeenCalledTimes(2)
  })

  test('may have ended by then', async () => {
    const { session, send } = start()
    session.begin(request)
    await Promise.resolve()
    send(BODY)
    send(null)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const view = await session.openTrace(request, AUTO, 't', ignore)
    expect(view.ok && view.value.trace.length).toBe(27)
  })

  test('is not for another trace, or for a fresh look', async () => {
    const { session, fake } = start()
    session.begin(request)
    void session.openTrace({ ...request, url: '/api/traces/other' }, AUTO, 'a', ignore)
    void session.openTrace({ ...request, traceId: 'ab' }, AUTO, 'b', ignore)
    void session.openTrace({ ...request, reload: true }, AUTO, 'c', ignore)
    await Promise.resolve()
    expect(fake).toHaveBeenCalledTimes(4)
  })

  test('ends with whoever took it over', async () => {
    const { session, signals } = start()
    session.begin(request)
    const opened = session.openTrace(request, AUTO, 't', ignore)
    session.cancel('t')
    const view = await opened
    expect(view).toMatchObject({ ok: false, failure: { kind: 'aborted' } })
    expect(signals[0].aborted).toBe(true)
  })

  test('ends when nobody takes it', () => {
    vi.useFakeTimers()
    const { session, signals } = start()
    session.begin(request)
    vi.advanceTimersByTime(60_000)
    expect(signals[0].aborted).toBe(true)
  })
})

test('a name that asks for nothing', () => {
  expect(parseRequests(undefined)).toEqual([])
  expect(parseRequests('lacuna')).toEqual([])
  expect(parseRequests(JSON.stringify([request]))).toEqual([request])
})
