import { expect, test } from 'vitest'
import { formatClockTime, formatIso, formatStart } from './formatTime.ts'

const epoch = 1763726671221043n

test('microseconds survive', () => {
  expect(formatClockTime(epoch, 0, 'utc')).toBe('12:04:31.221043')
  expect(formatClockTime(epoch, 1957, 'utc')).toBe('12:04:31.223000')
  expect(formatClockTime(epoch, -44, 'utc')).toBe('12:04:31.220999')
  expect(formatIso(epoch)).toBe('2025-11-21T12:04:31.221043Z')
})

test('times before 1970 and beyond all calendars are said, not thrown', () => {
  expect(formatIso(-1n)).toBe('1969-12-31T23:59:59.999999Z')
  expect(formatClockTime(9n * 10n ** 18n, 0, 'utc')).toBe('a time out of range')
  expect(formatStart(9n * 10n ** 18n, 'utc')).toBe('a time out of range')
})

test('the start names its zone', () => {
  expect(formatStart(epoch, 'utc')).toBe('2025-11-21 12:04:31.221 UTC')
  expect(formatStart(epoch, 'local')).toMatch(/^2025-11-2[012] \d\d:\d\d:31\.221 [+−]\d\d:\d\d$/)
})
