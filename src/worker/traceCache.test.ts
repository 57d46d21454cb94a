import { expect, test } from 'vitest'
import type { ByteStore } from '../formats/spanStore.ts'
import { drawTrace } from '../model/drawTrace.ts'
import type { SpanStore } from '../model/trace.ts'
import { createTraceCache } from './traceCache.ts'

const MB = 1 << 20
const traceOf = (traceId: string) => ({ trace: { ...drawTrace('root =').trace, traceId }, store: {} as SpanStore })
const bytesOf = (...segments: Uint8Array[]) => ({ segments, places: new Float64Array(1) }) as unknown as ByteStore
const segment = () => new Uint8Array(MB)

test('the least recently used leaves first', () => {
  const cache = createTraceCache(2.5 * MB)
  const a = cache.add(traceOf('a'), bytesOf(segment()))
  cache.add(traceOf('b'), bytesOf(segment()))
  cache.byKey(a.key)
  cache.add(traceOf('c'), bytesOf(segment()))
  expect(['a', 'b', 'c'].map((id) => cache.byTraceId(id) !== null)).toEqual([true, false, true])
  expect(cache.byteLength).toBeLessThan(2.5 * MB)
})

test('traces of one body share its bytes, which go with the last of them', () => {
  const shared = segment()
  const cache = createTraceCache(10 * MB)
  cache.add(traceOf('a'), bytesOf(shared))
  const alone = cache.byteLength
  cache.add(traceOf('b'), bytesOf(shared))
  expect(cache.byteLength - alone).toBeLessThan(1000)
  cache.add(traceOf('a'), bytesOf(segment()))
  expect(cache.byteLength).toBeGreaterThan(2 * MB)
  cache.add(traceOf('b'), bytesOf(segment()))
  expect(cache.byteLength).toBeLessThan(2 * MB + 2000)
})

test('the newest stays, however large', () => {
  const cache = createTraceCache(10)
  cache.add(traceOf('a'), bytesOf(segment()))
  const b = cache.add(traceOf('b'), bytesOf(segment()))
  expect(cache.size).toBe(1)
  expect(cache.byKey(b.key)).toBe(b)
})

test('a new reading replaces the old one, and has another key', () => {
  const cache = createTraceCache(10 * MB)
  const first = cache.add(traceOf('a'), bytesOf(segment()))
  const second = cache.add(traceOf('a'), bytesOf(segment()))
  expect(second.key).not.toBe(first.key)
  expect(cache.byKey(first.key)).toBeNull()
  expect(cache.holds(second.key)).toBe(true)
  expect(cache.byTraceId('a')).toBe(second)
  expect(cache.byteLength).toBeLessThan(1.5 * MB)
})
