import { expect, test, vi } from 'vitest'
import { browserAheadMs, noteServerDate, subscribeServerClock } from './serverClock.ts'

const NOW = Date.UTC(2026, 0, 31, 12, 0, 0)
const at = (ms: number, extra: Record<string, string> = {}) =>
  new Response('', { headers: { date: new Date(ms).toUTCString(), ...extra } })

test('a minute is no difference; more is, either way, until the clocks agree again', () => {
  const listener = vi.fn()
  subscribeServerClock(listener)
  noteServerDate(at(NOW - 59_000), NOW)
  expect(browserAheadMs()).toBe(0)
  noteServerDate(at(NOW - 7_200_000), NOW)
  expect(browserAheadMs()).toBe(7_200_000)
  noteServerDate(at(NOW - 7_203_000), NOW)
  expect(listener).toHaveBeenCalledTimes(1)
  noteServerDate(at(NOW + 3_600_000), NOW)
  expect(browserAheadMs()).toBe(-3_600_000)
  noteServerDate(at(NOW), NOW)
  expect(browserAheadMs()).toBe(0)
  expect(listener).toHaveBeenCalledTimes(3)
})

test('what says nothing of now changes nothing', () => {
  noteServerDate(at(NOW - 7_200_000, { age: '7200' }), NOW)
  noteServerDate(new Response(''), NOW)
  noteServerDate(new Response('', { headers: { date: 'yesterday' } }), NOW)
  expect(browserAheadMs()).toBe(0)
})
