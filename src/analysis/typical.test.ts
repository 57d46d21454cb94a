import { expect, test } from 'vitest'
import { byName, drawTrace } from '../model/drawTrace.ts'
import { analyze } from './analyze.ts'
import { computeTypical } from './typical.ts'

const view = (picture: string, usPerChar = 1000) =>
  analyze(drawTrace(picture, { usPerChar }), { clocks: 'raw', minGapUs: null })
const usual = (cache: number) =>
  view(`
  root     ====================
    cache  ${'='.repeat(cache)}
    db     .....=====
`)
const subject = view(`
  root     ====================
    db     .....==========
    audit  ...............==
`)
const many = (n: number) => Array.from({ length: n }, (_, i) => usual(1 + (i % 3)))

test('spans outside their usual range, extra ones, and ones that are usually there', () => {
  const typical = computeTypical(subject, many(30))
  expect(typical.enough).toBe(true)
  expect(byName(subject.trace, typical.samples)).toEqual({ root: 30, db: 30, audit: 0 })
  expect(byName(subject.trace, typical.durationP95Us)).toEqual({ root: 20_000, db: 5000, audit: NaN })
  expect(byName(subject.trace, typical.slow)).toEqual({ root: 0, db: 1, audit: 0 })
  expect(byName(subject.trace, typical.extra)).toEqual({ root: 0, db: 0, audit: 1 })
  expect(typical.missing).toEqual([
    { service: 'app', operation: 'cache', kind: 0, parent: 0, count: 1, traces: 30, durationP50Us: 2000 },
  ])
})

test('below 20 samples it claims nothing', () => {
  const typical = computeTypical(subject, many(19))
  expect([typical.enough, typical.missing, [...typical.slow], [...typical.extra]]).toEqual([
    false,
    [],
    [0, 0, 0],
    [0, 0, 0],
  ])
  expect(byName(subject.trace, typical.durationP50Us).db).toBe(5000)
})

test('percentiles are by nearest rank; a span at the 95th is usual', () => {
  const spread = Array.from({ length: 20 }, (_, i) => view('root ==========', 1000 + 10 * i))
  const typical = computeTypical(view('root ==========', 1180), spread)
  expect([typical.durationP50Us[0], typical.durationP95Us[0], typical.slow[0]]).toEqual([10_900, 11_800, 0])
  expect(computeTypical(view('root ==========', 1181), spread).slow[0]).toBe(1)
})

test('a span below the 5th percentile is faster than usual, one at it is usual', () => {
  const spread = Array.from({ length: 40 }, (_, i) => view('root ==========', 1000 + 10 * i))
  const at = (us: number) => computeTypical(view('root ==========', us), spread)
  expect([at(1010).durationP5Us[0], at(1010).fast[0]]).toEqual([10_100, 0])
  expect([at(1009).fast[0], at(1009).slow[0]]).toEqual([1, 0])
  expect(computeTypical(view('root ==========', 1), spread.slice(0, 19)).fast[0]).toBe(0)
})

test('no traces at all', () => {
  const typical = computeTypical(subject, [])
  expect([typical.traces, typical.enough, [...typical.samples]]).toEqual([0, false, [0, 0, 0]])
})
