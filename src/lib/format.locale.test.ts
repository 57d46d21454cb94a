import { afterEach, expect, test } from 'vitest'
import { formatBytes, formatCount, formatDuration, formatExactDuration, setNumberLocale } from './format.ts'

afterEach(() => setNumberLocale('en-US'))

test.each([
  ['en-US', '1.88 s', '201,767'],
  ['de', '1,88 s', '201.767'],
  ['fr', '1,88 s', '201\u202f767'],
  ['de-CH', '1.88 s', expect.stringMatching(/^201[’']767$/)],
  ['ar-EG', '1.88 s', '201,767'],
])('%s', (locale, duration, count) => {
  setNumberLocale(locale)
  expect(formatDuration(1_880_000)).toBe(duration)
  expect(formatCount(201_767)).toEqual(count)
})

test('what is no language tag changes nothing', () => {
  setNumberLocale('de')
  setNumberLocale('not a tag!')
  expect(formatDuration(-43_500)).toBe('−43,5 ms')
  expect(formatExactDuration(1_000)).toBe('1.000 µs')
  expect(formatBytes(41_200_000)).toBe('41,2 MB')
})
