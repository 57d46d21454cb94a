import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spanIdOf } from '../model/trace.ts'
import { readRecorded } from './recordedTraces.ts'
import { matchesDecoded, searchBytes } from './searchBytes.ts'
import { choices, jaegerBody, spellJson, trickyText } from './spellJson.ts'
import { foldCase } from './textPattern.ts'
import { OTLP } from './otlp.ts'
import { createTraceReader, type ReadTrace } from './traceReader.ts'

function read(bytes: Uint8Array): readonly ReadTrace[] {
  const reader = createTraceReader({ otlp: OTLP })
  reader.push(bytes)
  return reader.finish().traces
}

function search({ trace, store }: ReadTrace, text: string): number[] {
  let state
  for (const step of searchBytes(store, trace, text, 0)) state = step
  const steps = searchBytes(store, trace, text, 1e9)
  const done = steps.next()
  expect(done.done).toBe(true)
  state = done.value
  const spans = [...state.matched.keys()].filter((span) => state.matched[span] === 1)
  expect(state).toMatchObject({ count: spans.length, searched: trace.length })
  return spans
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
  for (const { searched, count } of searchBytes(store, trace, 'e', 0)) {
    steps++
    expect(searched).toBeGreaterThanOrEqual(last)
    expect(count).toBeLessThanOrEqual(trace.length)
    last = searched
  }
  expect(steps).toBeGreaterThan(10)
})
