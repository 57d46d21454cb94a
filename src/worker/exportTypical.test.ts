import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import type { TypicalReport } from '../report/buildTypicalReport.ts'
import { exportTypical } from './exportTypical.ts'

const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8')) as object
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema)

const subject = {
  loaded: drawTrace(`
    root  ====================
      db  .....==========
      a|b ...............==
  `),
}
let next = 0
const usual = (cache: number) => {
  const loaded = drawTrace(`
    root    ====================
      cache ${'='.repeat(cache)}
      db    .....=====
  `)
  return { loaded: { ...loaded, trace: { ...loaded.trace, traceId: String(++next).padStart(32, '0') } } }
}
const many = (n: number) => Array.from({ length: n }, (_, i) => usual(1 + (i % 3)))
const OPTIONS = { clocks: 'raw', minGapUs: null } as const

test('Markdown: the sentence, what is unusual with its ranges, what is missing; names cannot break it', () => {
  expect(exportTypical(subject, many(30), OPTIONS, 'markdown')).toBe(`# app: root: 20 ms, usually 20 ms

Against 30 other traces of this kind: 1 span took longer than usual, 1 span is extra, 1 usual call is missing.

Trace \`${subject.loaded.trace.traceId}\`, 3 spans, against 30 other traces of its kind. Usual is from the 5th to the 95th of 100.

## Own time beyond the usual

- +5 ms in app: db
- +2 ms in app: a\\|b

## Unusual

| what   | service | operation | duration | usual | own time | usual | in traces |
|--------|---------|-----------|---------:|------:|---------:|------:|----------:|
| slower | app     | db        |    10 ms |  5 ms |    10 ms |  5 ms |  30 of 30 |
| extra  | app     | a\\|b      |     2 ms |     – |     2 ms |     – |   0 of 30 |

## Usually there, missing here

- app: cache, under app: root: 2 ms, in 30 of 30
`)
})

test('of too few it claims nothing, and lists what took longest beyond their median', () => {
  const text = exportTypical(subject, many(3), OPTIONS, 'markdown')
  expect(text).toContain('Only 3 other traces of this kind')
  expect(text).toContain('## Longest beyond the median of the others')
  expect(text).toMatch(/\| +\| app +\| db +\|/)
  expect(text).not.toMatch(/usual(ly)? (\d|range)|slower|missing/)
})

test('JSON: of the schema, every span with its ranges, and which traces it is against', () => {
  const report = JSON.parse(exportTypical(subject, [...many(20), subject], OPTIONS, 'json')) as TypicalReport
  expect(validate(report) ? [] : validate.errors).toEqual([])
  expect(report.against.traces).toBe(20)
  expect(report.against.traceIDs.length).toBe(20)
  expect(report.against.traceIDs).not.toContain(subject.loaded.trace.traceId)
  expect(report.spans.map(({ operation, verdict, traces }) => [operation, verdict, traces])).toEqual([
    ['root', null, 20],
    ['db', 'slower', 20],
    ['a|b', 'extra', 0],
  ])
  expect(report.spans[1].usualDuration).toEqual({ p5Us: 5000, p50Us: 5000, p95Us: 5000 })
  expect(report.missing.map(({ operation, parentName, traces }) => [operation, parentName, traces])).toEqual([
    ['cache', 'app: root', 20],
  ])
})
