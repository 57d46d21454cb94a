import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateTrace } from '../../bench/generateTrace.ts'
import { KIND_NAMES, type Attribute, type SpanEvent } from '../model/trace.ts'
import { cuts, name, spelling, tagText as text, usualJaegerBody as jaegerBody } from './drawBodies.ts'
import { plain, readNaively } from './naiveReader.ts'
import { createBytePattern } from './textPattern.ts'
import { OTLP } from './otlp.ts'
import { createTraceReader, type ReadTrace } from './traceReader.ts'

const encode = (text: string) => new TextEncoder().encode(text)

function read(text: string, cuts: readonly number[] = []) {
  const bytes = encode(text)
  const reader = createTraceReader({ otlp: OTLP })
  let from = 0
  for (const cut of [...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes.slice(from, cut))
    from = cut
  }
  return reader.finish()
}

test('Jaeger: what is packed and what JSON.parse reads are the same, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(jaegerBody, spelling, cuts, (body, spell, at) => {
      const json = spell(body)
      const { state, traces } = read(json, at)
      expect(state).toBe('complete')
      expect(traces.map(plain)).toEqual(readNaively(json))
    }),
    { numRuns: 500 },
  )
})

type Json = Record<string, any>

const anyValue = fc.oneof(
  text.map((stringValue) => ({ stringValue })),
  fc.constantFrom('0', '7', '14', '-3').map((intValue) => ({ intValue })),
  fc.constantFrom(0.5, 2, -1.25).map((doubleValue) => ({ doubleValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
)
const otlpAttribute = fc.record({ key: fc.constantFrom('a', 'thread.id', 'http.url', 'k"q', 'event'), value: anyValue })
const otlpSpan = fc.record({
  traceId: fc.constant('0af7651916cd43dd8448eb211c80319c'),
  spanId: fc.constantFrom('00000000000000a1', '00000000000000a2', '00000000000000A3'),
  parentSpanId: fc.constantFrom('', '00000000000000a1', '00000000000000a9', 'an odd id'),
  traceState: fc.constantFrom('', '', 'v=1'),
  name,
  kind: fc.oneof(fc.nat(5), fc.constantFrom('SPAN_KIND_CLIENT', 'SPAN_KIND_SERVER')),
  startTimeUnixNano: fc.constantFrom('1700000000000000000', '1700000000000007000'),
  endTimeUnixNano: fc.constant('1700000000000009000'),
  attributes: fc.array(otlpAttribute, { maxLength: 5 }),
  events: fc.array(
    fc.record({
      timeUnixNano: fc.constantFrom('1000', '5000'),
      name: text,
      attributes: fc.array(otlpAttribute, { maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
  links: fc.array(
    fc.record({ traceId: fc.constant('0af7651916cd43dd8448eb211c80319d'), spanId: fc.constant('00000000000000b1') }),
    { maxLength: 2 },
  ),
  status: fc.constantFrom({}, { code: 1 }, { code: 2 }, { code: 2, message: 'no' }, { message: 'only words' }),
})

const attributeOf = ({ key: name, value }: Json): Attribute =>
  'stringValue' in value
    ? { key: name, type: 'string', value: value.stringValue }
    : 'intValue' in value
      ? { key: name, type: 'int64', value: Number(value.intValue) }
      : 'doubleValue' in value
        ? { key: name, type: 'float64', value: value.doubleValue }
        : { key: name, type: 'bool', value: value.boolValue }

/** An OTLP span as objects have it. */
function readOtlpNaively(span: Json, warnings: readonly string[]) {
  const kind = typeof span.kind === 'number' ? KIND_NAMES[span.kind] : span.kind.slice(10).toLowerCase()
  const attributes: Attribute[] = span.attributes.map(attributeOf)
  if (kind !== 'unset') attributes.push({ key: 'span.kind', type: 'string', value: kind })
  const { code, message } = span.status
  if (code === 2) attributes.push({ key: 'error', type: 'bool', value: true })
  if (code > 0) attributes.push({ key: 'otel.status_code', type: 'string', value: code === 2 ? 'ERROR' : 'OK' })
  if (message) attributes.push({ key: 'otel.status_description', type: 'string', value: message })
  if (span.traceState) attributes.push({ key: 'w3c.tracestate', type: 'string', value: span.traceState })
  const parent = span.parentSpanId
    ? [{ refType: 'CHILD_OF', traceId: span.traceId, spanId: span.parentSpanId.toLowerCase() }]
    : []
  return {
    attributes,
    events: span.events
      .map((event: Json): SpanEvent => ({
        timeUs: Number(event.timeUnixNano) / 1000,
        name: event.name,
        attributes: event.attributes.map(attributeOf),
      }))
      .sort((a: SpanEvent, b: SpanEvent) => a.timeUs - b.timeUs),
    references: [
      ...parent,
      ...span.links.map((link: Json) => ({ refType: 'FOLLOWS_FROM', traceId: link.traceId, spanId: link.spanId })),
    ],
    warnings,
  }
}

const stored = ({ trace, store }: ReadTrace) =>
  Array.from({ length: trace.length }, (_, record) => ({
    attributes: store.attributes(record),
    events: store.events(record, 0n),
    references: store.references(record),
    warnings: store.warnings(record),
  }))

test('OTLP: what is packed and what JSON.parse reads are the same, wherever the bytes are cut', () => {
  const span = fc.tuple(otlpSpan, fc.constantFrom([], [], ['one'], ['one', 'two "three"']))
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 10 }), spelling, cuts, (spans, spell, at) => {
      const written = spans.map(([one, warnings]) => {
        const values = warnings.map((stringValue) => ({ stringValue }))
        const carried = { key: '@jaeger@warnings', value: { arrayValue: { values } } }
        return warnings.length > 0 ? { ...one, attributes: [...one.attributes, carried] } : one
      })
      const { state, traces } = read(
        spell({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans: written }] }] }),
        at,
      )
      expect(state).toBe('complete')
      expect(stored(traces[0])).toEqual(spans.map(([one, warnings]) => readOtlpNaively(one, warnings)))
    }),
    { numRuns: 500 },
  )
})

describe('a tag that is like the one before but for its value is walked over as strictly as any', () => {
  const body = (value: string) =>
    `{"data":[{"traceID":"1","spans":[${['7', '"x"', value]
      .map((one, i) => `{"spanID":"${i}","operationName":"o","tags":[{"key":"n","type":"t","value":${one}}]}`)
      .join(',')}]}]}`
  test.each(['07', '00', '1.', '-', '1e', '"\u0001"', '"\\x"', '"a" 1', '1 2', '"', '7}'])('%j is no JSON', (value) => {
    expect(() => JSON.parse(body(value))).toThrow()
    expect(read(body(value)).state).not.toBe('complete')
  })
  test.each(['0', '10', '1.50', '1e3', '"a\\"b"', '"\\u0061"', '" "', '""', 'true', 'null', '[1]', '{"a":{}}', '7 '])(
    '%s is read',
    (value) => {
      const { state, traces } = read(body(value))
      expect(state).toBe('complete')
      const nested = /^[[{]/.test(value)
      expect(traces[0].store.attributes(2)[0].value).toEqual(nested ? value : JSON.parse(value))
    },
  )
})

describe('of a generated trace', () => {
  const { spans, processes, traceID } = generateTrace({ spanCount: 2000, seed: 7 })
  const entries = processes.map((process) => [process.id, process.json])
  const json = `{"data":[{"traceID":"${traceID}","spans":[${spans.join(',')}],"processes":${JSON.stringify(Object.fromEntries(entries))}}]}`
  const [trace] = read(json).traces

  test('each distinct tag is kept once, and of the body less than a third', () => {
    const { texts, segments, ownBytes } = trace.store
    const tags = new Set(
      readNaively(json)[0].flatMap(({ attributes, events }) =>
        [...attributes, ...events.flatMap((event) => event.attributes)].map((tag) => JSON.stringify(tag)),
      ),
    )
    // Names of events are fields, too; an event's name is not among its attributes.
    expect(texts.count).toBeGreaterThanOrEqual(tags.size)
    expect(texts.count).toBeLessThan(tags.size + 20)
    const bytes = segments.reduce((sum, { byteLength }) => sum + byteLength, ownBytes)
    expect(bytes / json.length).toBeLessThan(1 / 3)
  })

  test('what looks for something looks at each text once, and misses no span', () => {
    const { store } = trace
    const pattern = createBytePattern('needle-7f3a')
    let looks = 0
    const mayHold = store.mayHold!((bytes, opaque) => {
      looks++
      return opaque || pattern.indexIn(bytes, 0, bytes.length) >= 0
    })
    const records = Array.from({ length: trace.trace.length }, (_, record) => record)
    const held = records.filter(mayHold)
    expect(looks).toBeLessThanOrEqual(store.texts.count)
    expect(held).toEqual(records.filter((record) => JSON.stringify(store.attributes(record)).includes('needle-7f3a')))
    expect(held.length).toBe(20)
  })
})
