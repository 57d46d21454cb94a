import fc from 'fast-check'
import { choices, spellJson, trickyText } from './spellJson.ts'

/** For tests: bodies drawn at random. */

// Bodies as they are: few names and keys, again and again, with values that are the same, nearly the same, or spelt unlike the last.
export const name = fc.constantFrom('GET /', 'query', '')
const key = fc.constantFrom('a', 'thread.id', 'http.url', 'span.kind', 'error', 'event', 'db.statement', 'k"q')
export const tagText = fc.oneof(
  fc.constantFrom('x', 'y', 'client', 'server', 'true', '12', '007', 'ERROR', 'x","type":"z', 'ä', 'line\nbreak', ''),
  fc.string({ unit: fc.constantFrom(...'ab0"\\'), maxLength: 3 }),
  trickyText,
)
const number = fc.constantFrom(0, 1, 7, 14, 140, 1.5, -3, 1e21, 9007199254740994)
const id = fc.constantFrom('1', '00000000000000a2', 'A3', '00000000000000b4')
/** Where the bytes are cut. */
export const cuts = fc.array(fc.nat(), { maxLength: 9 })

/** Those whose value says something of the span. */
const tellingTag = fc.record({
  key: fc.constantFrom('span.kind', 'error', 'otel.status_code'),
  type: fc.constant('string'),
  value: fc.constantFrom('client', 'server', 'true', 'false', 'ERROR', 'OK'),
})
const jaegerTag = fc.oneof(
  tellingTag,
  fc.record({ key, type: fc.constantFrom('string', 'int64'), value: tagText }),
  fc.record({ key, type: fc.constantFrom('int64', 'float64'), value: number }),
  fc.record({ key, value: fc.oneof(tagText, number, fc.boolean()), type: fc.constant('string') }),
)
const reference = fc.record({
  refType: fc.constantFrom('CHILD_OF', 'CHILD_OF', 'CHILD_OF', 'FOLLOWS_FROM'),
  traceID: fc.constantFrom('abc', 'abc', 'abc', '0abc', 'd'),
  spanID: fc.constantFrom('1', '00000000000000a2', 'A3', 'odd id'),
})
const jaegerSpan = fc.record({
  traceID: fc.constantFrom('abc', 'abc', '0abc'),
  spanID: id,
  operationName: name,
  references: fc.array(reference, { maxLength: 2 }),
  startTime: fc.constantFrom(1_700_000_000_000_000, 1_700_000_000_000_007),
  duration: fc.nat(9),
  tags: fc.array(jaegerTag, { maxLength: 5 }),
  logs: fc.array(fc.record({ timestamp: fc.nat(9), fields: fc.array(jaegerTag, { maxLength: 3 }) }), { maxLength: 2 }),
  processID: fc.constant('p1'),
  warnings: fc.oneof(fc.constant(null), fc.array(tagText, { maxLength: 2 })),
})
export const usualJaegerBody = fc
  .array(jaegerSpan, { minLength: 1, maxLength: 12 })
  .map((spans) => ({ data: [{ traceID: 'abc', spans, processes: { p1: { serviceName: 's', tags: [] } } }] }))
/** As JSON.stringify spells, or oddly. */
export const spelling = fc.oneof(
  fc.constant(JSON.stringify),
  choices.map((choose) => (value: unknown) => spellJson(value, choose)),
)

/** What a Jaeger writes: ids of 16 digits, one parent or none, everything where it always is. */
const hexId = fc.constantFrom('00000000000000a1', '00000000000000a2', 'abcdefABCDEF0123', 'ffffffffffffffff')
const ordinarySpan = fc.record({
  traceID: fc.constantFrom('abc', 'abc', 'abc', 'abd'),
  spanID: hexId,
  operationName: name,
  references: fc.array(
    fc.record({
      refType: fc.constantFrom('CHILD_OF', 'CHILD_OF', 'FOLLOWS_FROM', 'FOLLOWS_FRON'),
      traceID: fc.constantFrom('abc', 'abc', 'abd'),
      spanID: hexId,
    }),
    { maxLength: 1 },
  ),
  startTime: fc.constantFrom(0, 1, 1_700_000_000_000_000, 9_007_199_254_740_991, 9_007_199_254_740_992),
  duration: fc.constantFrom(0, 7, 9_007_199_254_740_991, 2 ** 64),
  tags: fc.array(jaegerTag, { maxLength: 5 }),
  logs: fc.array(fc.record({ timestamp: fc.nat(9), fields: fc.array(jaegerTag, { maxLength: 3 }) }), { maxLength: 2 }),
  processID: fc.constantFrom('p1', 'p2'),
  warnings: fc.constantFrom(null, null, [], ['skew'], ['skew', 'say "x"'], ['a', 'b'], [7]),
})
export const ordinaryJaegerBody = fc
  .array(ordinarySpan, { minLength: 1, maxLength: 12 })
  .map((spans) => ({ data: [{ traceID: 'abc', spans, processes: { p1: { serviceName: 's', tags: [] } } }] }))

const otlpValue = fc.oneof(
  fc.record({ stringValue: tagText }),
  fc.record({ stringValue: tagText }),
  fc.record({ intValue: fc.constantFrom('0', '7', '12', '007', '-3', 5, 140) }),
  fc.record({ boolValue: fc.boolean() }),
  fc.record({ doubleValue: number }),
  fc.record({ arrayValue: fc.record({ values: fc.array(fc.record({ stringValue: tagText }), { maxLength: 2 }) }) }),
  fc.constantFrom({}, null, 'bare', 7, { stringValue: 'x', other: 1 }),
)
const otlpAttribute = fc.oneof(
  fc.record({ key, value: otlpValue }),
  fc.record({ key, value: otlpValue }),
  fc.record({
    key: fc.constantFrom('span.kind', 'error', 'otel.status_code', '@jaeger@warnings'),
    value: fc.oneof(
      fc.record({ stringValue: fc.constantFrom('client', 'true', 'ERROR', 'OK') }),
      fc.record({ boolValue: fc.boolean() }),
      fc.constant({ arrayValue: { values: [{ stringValue: 'skew' }] } }),
    ),
  }),
)
const nanosText = fc.constantFrom(
  '0',
  '999',
  '1700000000000000000',
  '1700000000000000001',
  '1700000000000001999',
  '9007199254740991999',
  '9007199254740992000',
  '18446744073709551615',
)
const otlpEvent = fc.record(
  {
    timeUnixNano: nanosText,
    name: fc.constantFrom('exception', 'tick', ''),
    attributes: fc.array(otlpAttribute, { maxLength: 3 }),
    droppedAttributesCount: fc.constant(3),
    time_unix_nano: fc.constant('7'),
  },
  { requiredKeys: ['timeUnixNano', 'name', 'attributes'] },
)
const otlpTraceId = fc.constantFrom('abcdef0123456789abcdef0123456789', 'abcdef0123456789abcdef0123456789', 'b2', '')
/** What Jaeger's OTLP API writes, and what is near to it. */
const otlpSpan = fc
  .tuple(
    fc.record(
      {
        traceId: otlpTraceId,
        spanId: hexId,
        parentSpanId: fc.constantFrom('', '00000000000000a1', 'abcdefABCDEF0123', '0000000000000000', 'odd'),
        flags: fc.constantFrom(256, 0, -1),
        name: fc.constantFrom('GET /', 'query', 'say "x"', ''),
        kind: fc.constantFrom(0, 1, 2, 3, 5, 6, 12, 'SPAN_KIND_SERVER'),
        startTimeUnixNano: nanosText,
        endTimeUnixNano: nanosText,
        attributes: fc.array(otlpAttribute, { maxLength: 5 }),
        events: fc.array(otlpEvent, { maxLength: 2 }),
        links: fc.constantFrom([], [], [{ traceId: 'b2', spanId: '00000000000000a1' }]),
        status: fc.constantFrom(
          {},
          {},
          { code: 0 },
          { code: 1 },
          { code: 2 },
          { message: '', code: 2 },
          { message: 'out of paper', code: 2 },
          { code: 'STATUS_CODE_ERROR' },
          null,
        ),
        traceState: fc.constantFrom('', 'a=b'),
        parent_span_id: fc.constant('00000000000000a2'),
        droppedLinksCount: fc.constantFrom(1, {}),
      },
      { requiredKeys: ['traceId', 'spanId', 'name', 'startTimeUnixNano', 'endTimeUnixNano'] },
    ),
    fc.boolean(),
  )
  // Members come in any order, mostly in the usual one.
  .map(([span, isTurned]) => (isTurned ? Object.fromEntries(Object.entries(span).reverse()) : span))
const otlpResource = fc.record({
  resource: fc.record({ attributes: fc.array(otlpAttribute, { maxLength: 2 }) }),
  scopeSpans: fc.array(fc.record({ scope: fc.record({ name }), spans: fc.array(otlpSpan, { maxLength: 8 }) }), {
    maxLength: 3,
  }),
})
export const usualOtlpBody = fc
  .array(otlpResource, { minLength: 1, maxLength: 3 })
  .map((resourceSpans) => ({ result: { resourceSpans } }))
