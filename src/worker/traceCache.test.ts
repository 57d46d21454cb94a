import { expect, test } from 'vitest'
import type { ByteStore } from '../formats/spanStore.ts'
import { drawTrace } from '../model/drawTrace.ts'
import type { SpanStore } from '../model/trace.ts'
import { createTraceCache } from './traceCache.ts'

const MB = 1 << 20
const traceOf = (traceId: string) => ({ trace: { ...drawTrace('root =').trace, traceId }, store: {} as SpanStore })
const bytesOf = (...segments: Uint8Array[]) => ({ segments, ownBytes: 8 }) as unknown as ByteStore
const segment = () => new Uint8Array(MB)

test('the least recently used leaves first', () => {
  const cache = createTraceCache(2.5 * MB)
  const a = cache.add(traceOf('a'), bytesOf(segment()))
  cache.add(traceOf('b'), bytesOf(segment()))
  cache.byKey(a.key)
  cache.add(traceOf('c'), bytesOf(segment()))
  expect(['a', 'b', 'c'].map((id) => cache.byName(id) !== null)).toEqual([true, false, true])
  expect(cache.byteLength).toBeLessThan(2.5 * MB)
})

test('traces of one body share its bytes, which go with the last of them', () => {
  const shared = segment()
  const cache = createTraceCache(4 * MB + 2000)
  const a = cache.add(traceOf('a'), bytesOf(shared))
  const alone = cache.byteLength
  cache.add(traceOf('b'), bytesOf(shared))
  expect(cache.byteLength - alone).toBeLessThan(1000)
  for (const id of ['c', 'd', 'e']) cache.add(traceOf(id), bytesOf(segment()))
  expect(cache.byteLength).toBeGreaterThan(4 * MB)
  cache.byName('b')
  cache.add(traceOf('f'), bytesOf(segment()))
  expect([cache.holds(a.key), cache.byName('b') !== null]).toEqual([false, true])
  expect(cache.byteLength).toBeGreaterThan(4 * MB)
  for (const id of ['g', 'h', 'i', 'j']) cache.add(traceOf(id), bytesOf(segment()))
  expect(cache.byName('b')).toBeNull()
  expect(cache.byteLength).toBeLessThan(4.5 * MB)
})

test('the newest stays, however large', () => {
  const cache = createTraceCache(10)
  cache.add(traceOf('a'), bytesOf(segment()))
  const b = cache.add(traceOf('b'), bytesOf(segment()))
  expect(cache.size).toBe(1)
  expect(cache.byKey(b.key)).toBe(b)
})

test('a new reading is the one that opens; the old one stays while there is room', () => {
  const cache = createTraceCache(2.5 * MB)
  const first = cache.add(traceOf('a'), bytesOf(segment()))
  const second = cache.add(traceOf('a'), bytesOf(segment()))
  expect(second.key).not.toBe(first.key)
  expect(cache.byName('a')).toBe(second)
  expect(cache.byKey(first.key)).toBe(first)
  cache.byKey(second.key)
  cache.add(traceOf('b'), bytesOf(segment()))
  expect(cache.holds(first.key)).toBe(false)
  expect(cache.byName('a')).toBe(second)
})

test('trimmed, it keeps the latest and what is in use', () => {
  const cache = createTraceCache(9 * MB)
  const [a, b, c] = ['a', 'b', 'c'].map((id) => cache.add(traceOf(id), bytesOf(segment())))
  cache.trim(2.5 * MB, (key) => key === a.key)
  expect([a, b, c].map(({ key }) => cache.holds(key))).toEqual([true, false, true])
  cache.trim(0, (key) => key === a.key)
  expect([a, b, c].map(({ key }) => cache.holds(key))).toEqual([true, false, false])
  expect(cache.byteLength).toBeLessThan(1.5 * MB)
})
