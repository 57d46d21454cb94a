import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateTrace } from '../../bench/generateTrace.ts'
import { otlpBodyOf } from '../../bench/otlpBody.ts'
import { compileScanner } from '../../scripts/buildWasm.ts'
import { cuts, ordinaryJaegerBody, spelling, usualJaegerBody, usualOtlpBody } from './drawBodies.ts'
import { createByteInterner } from './internBytes.ts'
import { scanJaegerSpan } from './jaegerSpan.ts'
import { mutateBody } from './mutateBody.ts'
import { OTLP } from './otlp.ts'
import { recordedTraces } from './recordedTraces.ts'
import { MORE } from './scanJson.ts'
import { createSpanScratch } from './spanRecords.ts'
import { choices, jaegerBody, spellJson } from './spellJson.ts'
import type { TagTableBuilder } from './tagTable.ts'
import { createTraceAssembly } from './traceAssembly.ts'
import { createTraceReader } from './traceReader.ts'
import { createWasmScanner, UNREAD } from './wasmScanner.ts'

const scanner = await compileScanner()
const encode = (text: string) => new TextEncoder().encode(text)

/** All that a reader makes of a body. */
function read(bytes: Uint8Array, at: readonly number[], module: WebAssembly.Module | null, skipsBadLines = false) {
  const reader = createTraceReader({ scanner: module, otlp: OTLP, skipsBadLines })
  let from = 0
  for (const cut of [...at.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes.slice(from, cut))
    from = cut
  }
  const { state, traces, notes } = reader.finish()
  return {
    state,
    notes,
    badAt: reader.badAt,
    documents: reader.documents,
    badLines: reader.badLines,
    traces: traces.map(({ trace, store }) => ({
      trace,
      spans: Array.from({ length: trace.length }, (_, record) => ({
        attributes: store.attributes(record),
        events: store.events(record, 0n),
        references: store.references(record),
        warnings: store.warnings(record),
      })),
    })),
  }
}

/** WebAssembly must come to what JavaScript comes to, which is compared with JSON.parse elsewhere. */
function expectSame(bytes: Uint8Array, at: readonly number[] = []) {
  expect(read(bytes, at, scanner)).toEqual(read(bytes, at, null))
  if (bytes.includes(0x0a)) expect(read(bytes, at, scanner, true)).toEqual(read(bytes, at, null, true))
}

test('every recorded body, in one piece and in many', () => {
  const bodies = [...recordedTraces('jaeger'), ...recordedTraces('otlp')]
  expect(bodies.length).toBeGreaterThan(60)
  for (const { bytes } of bodies) {
    expectSame(bytes)
    expectSame(
      bytes,
      Array.from({ length: Math.ceil(bytes.length / 20_011) }, (_, i) => i * 20_011),
    )
  }
})

test('any Jaeger body, wherever it is cut', () => {
  const bodies = fc.oneof(usualJaegerBody, ordinaryJaegerBody)
  fc.assert(
    fc.property(bodies, spelling, cuts, (body, spell, at) => expectSame(encode(spell(body)), at)),
    { numRuns: 600 },
  )
  fc.assert(
    fc.property(jaegerBody, choices, cuts, (body, choose, at) => expectSame(encode(spellJson(body, choose)), at)),
    { numRuns: 200 },
  )
})

test('any OTLP body, wherever it is cut', () => {
  fc.assert(
    fc.property(usualOtlpBody, spelling, cuts, (body, spell, at) => expectSame(encode(spell(body)), at)),
    { numRuns: 400 },
  )
})

describe('what is wrong is wrong at the same place', () => {
  test.each(['jaeger', 'otlp'] as const)(
    'recorded bodies of %s with faults',
    (format) => {
      const bodies = recordedTraces(format)
        .map(({ bytes }) => bytes)
        .filter(({ length }) => length < 60_000)
      for (let seed = 1; seed <= 700; seed++) expectSame(mutateBody(bodies, seed), seed % 2 === 0 ? [] : [seed * 97])
    },
    60_000,
  )

  test.each([
    ['Jaeger', { data: [{ traceID: 'a1', spans: [ordinarySpan(1)] }] }],
    ['OTLP', { resourceSpans: [{ scopeSpans: [{ spans: [ordinaryOtlpSpan(1)] }] }] }],
  ])(
    'any byte of an ordinary span of %s instead of another',
    (_, body) => {
      const text = encode(JSON.stringify(body))
      const from = text.indexOf(0x7b, 30)
      for (let at = from; at < text.length; at++) {
        for (const byte of [0, 0x20, 0x22, 0x2c, 0x30, 0x5c, 0x7d]) {
          const other = text.slice()
          other[at] = byte
          expectSame(other)
        }
      }
    },
    60_000,
  )
})

describe('the same in every corner', () => {
  const spans = (...members: string[]) => `{"data":[{"traceID":"a1","spans":[${members.join(',')}`
  const withTags = (tags: string, order: 'first' | 'last') => {
    const { tags: _, warnings: __, ...rest } = ordinarySpan(1)
    const members = order === 'first' ? `"tags":${tags},"warnings":null` : `"warnings":null,"tags":${tags}`
    return `${JSON.stringify(rest).slice(0, -1)},${members}}`
  }
  const ordinary = JSON.stringify(ordinarySpan(1))
  test.each([
    ['a warning as a tag, before', spans(withTags('[{"key":"@jaeger@warnings","value":{"a":1}}]', 'first')) + ']}]}'],
    ['a warning as a tag, behind', spans(withTags('[{"key":"@jaeger@warnings","value":{"a":1}}]', 'last')) + ']}]}'],
    [
      'keys without a value',
      spans(withTags('[{"key":"@jaeger@warnings"},{"key":"error"},{"key":"db.x"}]', 'first')) + ']}]}',
    ],
    ['almost null', spans('{"warnings":nulx')],
    ['the beginning of null', spans('{"warnings":nu')],
    ['no null', spans('{"x":n}]}')],
    ['zeros', spans(ordinary.replace('"duration":5', '"duration":0,"flags":0')) + ']}]}'],
    ['a leading zero', spans(ordinary.replace('"duration":5', '"duration":05')) + ']}]}'],
    ['lines inside of the spans', `[${ordinary}\n,${ordinary},{"traceID":!}]}]}\n{"data":[]}`],
    [
      'a bad line after a good one',
      `${spans(ordinary)}]}]}\n${spans(ordinary, '\n{"traceID":!}')}]}]}\n${spans(ordinary)}]}]}`,
    ],
    ['lines', `{"data":[{"traceID":"a1","spans":[${ordinary}\n,${ordinary},{"traceID":!}]}]}\n${spans(ordinary)}]}]}`],
  ])('%s', (_, text) => {
    for (const cut of [[], [60], [text.length - 3]]) expectSame(encode(text), cut)
  })

  test('a long tag that was there before is kept once', () => {
    const long = (length: number) => ordinarySpan(1, [{ key: 'blob', type: 'string', value: 'x'.repeat(length) }])
    const texts = (length: number) => {
      const reader = createTraceReader({ scanner })
      reader.push(
        encode(JSON.stringify({ data: [{ traceID: 'a1', spans: [long(length), long(length), long(length)] }] })),
      )
      return reader.finish().traces[0].store.texts
    }
    for (const length of [1000, 1_048_000, 1_048_576, 2_000_000]) {
      const { segments, count } = texts(length)
      expect(count).toBe(2) // and the event
      expect(segments.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(length + 1000)
    }
  })

  test('where WebAssembly cannot be started, JavaScript reads', () => {
    const refuses = new Proxy(scanner, {})
    const reader = createTraceReader({ scanner: refuses })
    reader.push(encode(`${spans(ordinary)}]}]}`))
    expect(reader.finish().traces[0].trace.length).toBe(1)
  })
})

const ordinarySpan = (id: number, tags: readonly object[] = [{ key: 'n', type: 'int64', value: id }]) => ({
  traceID: 'a1',
  spanID: id.toString(16).padStart(16, '0'),
  operationName: 'op',
  references: id === 1 ? [] : [{ refType: 'CHILD_OF', traceID: 'a1', spanID: '0000000000000001' }],
  startTime: 1e15 + id,
  duration: 5,
  tags,
  logs: [{ timestamp: 1e15 + id, fields: [{ key: 'event', type: 'string', value: 'x' }] }],
  processID: 'p1',
  warnings: null,
})

/** As Jaeger's OTLP API writes it. */
const ordinaryOtlpSpan = (id: number) => ({
  traceId: 'abcdef0123456789abcdef0123456789',
  spanId: id.toString(16).padStart(16, '0'),
  parentSpanId: id === 1 ? '' : '0000000000000001',
  flags: 256,
  name: 'op',
  kind: 2,
  startTimeUnixNano: `${1_700_000_000_000_000_000n + BigInt(id)}`,
  endTimeUnixNano: '1700000000000005999',
  attributes: [
    { key: 'n', value: { intValue: `${id}` } },
    { key: 'http.url', value: { stringValue: 'http://x' } },
    { key: 'sampled', value: { boolValue: id % 2 === 0 } },
  ],
  events: [
    { timeUnixNano: '1700000000000000999', name: 'tick', attributes: [{ key: 'a', value: { stringValue: 'x' } }] },
  ],
  status: { code: 2 },
})

test('a body larger than its window, tags larger than it, names by the thousand, several traces', () => {
  const spans = Array.from({ length: 4000 }, (_, i) => ({
    ...ordinarySpan(i + 1, [
      { key: 'blob', type: 'string', value: `${i}`.repeat(i === 777 ? 800_000 : 150) },
      { key: 'small', type: 'string', value: `${i % 7}` },
    ]),
    operationName: `op ${i % 1700}`,
  }))
  const processes = { p1: { serviceName: 's', tags: [] } }
  const other = { traceID: 'b2', spans: [{ ...ordinarySpan(1), traceID: 'b2' }], processes }
  const foreign = { ...ordinarySpan(9), traceID: 'A1' }
  const data = [{ traceID: 'a1', spans: [...spans, foreign, ordinarySpan(10)], processes }, other, other]
  const bytes = encode(JSON.stringify({ data }))
  expect(bytes.length).toBeGreaterThan(4e6)
  expectSame(bytes)
  expectSame(bytes, [40, 1 << 20, (1 << 20) + 5, 3_000_000])
})

/** Reads a body of OTLP; how many of its spans WebAssembly gave back. */
function readOtlp(body: string) {
  let unread = 0
  const scanSpan = (...args: Parameters<typeof OTLP.scanSpan>) => (unread++, OTLP.scanSpan(...args))
  const reader = createTraceReader({ scanner, otlp: { ...OTLP, scanSpan } })
  reader.push(encode(body))
  return { spans: reader.finish().traces.map(({ trace }) => trace.length), unread }
}

describe('ordinary spans are read in WebAssembly', () => {
  const { spans, traceID } = generateTrace({ spanCount: 3000, seed: 5 })
  const bytes = encode(`${spans.join(',')}]\0`)
  const assemblyOf = (table: TagTableBuilder) =>
    createTraceAssembly('jaeger', createByteInterner(), createSpanScratch(table))

  test('all, and many with each call', () => {
    const { scanJaeger, table } = createWasmScanner(scanner)
    const assembly = assemblyOf(table)
    let calls = 0
    let unread = 0
    for (let at = 0; at < bytes.length - 2; calls++) {
      if (bytes[at] === 0x2c) at++
      const stop = scanJaeger(bytes, at, bytes.length - 1, 1, assembly)
      expect(stop).not.toBe(MORE)
      if (stop === UNREAD) unread++
      at = stop === UNREAD ? scanJaegerSpan(bytes, at, bytes.length - 1, assembly) : stop
    }
    expect(assembly.builder.length).toBe(3000)
    expect(assembly.traceId).toBe(traceID)
    expect(unread).toBe(0)
    expect(calls).toBeLessThan(10)
  })

  test('of OTLP too, but for links', () => {
    const jaeger = encode(`{"data":[{"traceID":"${traceID}","spans":[${spans.join(',')}],"processes":{}}]}`)
    const read = readOtlp([...otlpBodyOf(jaeger)].join(''))
    expect(read.spans).toEqual([3000])
    expect(read.unread).toBeLessThan(60)
  })

  test('traces by turns within one list, more than a batch has room for, with and without digits below the µs', () => {
    const span = (i: number) => ({
      ...ordinaryOtlpSpan(i + 1),
      traceId: (i % 3 === 0 ? i % 200 : i % 7).toString(16).padStart(32, 'f'),
      ...(i % 7 === 2 && { startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000000007000' }),
    })
    const body = JSON.stringify({
      resourceSpans: [{ scopeSpans: [{ spans: Array.from({ length: 3000 }, (_, i) => span(i)) }] }],
    })
    expectSame(encode(body), [100_000, 400_003])
    const { spans: counts, unread } = readOtlp(body)
    expect(counts.length).toBe(200)
    expect(unread).toBe(0)
  })

  test.each([
    ['cut off', '{"traceID":"a1","spanID":"00000000000', MORE],
    ['an id that is no number', JSON.stringify({ ...ordinarySpan(1), spanID: 'odd' }), UNREAD],
    [
      'a reference to nothing',
      JSON.stringify({ ...ordinarySpan(1), references: [{ refType: 'FOLLOWS_FROM' }] }),
      UNREAD,
    ],
    ['a warning that is no text', JSON.stringify({ ...ordinarySpan(1), warnings: [7] }), UNREAD],
    ['no span', '7', UNREAD],
  ])('%s: not added', (_, text, expected) => {
    const { scanJaeger, table } = createWasmScanner(scanner)
    const assembly = assemblyOf(table)
    expect(scanJaeger(encode(`${text}\0`), 0, text.length, 1, assembly)).toBe(expected)
    expect(assembly.builder.length).toBe(0)
  })

  test.each([
    ['as it is', {}, 1],
    ['no parent', { parentSpanId: '' }, 1],
    ['a status without a code', { status: {} }, 1],
    ['dropped attributes', { droppedAttributesCount: 2, traceState: '', links: [] }, 1],
    ['the words of a status', { status: { message: 'out of paper', code: 2 } }, 1],
    ['a link', { links: [{ traceId: 'b2', spanId: '00000000000000a1' }] }, 0],
    ['a state', { traceState: 'a=b' }, 1],
    ['a status by its name', { status: { code: 'STATUS_CODE_ERROR' } }, 0],
    ['an id in base64', { spanId: 'q80BI0VniQ8=' }, 0],
    ['an end before the start', { endTimeUnixNano: '1600000000000000000' }, 0],
    ['another spelling', { trace_id: 'b2' }, 0],
  ])('OTLP, %s', (_, members, read) => {
    const span = { ...ordinaryOtlpSpan(1), ...members }
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
    expect(readOtlp(body)).toEqual({ spans: [1], unread: 1 - read })
  })
})
