import { expect, test } from 'vitest'
import {
  formatAgo,
  formatAxisTime,
  formatDay,
  formatClockTime,
  formatFullTime,
  formatTimeInput,
  parseTimeInput,
  zoneOffsetUs,
} from './timeText.ts'

const NOON_US = Date.UTC(2026, 0, 31, 12) * 1e3

test('today shows the time only, another day its date too', () => {
  expect(formatClockTime(NOON_US - 60e6, NOON_US, 'utc')).toBe('11:59:00')
  expect(formatClockTime(NOON_US - 86_400e6, NOON_US, 'utc')).toBe('2026-01-30 12:00:00')
})

test('in full it names its zone and keeps the milliseconds', () => {
  expect(formatFullTime(NOON_US + 221_999, 'utc')).toBe('2026-01-31 12:00:00.221 UTC')
  expect(formatFullTime(NOON_US, 'local')).toMatch(/^2026-0[12]-\d\d \d\d:\d\d:00\.000 [+−]\d\d:\d\d$/)
})

test.each([
  [0, 'just now'],
  [4, 'just now'],
  [40, '40 s ago'],
  [60, '1 min ago'],
  [3599, '59 min ago'],
  [7200, '2 h ago'],
  [86_400 * 3, '3 d ago'],
  [86_400 * 70, '70 d ago'],
  [-3600, 'in 1 h'],
])('%d s back is "%s"', (seconds, text) => {
  expect(formatAgo(NOON_US - seconds * 1e6, NOON_US)).toBe(text)
})

test.each(['utc', 'local'] as const)('a date input round-trips in %s', (zone) => {
  expect(parseTimeInput(formatTimeInput(NOON_US, zone), zone)).toBe(NOON_US)
})

test('a half-typed date is none', () => {
  for (const text of ['', '2026-01-31', '2026-01-31T', '2026-13-31T12:00', 'yesterday'])
    expect(parseTimeInput(text, 'utc')).toBeNull()
})

test('a time that no calendar has is said to be none', () => {
  for (const zone of ['utc', 'local'] as const) {
    expect(formatClockTime(1.8e19, NOON_US, zone)).toBe('a time out of range')
    expect(formatFullTime(1.8e19, zone)).toBe('a time out of range')
    expect(zoneOffsetUs(1.8e19, zone)).toBeCloseTo(0)
  }
})

test.each([
  [366, '2026'],
  [31, '2026-01'],
  [1, '01-31'],
  [1 / 24, '12:00'],
])('an axis whose step is %d days says as much of a time as it needs', (days, text) => {
  expect(formatAxisTime(NOON_US, days * 86_400e6, 'utc')).toBe(text)
})

test('a day is its date; one that no calendar has is said to be none', () => {
  expect(formatDay(NOON_US, 'utc')).toBe('2026-01-31')
  expect(formatDay(1.8e19, 'utc')).toBe('a time out of range')
})
