import { describe, expect, test, vi } from 'vitest'
import { failureOf, getJson, LoadError, unwrap, type RetryNotice } from './http.ts'

const URL_ = 'http://server/api/services'
const answers = (...responses: (() => Response | Promise<Response>)[]) => {
  const fake = vi.fn(async () => responses[Math.min(fake.mock.calls.length, responses.length) - 1]())
  return fake as unknown as typeof fetch & typeof fake
}
const text =
  (body: string, status = 200, headers: Record<string, string> = {}) =>
  () =>
    new Response(body, { status, headers })

describe('getJson', () => {
  test('JSON in text/plain is JSON', async () => {
    expect(await getJson(URL_, { fetch: answers(text('{"data":[]}', 200, { 'content-type': 'text/plain' })) })).toEqual(
      { ok: true, value: { data: [] } },
    )
  })

  test.each([
    ['a page', text('\n<!doctype html>'), { kind: 'html', status: 200 }],
    ['nothing', text(''), { kind: 'empty' }],
    ['text', text('hello'), { kind: 'not-json', detail: 'hello' }],
    [
      'Jaeger’s error',
      text('{"data":null,"errors":[{"code":400,"msg":"bad limit"}]}', 400),
      { kind: 'http', status: 400, detail: 'bad limit' },
    ],
    [
      'v3’s error',
      text('{"error":{"httpCode":404,"message":"No traces found"}}', 404),
      { kind: 'not-found', status: 404, detail: 'No traces found' },
    ],
    ['a proxy’s page', text('<html>Bad gateway</html>', 502), { kind: 'http', status: 502, detail: null }],
    [
      'a refused connection',
      () => Promise.reject(new TypeError('Failed to fetch')),
      { kind: 'network', status: null, detail: 'Failed to fetch' },
    ],
  ])('%s', async (_, answer, failure) => {
    expect(await getJson(URL_, { fetch: answers(answer) })).toMatchObject({
      ok: false,
      failure: { url: URL_, ...failure },
    })
  })

  test('a busy server is asked again, as late as it wants', async () => {
    const notices: RetryNotice[] = []
    const fake = answers(text('', 429, { 'retry-after': '0' }), text('{"a":1}'))
    expect(await getJson(URL_, { fetch: fake, onRetry: (notice) => notices.push(notice) })).toEqual({
      ok: true,
      value: { a: 1 },
    })
    expect(notices).toEqual([{ status: 429, attempt: 2, waitMs: 500 }])
  })

  test('cancelling ends the wait', async () => {
    const controller = new AbortController()
    const asking = getJson(URL_, {
      fetch: answers(text('', 503, { 'retry-after': '20' })),
      signal: controller.signal,
      onRetry: () => controller.abort(),
    })
    expect(await asking).toMatchObject({ ok: false, failure: { kind: 'aborted' } })
  })

  test('a silent server times out', async () => {
    const silent = ((_: unknown, { signal }: RequestInit) =>
      new Promise((_resolve, reject) =>
        signal!.addEventListener('abort', () => reject(signal!.reason as Error)),
      )) as typeof fetch
    expect(await getJson(URL_, { fetch: silent, timeoutMs: 20 })).toMatchObject({
      ok: false,
      failure: { kind: 'timeout' },
    })
  })
})

test('failures travel as errors and come back', () => {
  const failure = { kind: 'http', status: 500, message: 'The server answered 500.', detail: null, url: URL_ } as const
  expect(() => unwrap({ ok: false, failure })).toThrow(LoadError)
  expect(failureOf(new LoadError(failure))).toBe(failure)
  expect(failureOf(new RangeError('x'))).toMatchObject({ detail: 'RangeError: x' })
  expect(unwrap({ ok: true, value: 3 })).toBe(3)
})
