import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findTraceIds, normalizeTraceId, parseTraceId, shortenTraceId } from './traceId.ts'

const T = '4bf92f3577b34da6a3ce929d0e0e4736'
const S = '00f067aa0ba902b7'
const OTHER = '0af7651916cd43dd8448eb211c80319c'
const SHORT = '5af7183fb1d4cf5f'
const padded = (hex: string) => hex.padStart(32, '0')

describe('whole ids', () => {
  test.each([
    ['32 hex', T, T, null],
    ['upper case', T.toUpperCase(), T, null],
    ['16 hex', SHORT, padded(SHORT), null],
    ['trimmed zeros', '1a2b', padded('1a2b'), null],
    ['0x', `0x${T}`, T, null],
    ['0X and short', '0X1f', padded('1f'), null],
    ['UUID', '4bf92f35-77b3-4da6-a3ce-929d0e0e4736', T, null],
    ['UUID in braces', '{4BF92F35-77B3-4DA6-A3CE-929D0E0E4736}', T, null],
    ['traceparent', `00-${T}-${S}-01`, T, S],
    ['traceparent of a later version', `cc-${T}-${S}-01-what-the-future`, T, S],
    ['b3', `${T}-${S}-1`, T, S],
    ['b3 with parent', `${SHORT}-${S}-d-05e3ac9a4f6e3b90`, padded(SHORT), S],
    ['b3 without flag', `${T}-${S}`, T, S],
    ['uber-trace-id', `${T}:${S}:0:1`, T, S],
    ['uber-trace-id, zeros trimmed', '1a2b:f067aa0ba902b7:0:1', padded('1a2b'), S],
    ['uber-trace-id, %-encoded', `${T}%3A${S}%3A0%3A1`, T, S],
    ['X-Ray', '1-4bf92f35-77b34da6a3ce929d0e0e4736', T, null],
    ['X-Ray header', `Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${S};Sampled=1`, T, S],
    ['base64 of 16 bytes', 'S/kvNXezTaajzpKdDg5HNg==', T, null],
    ['base64 without padding', 'S/kvNXezTaajzpKdDg5HNg', T, null],
    ['base64url', 'S_kvNXezTaajzpKdDg5HNg==', T, null],
    ['base64, %-encoded', 'S%2FkvNXezTaajzpKdDg5HNg%3D%3D', T, null],
    ['base64 of 8 bytes', 'WvcYP7HUz18=', padded(SHORT), null],
    ['double quotes', `"${T}"`, T, null],
    ['escaped quotes', `\\"${T}\\"`, T, null],
    ['single quotes, then a comma', `'${T}',`, T, null],
    ['%-encoded quotes', `%22${T}%22`, T, null],
    ['blanks around', `  ${T}\n`, T, null],
    ['hex that is base64 too', '0123456789abcdef012345', padded('0123456789abcdef012345'), null],
  ])('%s', (_, text, traceId, spanId) => {
    expect(parseTraceId(text)).toEqual({ traceId, spanId })
  })

  test.each([
    ['nothing', ''],
    ['zero', '0'],
    ['the zero id', '0'.repeat(32)],
    ['33 digits', `${T}0`],
    ['40 digits (a commit)', `${T}deadbeef`],
    ['a word', 'checkout'],
    ['an eleven-letter word', 'Hello-World'],
    ['a service name', 'recommendation-service'],
    ['base64 with bits left over', 'S/kvNXezTaajzpKdDg5HNh=='],
    ['traceparent of version ff', `ff-${T}-${S}-01`],
    ['traceparent of a zero trace', `00-${'0'.repeat(32)}-${S}-01`],
    ['a broken escape', '%E0%A4%A'],
    ['two ids', `${T} ${OTHER}`],
    ['a comparison', `${T}...${OTHER}`],
  ])('%s names no trace', (_, text) => {
    expect(parseTraceId(text)).toBeNull()
  })
})

describe('log lines', () => {
  test.each([
    ['structlog', `{"event":"upload failed","trace_id":"${T}","span_id":"${S}","level":"error"}`, T, S],
    ['logfmt', `ts=2026-08-01T10:00:00Z level=error traceID=${T} msg="boom" request_id=${OTHER}`, T, null],
    ['MDC', `2026-08-01 10:00:00 ERROR [http-1] traceId: ${T.toUpperCase()}, spanId: ${S} - failed`, T, S],
    ['Sleuth', `2026-08-01 INFO [checkout,${SHORT},${S},true] 1 --- [main] c.e.Shop : paid`, padded(SHORT), S],
    ['Boot 3', `2026-08-01 INFO 1 --- [shop] [main] [${T}-${S}] c.e.Shop : paid`, T, S],
    ['a header', `> traceparent: 00-${T}-${S}-01`, T, S],
    ['a header in JSON', `{"headers":{"uber-trace-id":"${T}:${S}:0:1"}}`, T, S],
    ['X-Ray header', `X-Amzn-Trace-Id: Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${S}`, T, S],
    ['b3 headers', `X-B3-TraceId: ${SHORT}\nX-B3-SpanId: ${S}`, padded(SHORT), S],
    ['a bare traceparent', `sent 00-${T}-${S}-01 to payment`, T, S],
    ['a bare id', `could not pay, see ${T}.`, T, null],
    ['a bare id with its span labelled', `${T} failed, span_id=${S}`, T, S],
    ['a bare 16-digit id', `could not pay (${SHORT})`, padded(SHORT), null],
    ['JSON inside JSON', `{"log":"{\\"trace_id\\":\\"${T}\\",\\"span_id\\":\\"${S}\\"}"}`, T, S],
    [
      'a UUID under its label',
      'trace.id=4bf92f35-77b3-4da6-a3ce-929d0e0e4736 request=11111111-2222-3333-4444-555555555555',
      T,
      null,
    ],
    ['base64 under its label', '"traceId":"S/kvNXezTaajzpKdDg5HNg==","spanId":"x"', T, null],
    ['a short id under its label', 'trace_id=1a2b3c ok', padded('1a2b3c'), null],
    ['a link', `https://jaeger.example/jaeger/trace/${T}?uiFind=x`, T, null],
    ['an API link', `http://localhost:16686/api/traces/${SHORT}?raw=true`, padded(SHORT), null],
    ['Elastic', `{"trace":{"id":"${T}"},"span":{"id":"${S}"},"transaction":{"id":"${SHORT}"}}`, T, null],
    ['Python’s logging', `otelTraceID=${T} otelSpanID=${S} otelServiceName=web`, T, S],
    [
      'Google’s log entry',
      `{"logging.googleapis.com/trace":"projects/p/traces/${T}","logging.googleapis.com/spanId":"${S}"}`,
      T,
      S,
    ],
    ['Google’s header', `X-Cloud-Trace-Context: ${T}/67667974448284343;o=1`, T, S],
    ['our own link', `see http://localhost:5173/trace/${T}?uiFind=x&span=${S}`, T, S],
    ['the same id twice', `trace_id=${T} parent ok trace_id=${T}`, T, null],
    ['the parent is another label', `trace_id=${T} parent_trace_id=${OTHER}`, T, null],
    ['%-encoded', `%7B%22trace_id%22%3A%22${T}%22%7D`, T, null],
  ])('%s', (_, line, traceId, spanId) => {
    expect(parseTraceId(line)).toEqual({ traceId, spanId })
  })

  test.each([
    ['only a span', `span_id=${S} failed`],
    ['only a request', `request_id=${OTHER} failed`],
    ['a commit', `deployed ${T}deadbeef`],
    ['a decimal Datadog id', 'dd.trace_id=1234567890123456789 dd.span_id=987654321'],
    ['a zero id', `trace_id=${'0'.repeat(32)} span_id=${'0'.repeat(16)}`],
    ['the word trace', 'trace: enabled'],
  ])('%s names no trace', (_, line) => {
    expect(parseTraceId(line)).toBeNull()
  })

  test('two labelled traces are both offered, and none is opened', () => {
    const line = `trace_id=${T} joined trace_id=${OTHER}`
    expect(parseTraceId(line)).toBeNull()
    expect(findTraceIds(line).map(({ traceId }) => traceId)).toEqual([T, OTHER])
  })

  test('spans that disagree are left out, the trace stays', () => {
    expect(parseTraceId(`traceparent: 00-${T}-${S}-01, traceparent: 00-${T}-${SHORT}-01`)).toEqual({
      traceId: T,
      spanId: null,
    })
  })
})

const hexDigit = fc.constantFrom(...'0123456789abcdef')
const hex = (length: number) =>
  fc.array(hexDigit, { minLength: length, maxLength: length }).map((digits) => digits.join(''))
const nonZero = (length: number) => hex(length).filter((id) => /[1-9a-f]/.test(id))
const toBase64 = (id: string) => Buffer.from(id, 'hex').toString('base64')

const FORMS: readonly ((t: string, s: string) => string)[] = [
  (t) => t,
  (t) => t.toUpperCase(),
  (t) => t.replace(/^0+/, ''),
  (t) => `0x${t}`,
  (t) => `"${t}"`,
  (t) => t.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  (t, s) => `00-${t}-${s}-01`,
  (t, s) => `${t}-${s}-1`,
  (t, s) => `${t}:${s}:0:1`,
  (t, s) => encodeURIComponent(`${t}:${s}:0:1`),
  (t) => `1-${t.slice(0, 8)}-${t.slice(8)}`,
  (t) => toBase64(t),
  (t) => encodeURIComponent(toBase64(t)),
  (t, s) => `level=info span_id=${s} trace_id=${t} msg="x"`,
]

describe('properties', () => {
  test('every form of an id names that trace', () => {
    fc.assert(
      fc.property(nonZero(32), nonZero(16), fc.constantFrom(...FORMS), (traceId, spanId, form) => {
        expect(parseTraceId(form(traceId, spanId))?.traceId).toBe(traceId)
      }),
      { numRuns: 500 },
    )
  })

  test('never throws, and what it names is an id', () => {
    const pieces = fc.constantFrom(
      'trace_id=',
      'traceparent:',
      T,
      OTHER,
      S,
      '-',
      ':',
      '"',
      '%',
      '%22',
      '\\',
      '=',
      ' ',
      '1-',
      '00-',
      'é',
      '[',
      ']',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(pieces, fc.string())).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (line) => {
        for (const { traceId, spanId } of findTraceIds(line)) {
          expect(traceId).toMatch(/^[0-9a-f]{32}$/)
          expect(spanId ?? S).toMatch(/^[0-9a-f]{16}$/)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('never names a trace that is not in the text', () => {
    fc.assert(
      fc.property(fc.string(), nonZero(32), fc.string(), (before, traceId, after) => {
        const named = parseTraceId(`${before}${traceId}${after}`)
        if (named === null) return
        const digits = named.traceId.replace(/^0+/, '')
        expect(`${before}${traceId}${after}`.toLowerCase().replace(/-/g, '')).toContain(digits)
      }),
    )
  })

  test('Jaeger’s short form reads back', () => {
    fc.assert(fc.property(nonZero(32), (traceId) => normalizeTraceId(shortenTraceId(traceId)) === traceId))
    expect(shortenTraceId(padded(SHORT))).toBe(SHORT)
    expect(shortenTraceId(T)).toBe(T)
  })

  test('a long line is read in linear time', () => {
    for (const unit of [
      'a',
      'trace_id=',
      `${T}-`,
      '"',
      '[a,',
      '0x',
      '1-',
      'x.',
      '-',
      '/trace/',
      'trace ',
      'a=',
      '%',
      '"trace":{',
      '/trace/a?',
    ]) {
      const line = unit.repeat(Math.ceil(200_000 / unit.length))
      const from = performance.now()
      findTraceIds(line)
      expect(performance.now() - from, unit).toBeLessThan(1500)
    }
  })
})
