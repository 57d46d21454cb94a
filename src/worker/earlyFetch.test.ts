import { expect, test, vi } from 'vitest'
import { createEarlyFetch } from './earlyFetch.ts'

const fakeFetch = () => vi.fn(async (url: unknown) => new Response(String(url))) as unknown as typeof fetch

test('what the name asks for leaves at once, and is taken over once', async () => {
  const send = fakeFetch()
  const early = createEarlyFetch(JSON.stringify([{ url: '/a', headers: { x: 'y' } }]), send)
  expect(send).toHaveBeenCalledTimes(1)
  expect(vi.mocked(send).mock.calls[0][1]!.headers).toEqual({ accept: 'application/json', x: 'y' })
  expect(await (await early('/a')).text()).toBe('/a')
  expect(send).toHaveBeenCalledTimes(1)
  await early('/a')
  expect(send).toHaveBeenCalledTimes(2)
})

test('other addresses are sent as they are; a name that asks for nothing is none', async () => {
  const send = fakeFetch()
  const early = createEarlyFetch('lacuna', send)
  expect(send).not.toHaveBeenCalled()
  const init = { signal: new AbortController().signal }
  await early('/b', init)
  expect(send).toHaveBeenCalledWith('/b', init)
})

test('who takes a request over can call it off', async () => {
  let given: AbortSignal | undefined
  const send = ((_, init) => {
    given = init!.signal!
    return new Promise<Response>((_resolve, reject) => given!.addEventListener('abort', () => reject(given!.reason)))
  }) as typeof fetch
  const early = createEarlyFetch(JSON.stringify([{ url: '/a' }]), send)
  const abort = new AbortController()
  const answer = early('/a', { signal: abort.signal })
  abort.abort(new Error('left'))
  await expect(answer).rejects.toThrow('left')
})

test('what nobody takes is let go', () => {
  vi.useFakeTimers()
  let given: AbortSignal | undefined
  createEarlyFetch(JSON.stringify([{ url: '/a' }]), ((_, init) => {
    given = init!.signal!
    return new Promise<Response>(() => {})
  }) as typeof fetch)
  vi.advanceTimersByTime(60_000)
  expect(given!.aborted).toBe(true)
  vi.useRealTimers()
})
