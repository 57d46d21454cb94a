import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spanIdOf } from '../model/trace.ts'
import { readRecorded } from './recordedTraces.ts'
import { matchesDecoded, searchBytes, type SearchState } from './searchBytes.ts'
import { choices, jaegerBody, spellJson, trickyText } from './spellJson.ts'
import { foldCase } from './textPattern.ts'
import { OTLP } from './otlp.ts'
import { createTraceReader, type ReadTrace } from './traceReader.ts'

function read(bytes: Uint8Array): readonly ReadTrace[] {
  const reader = createTraceReader({ otlp: OTLP })
  reader.push(bytes)
  return reader.finish().traces
}

function search(read: ReadTrace, text: string): number[] {
  const done = advance(read, text, null, Infinity)
  const spans = [...done.matched.keys()].filter((span) => done.matched[span] === 1)
  expect(done).toMatchObject({ count: spans.length, searched: read.trace.length })
  const steps = searchBytes(read.store, read.trace, text, 1e9).next()
  expect(steps.done).toBe(true)
  expect(steps.value.matched).toEqual(done.matched)
  return spans
}

/** At most so many of the smallest steps. */
function advance({ trace, store }: ReadTrace, text: string, before: SearchState | null, most: number): SearchState {
  const search = searchBytes(store, trace, text, 0, before)
  let step = search.next()
  while (!step.done && --most > 0) step = search.next()
  return step.value
}

const decoded = ({ trace, store }: ReadTrace, text: string) =>
  [...Array(trace.length).keys()].filter((span) => matchesDecoded(store, trace, span, foldCase(text)))

test('finds what decoding everything finds, however the body is spelt', () => {
  fc.assert(
    fc.property(jaegerBody, choices, fc.array(trickyText, { minLength: 1, maxLength: 4 }), (body, choose, texts) => {
      for (const trace of read(new TextEncoder().encode(spellJson(body, choose)))) {
        for (const text of texts.filter((one) => one !== ''))
          expect(search(trace, text), text).toEqual(decoded(trace, text))
      }
    }),
    { numRuns: 200 },
  )
})

test('how a tag is spelt is not what it says: any piece of a body is looked for', () => {
  const pieces = fc.array(fc.record({ at: fc.nat(1 << 20), length: fc.integer({ min: 1, max: 9 }) }), { minLength: 25 })
  fc.assert(
    fc.property(jaegerBody, pieces, (body, places) => {
      const text = JSON.stringify(body)
      const characters = [...text]
      const traces = read(new TextEncoder().encode(text))
      for (const { at, length } of places) {
        // No half of a character: nobody types one.
        const piece = characters.slice(at % characters.length, (at % characters.length) + length).join('')
        for (const trace of traces) expect(search(trace, piece), piece).toEqual(decoded(trace, piece))
      }
    }),
    { numRuns: 50 },
  )
})

test('typing on finds what searching anew finds, wherever the search before was stopped', () => {
  const typed = fc.array(fc.record({ more: trickyText, steps: fc.nat(6) }), { minLength: 2, maxLength: 5 })
  let narrowed = 0
  fc.assert(
    fc.property(jaegerBody, choices, typed, (body, choose, keys) => {
      for (const trace of read(new TextEncoder().encode(spellJson(body, choose)))) {
        let text = ''
        let state: SearchState | null = null
        for (const { more, steps } of keys) {
          text = steps % 2 ? text + more : more.slice(0, 1) + text
          if (state && state.needle !== '' && state.count > 0) narrowed++
          const whole = advance(trace, text, state, Infinity)
          expect(whole, text).toMatchObject({ searched: trace.trace.length })
          const spans = [...whole.matched.keys()].filter((span) => whole.matched[span] === 1)
          expect(spans, text).toEqual(text === '' ? [] : decoded(trace, text))
          expect(whole.count).toBe(spans.length)
          state = advance(trace, text, state, steps)
        }
      }
    }),
    { numRuns: 200 },
  )
  expect(narrowed).toBeGreaterThan(50)
})

describe('in the recorded traces', () => {
  const texts = [
    'SELECT',
    'select',
    'type',
    'value',
    'string',
    '"',
    '\\',
    '\n',
    'true',
    'client',
    'span.kind',
    'error',
    'node-1',
    'http',
    '200',
    'é',
    '日本',
    'opentelemetry',
    'otel.scope',
    '/api/',
    'e',
    'zzz',
    '0a',
    'ERROR',
    'event',
    'exception',
    'spanID',
    'parentSpanId',
    'stringValue',
  ]
  for (const name of [
    'checkout/basic-slow',
    'errors/deep-raise',
    'odd-values/typed',
    'odd-values/injection',
    'odd-values/unicode-names',
    'hotrod/calm',
    'odd-values/attrs-1000',
  ]) {
    for (const format of ['jaeger', 'otlp']) {
      test(`${name} as ${format}`, () => {
        const [trace] = read(readRecorded(`${name}/${format}.json`))
        for (const text of texts) expect(search(trace, text), text).toEqual(decoded(trace, text))
      })
    }
  }
})

test('the words of JSON itself are no text of a span', () => {
  const [trace] = read(readRecorded('doc-pipeline/gap-201/jaeger.json'))
  for (const word of ['refType', 'CHILD_OF', 'processID', 'float64', '"key"', 'timestamp'])
    expect(search(trace, word)).toEqual([])
  expect(search(trace, 'extract_text').length).toBeGreaterThan(0)
})

test('any part of an id is found in it', () => {
  const [trace] = read(readRecorded('checkout/basic-slow/jaeger.json'))
  for (let span = 0; span < Math.min(20, trace.trace.length); span++) {
    const id = spanIdOf(trace.trace, span)
    for (let from = 0; from < 16; from++) {
      for (let to = from + 1; to <= 16; to += 3) {
        const part = id.slice(from, to)
        expect(search(trace, part), part).toEqual(decoded(trace, part))
      }
    }
  }
})

test('gives way in between, and grows', () => {
  const [{ trace, store }] = read(readRecorded('big/batch-5000/jaeger.json'))
  let steps = 0
  let last = 0
  for (const { searched, count } of searchBytes(store, trace, 'http', 0)) {
    steps++
    expect(searched).toBeGreaterThanOrEqual(last)
    expect(count).toBeLessThanOrEqual(trace.length)
    last = searched
  }
  expect(steps).toBeGreaterThan(10)
})
