import { expect, test, vi } from 'vitest'
import type { Result, SearchAnswer, TraceSummary } from '../worker/protocol.ts'
import { createWholeTraces } from './wholeTraces.ts'

const answerOf = (traceId: string): Result<SearchAnswer> => ({
  ok: true,
  value: { traces: [{ traceId, spanCount: 3 } as TraceSummary], notices: [] },
})

function slowServer() {
  const asked: string[] = []
  const answers = new Map<string, (answer: Result<SearchAnswer>) => void>()
  const whole = createWholeTraces((name) => {
    asked.push(name)
    return new Promise((resolve) => answers.set(name, resolve))
  })
  return { whole, asked, answer: (name: string, result = answerOf(name)) => answers.get(name)!(result) }
}

test('a few at a time, each once, in the order of their rows', async () => {
  const { whole, asked, answer } = slowServer()
  whole.want(['a', 'b', 'c', 'd', 'e'])
  whole.want(['a', 'e'])
  expect(asked).toEqual(['a', 'b', 'c'])
  answer('b')
  await vi.waitFor(() => expect(asked).toEqual(['a', 'b', 'c', 'd']))
  expect(whole.getSnapshot().get('b')).toMatchObject({ traceId: 'b', spanCount: 3 })
  expect(whole.getSnapshot().get('e')).toBe('waiting')
})

test('a row that left the view before its turn is not fetched', async () => {
  const { whole, asked, answer } = slowServer()
  whole.want(['a', 'b', 'c', 'd', 'e'])
  whole.drop('d')
  whole.drop('a')
  answer('a')
  await vi.waitFor(() => expect(asked).toEqual(['a', 'b', 'c', 'e']))
  expect(whole.getSnapshot().has('d')).toBe(false)
})

test('what failed is told, and tried again when it is wanted again', async () => {
  const { whole, asked, answer } = slowServer()
  whole.want(['a'])
  answer('a', { ok: false, failure: { kind: 'http', status: 500, message: '', detail: null, url: '' } })
  await vi.waitFor(() => expect(whole.getSnapshot().get('a')).toBe('failed'))
  whole.want(['a'])
  expect(asked).toEqual(['a', 'a'])
})

test('after the end nothing more is asked or told', async () => {
  const { whole, asked, answer } = slowServer()
  const listener = vi.fn()
  whole.want(['a', 'b', 'c', 'd'])
  whole.subscribe(listener)
  whole.stop()
  answer('a')
  await Promise.resolve()
  expect(asked).toHaveLength(3)
  expect(listener).not.toHaveBeenCalled()
})

test('what was asked for by name comes, whatever is scrolled past meanwhile', async () => {
  const { whole, asked, answer } = slowServer()
  whole.want(['a', 'b', 'c', 'd', 'e'], true)
  whole.want(['d'])
  whole.drop('d')
  answer('a')
  await vi.waitFor(() => expect(asked).toEqual(['a', 'b', 'c', 'd']))
  answer('b')
  await vi.waitFor(() => expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']))
})

test('a load that throws is a failure, and its place is free again', async () => {
  const asked: string[] = []
  const whole = createWholeTraces((name) => {
    asked.push(name)
    return Promise.reject(new Error('no answer'))
  })
  whole.want(['a', 'b', 'c', 'd', 'e'])
  await vi.waitFor(() => expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']))
  await vi.waitFor(() => expect([...whole.getSnapshot().values()]).toEqual(Array(5).fill('failed')))
})
