import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const URL = 'http://page/api/traces/7b'
const asked = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
const init = () => ({ headers: {}, signal: new AbortController().signal })

beforeEach(() => {
  asked.mockReset()
  asked.mockImplementation(async () => new Response('{}'))
  vi.stubGlobal('fetch', asked)
})
afterEach(() => vi.unstubAllGlobals())

/** A worker that begins anew. */
async function begin(name: string) {
  vi.stubGlobal('name', name)
  vi.resetModules()
  return (await import('./earlyAnswer.ts')).fetchOrTake
}

test('the worker asks for what it is named after; the first who wants that takes it, the next asks anew', async () => {
  const fetchOrTake = await begin(URL)
  expect(asked.mock.calls.map(([url]) => url)).toEqual([URL])
  const answer = fetchOrTake(URL, init())
  expect(asked).toHaveBeenCalledTimes(1)
  expect(await answer).toBe(await asked.mock.results[0].value)
  void fetchOrTake(URL, init())
  expect(asked).toHaveBeenCalledTimes(2)
})

test('whoever wants something else calls it off', async () => {
  const fetchOrTake = await begin(URL)
  void fetchOrTake(`${URL}c`, init())
  expect(asked.mock.calls.map(([url]) => url)).toEqual([URL, `${URL}c`])
  expect(asked.mock.calls[0][1].signal?.aborted).toBe(true)
})

test('who takes it may call it off', async () => {
  const fetchOrTake = await begin(URL)
  const controller = new AbortController()
  void fetchOrTake(URL, { headers: {}, signal: controller.signal })
  controller.abort()
  expect(asked.mock.calls[0][1].signal?.aborted).toBe(true)
})

test('a failure is heard by who takes it, and by nobody else', async () => {
  asked.mockRejectedValueOnce(new TypeError('gone'))
  const fetchOrTake = await begin(URL)
  await new Promise((resolve) => setTimeout(resolve))
  await expect(fetchOrTake(URL, init())).rejects.toThrow('gone')
})

test('a worker without a name asks for nothing', async () => {
  await begin('')
  expect(asked).not.toHaveBeenCalled()
})
