import { expect, test } from 'vitest'
import { backoffMs, sleep } from './backoff.ts'

test('waits double, and the server may ask for more', () => {
  expect([1, 2, 3].map((attempt) => backoffMs(attempt, null))).toEqual([500, 1000, 2000])
  expect(backoffMs(1, '3')).toBe(3000)
  expect(backoffMs(3, '1')).toBe(2000)
  expect(backoffMs(1, '3600')).toBe(30_000)
  expect(backoffMs(1, 'Thu, 01 Jan 1970 00:00:10 GMT', 4_000)).toBe(6_000)
  expect(backoffMs(1, 'soon')).toBe(500)
})

test('sleep ends with its signal', async () => {
  await expect(sleep(60_000, AbortSignal.abort('enough'))).rejects.toBe('enough')
  await sleep(1)
})
