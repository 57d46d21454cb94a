import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { FLAG, spanIdOf, type LoadedTrace } from '../model/trace.ts'
import { readBytes } from './readBytes.ts'
import { readRecorded } from './recordedTraces.ts'
import { choices, jaegerBody, spellJson } from './spellJson.ts'
import { writeJaegerJson } from './writeJaegerJson.ts'
import { writeOtlpJson } from './writeOtlpJson.ts'

function read(text: string | Uint8Array): LoadedTrace[] {
  const result = readBytes(typeof text === 'string' ? new TextEncoder().encode(text) : text.slice())
  return result.ok ? [...result.value.traces] : []
}

/** Everything of a trace as text, tags in the order of their keys. */
function summary({ trace, store }: LoadedTrace): unknown {
  const { record: _, startNs: _s, durationNs: _d, processes, ...columns } = trace
  return {
    ...Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, ArrayBuffer.isView(column) ? String(column) : column]),
    ),
    processes: processes.map((process) => JSON.stringify(process)),
    spans: Array.from({ length: trace.length }, (_, span) => {
      const record = trace.record[span]
      return JSON.stringify([
        spanIdOf(trace, span),
        store
          .attributes(record)
          .map((tag) => JSON.stringify(tag))
          .sort(),
        store.events(record, trace.epochUs),
        store.references(record),
        store.warnings(record),
      ])
    }),
  }
}

const jaeger = (trace: LoadedTrace) => [...writeJaegerJson(trace)].join('')
const otlp = (trace: LoadedTrace) => [...writeOtlpJson(trace)].join('')

const NAMES = [
  'checkout/basic-slow',
  'kafka-async/span-link',
  'kafka-async/batch-links',
  'errors/deep-raise',
  'not-exported/middle-off',
  'hotrod/calm',
  'odd-values/typed',
  'odd-values/links',
  'odd-values/parent-cycle',
  'odd-values/self-parent',
  'odd-values/duplicate-ids',
  'odd-values/time-extremes',
  'odd-values/injection',
  'odd-values/unicode-names',
  'odd-values/trace-state',
  'odd-values/no-service',
  'odd-values/huge-values',
]

describe('what is written reads as what it was', () => {
  for (const name of NAMES) {
    for (const format of ['jaeger', 'otlp']) {
      test(`${name}/${format}.json`, () => {
        const [trace] = read(readRecorded(`${name}/${format}.json`))
        const whole = summary(trace)
        expect(summary(read(jaeger(trace))[0])).toEqual(whole)
        if (name !== 'odd-values/typed' || format !== 'jaeger') expect(summary(read(otlp(trace))[0])).toEqual(whole)
      })
    }
  }

  test('whatever Jaeger body', () => {
    fc.assert(
      fc.property(jaegerBody, choices, (body, choose) => {
        for (const trace of read(spellJson(body, choose)))
          expect(read(jaeger(trace)).map(summary)).toEqual([summary(trace)])
      }),
      { numRuns: 100 },
    )
  })

  test('OTLP keeps nanoseconds', () => {
    const [trace] = read(readRecorded('doc-pipeline/gap-201/otlp.json'))
    const [again] = read(otlp(trace))
    expect(trace.trace.startNs?.some((ns) => ns > 0)).toBe(true)
    expect(again.trace.startNs).toEqual(trace.trace.startNs)
    expect(again.trace.durationNs).toEqual(trace.trace.durationNs)
  })

  test('a drawn trace, with an end before its start', () => {
    const drawn = drawTrace(`
      root   ==========   server error
        a     ===         @b client peer.service:bank event:retry
          b     ==        follows link:a
      lost     ==         orphan:aa
    `)
    drawn.trace.flags[1] |= FLAG.endBeforeStart
    drawn.trace.endUs[1] = drawn.trace.startUs[1]
    const names = ({ trace }: LoadedTrace) => Array.from(trace.nameId, (id) => trace.names[id])
    for (const [again] of [read(jaeger(drawn)), read(otlp(drawn))]) {
      expect(names(again)).toEqual(names(drawn))
      expect([...again.trace.flags]).toEqual([...drawn.trace.flags])
      expect([...again.trace.parent]).toEqual([...drawn.trace.parent])
      expect(again.store.events(again.trace.record[1], again.trace.epochUs)).toEqual([
        { timeUs: 1000, name: 'retry', attributes: [] },
      ])
    }
  })
})

test('values are redacted everywhere', () => {
  const [trace] = read(readRecorded('sensitive/login-and-pay/jaeger.json'))
  const redact = (_: string, value: unknown) => (typeof value === 'string' ? '•' : (value as number))
  for (const write of [writeJaegerJson, writeOtlpJson]) {
    const [again] = read([...write(trace, { redact })].join(''))
    for (let record = 0; record < again.trace.length; record++) {
      const attributes = [
        ...again.store.attributes(record),
        ...again.store.events(record, 0n).flatMap((event) => event.attributes),
      ]
      const texts = attributes.filter(({ key, type }) => type === 'string' && !/^(span\.kind|otel\.)/.test(key))
      expect(new Set(texts.map(({ value }) => value)).size).toBeLessThanOrEqual(1)
    }
  }
})
