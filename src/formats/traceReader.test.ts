import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NONE, spanIdOf, type Trace } from '../model/trace.ts'
import { plain, readNaively } from './naiveReader.ts'
import { readRecorded, recordedTraces } from './recordedTraces.ts'
import { choices, jaegerBody, spellJson } from './spellJson.ts'
import { createTraceReader, type ReadTrace } from './traceReader.ts'

function read(bytes: Uint8Array, cuts: readonly number[] = []) {
  const reader = createTraceReader()
  let from = 0
  for (const cut of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes.slice(from, cut))
    from = cut
  }
  return reader.finish()
}

function parentIds(trace: Trace): Record<string, string | null> {
  const parents: Record<string, string | null> = {}
  for (let span = 0; span < trace.length; span++) {
    parents[spanIdOf(trace, span)] = trace.parent[span] === NONE ? null : spanIdOf(trace, trace.parent[span])
  }
  return parents
}

describe('every recorded Jaeger body reads as JSON.parse would have it', () => {
  for (const { name, bytes } of recordedTraces('jaeger')) {
    if (name.includes('not-a-number')) continue
    test(name, () => {
      const { state, traces, notes } = read(bytes)
      expect(state).toBe('complete')
      expect(notes.errors).toEqual([])
      const naive = readNaively(new TextDecoder().decode(bytes))
      expect(traces.map(plain)).toEqual(naive)
      for (const [index, { trace }] of traces.entries()) {
        const ids = new Set(naive[index].map(({ id }) => id))
        if (ids.size < trace.length || /cycle|self-parent/.test(name)) continue
        const expected = naive[index].map(({ id, references }) => {
          const own = references.filter(({ traceId, spanId }) => traceId === trace.traceId && ids.has(spanId))
          const parent = own.find(({ refType }) => refType === 'CHILD_OF') ?? own[0]
          return [id, parent?.spanId ?? null]
        })
        expect(parentIds(trace)).toEqual(Object.fromEntries(expected))
      }
    })
  }
})

test('wherever the bytes are cut, the trace is the same', () => {
  const bytes = readRecorded('odd-values/typed/jaeger.json')
  const whole = read(bytes).traces.map(plain)
  expect(whole[0]).toHaveLength(2)
  for (let cut = 0; cut <= bytes.length; cut += 23) expect(read(bytes, [cut]).traces.map(plain)).toEqual(whole)
  const searched = readRecorded('checkout/basic-slow/jaeger.json')
  const all = read(searched).traces
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
      const { state, traces } = read(searched, cuts)
      expect(state).toBe('complete')
      expect(traces[0].trace).toEqual(all[0].trace)
      expect(traces.map(plain)).toEqual(all.map(plain))
    }),
    { numRuns: 12 },
  )
})

test('chunks of all sizes, large ones read where they are and left as they were', () => {
  const bytes = readRecorded('big/wide-1000/jaeger.json')
  const whole = read(bytes).traces[0]
  const digest = ({ trace, store }: ReadTrace) =>
    JSON.stringify(
      [...trace.record].map((record, span) => [
        spanIdOf(trace, span),
        trace.startUs[span],
        trace.flags[span],
        store.attributes(record),
        store.events(record, 0n),
      ]),
    )
  const expected = digest(whole)
  const size = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 14_000, max: 90_000 }))
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 40 }), (sizes) => {
      const reader = createTraceReader()
      const chunks: Uint8Array[] = []
      for (let from = 0, i = 0; from < bytes.length; i++) {
        const chunk = bytes.slice(from, from + sizes[i % sizes.length])
        chunks.push(chunk)
        reader.push(chunk)
        from += chunk.length
      }
      const { state, traces } = reader.finish()
      expect(state).toBe('complete')
      expect(reader.bytes).toBe(bytes.length)
      expect(digest(traces[0])).toBe(expected)
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
    }),
    { numRuns: 8 },
  )
  const bad = bytes.slice()
  bad[200_000] = 0x01
  for (const cuts of [[], [150_000], [199_990], [200_000], [200_001], [20, 199_000, 300_000]]) {
    const reader = createTraceReader()
    let from = 0
    for (const cut of [...cuts, bad.length]) {
      reader.push(bad.slice(from, cut))
      from = cut
    }
    expect(reader.finish().state).toBe('not-json')
    expect(Math.abs(200_000 - (reader.badAt ?? 0))).toBeLessThan(3000)
  }
})

test('byte by byte', () => {
  const bytes = readRecorded('odd-values/links/jaeger.json')
  const each = read(
    bytes,
    Array.from({ length: bytes.length }, (_, at) => at),
  )
  expect(each.traces.map(plain)).toEqual(read(bytes).traces.map(plain))
})

test('any body, however it is spelt and cut, reads as JSON.parse would have it', () => {
  fc.assert(
    fc.property(jaegerBody, choices, fc.array(fc.nat(), { maxLength: 9 }), (body, choose, cuts) => {
      const text = spellJson(body, choose)
      const { state, traces } = read(new TextEncoder().encode(text), cuts)
      expect(state).toBe('complete')
      expect(traces.map(plain)).toEqual(readNaively(text).filter((spans) => spans.length > 0))
    }),
    { numRuns: 150 },
  )
})
