import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FLAG, spanIdOf, type Attribute, type Trace } from '../model/trace.ts'
import { readRecorded, recordedTraces } from './recordedTraces.ts'
import { choices, spellJson } from './spellJson.ts'
import { OTLP } from './otlp.ts'
import { createTraceReader, type ReadTrace } from './traceReader.ts'

function read(...texts: (string | Uint8Array)[]) {
  const reader = createTraceReader({ otlp: OTLP })
  for (const text of texts) reader.push(typeof text === 'string' ? new TextEncoder().encode(text) : text.slice())
  return reader.finish()
}

/** Columns that do not depend on the format. */
function columns({ trace }: ReadTrace) {
  const { startNs: _s, durationNs: _d, record: _r, flags, processes, ...rest } = trace
  // The two bodies were not read at the same moment, and each read adds warnings (the traces' README).
  const all = {
    ...rest,
    flags: flags.map((bits) => bits & ~FLAG.hasWarnings),
    processes: processes.map((process) => JSON.stringify({ ...process, attributes: sorted(process.attributes) })),
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, ArrayBuffer.isView(value) ? String(value) : value]),
  )
}

const sorted = (attributes: readonly Attribute[]) =>
  attributes.map(({ key, type, value }) => `${key} ${type} ${JSON.stringify(value)}`).sort()

function details({ trace, store }: ReadTrace) {
  return Array.from({ length: trace.length }, (_, span) => {
    const record = trace.record[span]
    return JSON.stringify({
      id: spanIdOf(trace, span),
      attributes: sorted(store.attributes(record)),
      events: store.events(record, trace.epochUs).map((event) => ({ ...event, attributes: sorted(event.attributes) })),
      references: store.references(record),
    })
  })
}

/** What Jaeger's JSON loses or makes up: see definitions ("Same trace, two formats") and the traces' README. */
const DIFFERS = /odd-values\/(links|typed|not-a-number|same-time)/

describe('a recorded trace is the same from OTLP JSON as from Jaeger JSON', () => {
  for (const { name, bytes } of recordedTraces('otlp')) {
    if (DIFFERS.test(name)) continue
    test(name, () => {
      const otlp = read(bytes)
      const jaeger = read(readRecorded(name.replace('otlp', 'jaeger').replace('.gz', '')))
      expect(otlp.state).toBe('complete')
      expect(otlp.traces.map(columns)).toEqual(jaeger.traces.map(columns))
      expect(otlp.traces.map(details)).toEqual(jaeger.traces.map(details))
    })
  }
})

const only = (result: ReturnType<typeof read>): ReadTrace => {
  expect(result.state).toBe('complete')
  expect(result.traces).toHaveLength(1)
  return result.traces[0]
}
const names = (trace: Trace) => Array.from(trace.nameId, (id) => trace.names[id])

test('values of every type are spelt as Jaeger spells them', () => {
  const otlp = only(read(readRecorded('odd-values/typed/otlp.json')))
  const jaeger = only(read(readRecorded('odd-values/typed/jaeger.json')))
  const given = ({ store, trace }: ReadTrace) => sorted(store.attributes(trace.record[1]))
  // OTLP's maps keep one of two equal keys.
  expect(given(otlp)).toEqual(given(jaeger).filter((text) => text !== 'same.key string "first"'))
})

test('a link to the own parent is one besides the parent', () => {
  const { trace, store } = only(read(readRecorded('odd-values/links/otlp.json')))
  const span = names(trace).indexOf('links')
  expect(names(trace)[trace.parent[span]]).toBe('root')
  expect(trace.flags[span] & FLAG.followsFrom).toBeFalsy()
  expect(trace.links.map(({ to, spanId }) => [to < 0 ? null : names(trace)[to], spanId])).toEqual([
    ['child', 'b377bad111de2240'],
    ['root', '6d97de83423ea235'],
    [null, 'afe12f1bbcb5e423'],
    [null, 'ec2db9efb545bd2d'],
  ])
  expect(store.references(trace.record[span])).toHaveLength(5)
})

const SPAN = { traceId: 'AAAAAAAAAAAAAAAAAAAAAQ==', spanId: 'AAAAAAAAAAE=', name: 'a', kind: 'SPAN_KIND_CLIENT' }
const wrap = (span: object, resource: object = {}) => ({ resource, scopeSpans: [{ scope: {}, spans: [span] }] })

test('Tempo: base64 ids, kinds by name', () => {
  const body = JSON.stringify({
    batches: [
      wrap({ ...SPAN, startTimeUnixNano: '1000000001', endTimeUnixNano: '1000002999' }),
      wrap({
        ...SPAN,
        spanId: 'r0Pjg2Zx/Jg=',
        parentSpanId: 'AAAAAAAAAAE=',
        name: 'b',
        kind: 'SPAN_KIND_SERVER',
        startTimeUnixNano: '1000001000',
        endTimeUnixNano: '1000002000',
        status: { code: 'STATUS_CODE_ERROR' },
      }),
    ],
  })
  const { trace } = only(read(body))
  expect(trace.traceId).toBe('00000000000000000000000000000001')
  expect([spanIdOf(trace, 0), spanIdOf(trace, 1)]).toEqual(['0000000000000001', 'af43e3836671fc98'])
  expect([...trace.kind]).toEqual([3, 2])
  expect([...trace.parent]).toEqual([-1, 0])
  expect(trace.flags[1] & FLAG.error).toBeTruthy()
  expect(trace.epochUs).toBe(1_000_000n)
  expect([...trace.endUs]).toEqual([2, 2])
  expect([...(trace.startNs ?? [])]).toEqual([1, 0])
  expect([...(trace.durationNs ?? [])]).toEqual([998, 0])
})

test('snake case, instrumentation libraries, resource and scope after their spans', () => {
  const body = JSON.stringify({
    resource_spans: [
      {
        instrumentation_library_spans: [
          {
            spans: [
              {
                trace_id: '1',
                span_id: '2',
                name: 'x',
                start_time_unix_nano: 5000,
                end_time_unix_nano: 9000,
                attributes: [{ key: 'a', value: { int_value: 7 } }],
              },
            ],
            instrumentation_library: { name: 'lib', version: '3' },
          },
        ],
        resource: {
          attributes: [
            { key: 'service.name', value: { string_value: 'svc' } },
            { key: 'host.name', value: { string_value: 'h' } },
          ],
        },
      },
    ],
  })
  const { trace, store } = only(read(body))
  expect(trace.services).toEqual(['svc'])
  expect(trace.domains).toEqual(['svc@h'])
  expect(trace.endUs[0]).toBe(4)
  expect(store.attributes(0)).toEqual([
    { key: 'a', type: 'int64', value: 7 },
    { key: 'otel.scope.name', type: 'string', value: 'lib' },
    { key: 'otel.scope.version', type: 'string', value: '3' },
  ])
})

test('several traces in one payload, in JSON lines and in an array come apart by trace id', () => {
  const span = (traceId: string, spanId: string) => ({
    traceId,
    spanId,
    name: `${traceId}/${spanId}`,
    startTimeUnixNano: '1000',
    endTimeUnixNano: '2000',
  })
  const merged = {
    result: { resourceSpans: [{ scopeSpans: [{ spans: [span('a', '1'), span('b', '2'), span('a', '3')] }] }] },
  }
  const lines = [wrap(span('a', '1')), wrap(span('b', '2')), wrap(span('a', '3'))].map((one) => ({
    resourceSpans: [one],
  }))
  for (const text of [
    JSON.stringify(merged),
    lines.map((line) => JSON.stringify(line)).join('\n'),
    JSON.stringify(lines),
    JSON.stringify({ trace: lines[0] }) + JSON.stringify({ data: lines.slice(1) }),
  ]) {
    const { traces, state } = read(text)
    expect(state).toBe('complete')
    expect(traces.map(({ trace }) => [trace.traceId.slice(-1), names(trace)])).toEqual([
      ['a', ['a/1', 'a/3']],
      ['b', ['b/2']],
    ])
    expect(traces[0].store.references(traces[0].trace.record[1])).toEqual([])
  }
})

test('the trace of another backend opens: Tempo as recorded from Jaeger times', () => {
  const { trace } = only(
    read(
      '{"batches":[]}',
      JSON.stringify({ resourceSpans: [wrap({ ...SPAN, startTimeUnixNano: '1', endTimeUnixNano: '0' })] }),
    ),
  )
  expect(trace.flags[0] & FLAG.endBeforeStart).toBeTruthy()
  expect(trace.endUs[0]).toBe(0)
})

test('however it is spelt, a body reads the same', () => {
  for (const name of [
    'odd-values/typed',
    'odd-values/links',
    'errors/deep-raise',
    'kafka-async/span-link',
    'odd-values/trace-state',
  ]) {
    const bytes = readRecorded(`${name}/otlp.json`)
    const plain = read(bytes).traces
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes))
    fc.assert(
      fc.property(choices, (choose) => {
        const spelt = read(spellJson(body, choose)).traces
        expect(spelt.map(columns)).toEqual(plain.map(columns))
        expect(spelt.map(details)).toEqual(plain.map(details))
      }),
      { numRuns: 15 },
    )
  }
})
