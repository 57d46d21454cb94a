import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInputTime, parseInputTime } from './inputTime.ts'

test('UTC is UTC wherever the reader is', () => {
  expect(formatInputTime(Date.UTC(2026, 10, 21, 16, 5, 33), 'utc')).toBe('2026-11-21T16:05')
  expect(parseInputTime('2026-11-21T16:05', 'utc')).toBe(Date.UTC(2026, 10, 21, 16, 5))
})

test('what is shown is read back to the same minute', () => {
  const minutes = fc.integer({ min: Date.UTC(1990, 0) / 60_000, max: Date.UTC(2090, 0) / 60_000 })
  fc.assert(
    fc.property(minutes, (minute) => {
      expect(parseInputTime(formatInputTime(minute * 60_000, 'utc'), 'utc')).toBe(minute * 60_000)
      // where clocks are set back, an hour of local time comes twice
      const local = formatInputTime(minute * 60_000, 'local')
      expect(formatInputTime(parseInputTime(local, 'local')!, 'local')).toBe(local)
    }),
  )
})

test('what is no time is none', () => {
  for (const text of ['', 'soon', '2026-13-41T99:99']) expect(parseInputTime(text, 'local')).toBeNull()
  expect(formatInputTime(1e18, 'utc')).toBe('')
})
