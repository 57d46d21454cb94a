import { expect, test } from 'vitest'
import { compareTraces } from '../analysis/diff.ts'
import { recordedVariant } from '../formats/recordedTruth.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { formatComparisonSentence } from './comparisonSentence.ts'

const OPTIONS = { clocks: 'raw', minGapUs: 1000 } as const
const compare = (a: string, b: string) => formatComparisonSentence(compareTraces(drawTrace(a), drawTrace(b), OPTIONS))

const base = `
  root  ===========  @web
    a   ===          @web
    b   ....=====    @db
`

test('a trace with itself', () => {
  expect(compare(base, base)).toBe('Both took the same time, in the same places.')
})

test('what is slower is named with its size, a wait as a wait', () => {
  const slower = `
  root  =======================  @web
    a   ===                      @web
    b   ..........===========    @db
`
  expect(compare(base, slower)).toBe(
    'B took 12 ms longer: 6 ms more in db: b, 6 ms more waiting in web: root between a and db: b.',
  )
})

const toMs = (us: string, unit: string) => Number(us) * { µs: 0.001, ms: 1, s: 1000 }[unit]!

test('what the clauses leave is told, so that the sentence adds up', () => {
  const slower = `
  root  ========================================  @web
    a   ===                                       @web
    b   ....====================================  @db
  `
  const faster = `
  root  ==============================  @web
    a   ===                             @web
    b   ....========================    @db
  `
  expect(compare(faster, slower)).toBe('B took 10 ms longer: 12 ms more in db: b; all else together 2 ms less.')
  for (const pair of ['basic', 'large', 'timing']) {
    const [fast, slow] = ['fast', 'slow'].map((side) => recordedVariant('checkout', `${pair}-${side}`).traces[0].loaded)
    for (const [a, b] of [
      [fast, slow],
      [slow, fast],
    ]) {
      const comparison = compareTraces(a, b, { clocks: 'auto', minGapUs: null })
      const sentence = formatComparisonSentence(comparison)
      const [head, ...said] = [...sentence.matchAll(/([\d.]+) (µs|ms|s)(?!\w) ?(less|longer|more|in|as)?/g)]
      const sum = said.reduce((ms, [, us, unit, how]) => ms + (how === 'less' ? -1 : 1) * toMs(us, unit), 0)
      const total = (head[3] === 'less' ? -1 : 1) * toMs(head[1], head[2])
      expect(Math.abs(sum - total), sentence).toBeLessThan(0.01 * Math.abs(total))
    }
  }
})

test('the time of several gaps is not told as that of one', () => {
  const fast = `
  root  ============  @web
    a   ===           @web
    b   ...===        @web
    c   ......======  @db
`
  const slow = `
  root  ========================  @web
    a   ===                       @web
    b   ........===               @web
    c   ..................======  @db
`
  expect(compare(fast, slow)).toBe(
    'B took 12 ms longer: 12 ms more waiting in 2 gaps of web: root, the longest between b and db: c.',
  )
})

test('swapped, the same causes pull the other way', () => {
  const added = `
  root  ==============  @web
    a   ===             @web
    new ....===         @pay
    b   .......=====    @db
`
  expect(compare(base, added)).toBe('B took 3 ms longer: 3 ms in a new pay: new.')
  expect(compare(added, base)).toBe('B took 3 ms less: 3 ms less as pay: new is gone.')
})

test('a retry and what is waited for', () => {
  const fast = `
    pay      ==========  @shop
      try    .===        @shop error
      db     .......==   @db
  `
  const slow = `
    pay      ======================  @shop
      try    .===                    @shop error
      try    .............===        @shop
      db     ...................==   @db
  `
  expect(compare(fast, slow)).toBe(
    'B took 12 ms longer: 9 ms more of back-off in shop: pay before the next try, 3 ms in another shop: try.',
  )
})

test.each(['basic', 'large', 'timing'])(
  'recorded checkout, %s: the injected causes in their order with their sizes',
  (pair) => {
    const [fast, slow] = ['fast', 'slow'].map((side) => recordedVariant('checkout', `${pair}-${side}`))
    const comparison = compareTraces(fast.traces[0].loaded, slow.traces[0].loaded, { clocks: 'auto', minGapUs: null })
    const [, told] = formatComparisonSentence(comparison).split('longer: ')
    // Each clause begins with its time.
    const clauses = told.split(/[,;] (?=[\d.]+ (?:µs|ms|s) |against|all else)/)
    const injected = slow.truth
      .diff!.slower.map(({ service, operation, extraMsPerSpan, spans }) => ({
        name: { service, operation },
        ms: extraMsPerSpan * spans,
      }))
      .sort((x, y) => y.ms - x.ms)
    expect(injected.length).toBeGreaterThan(0)
    for (const [rank, { name, ms }] of injected.entries()) {
      const [, size, unit, where] = /^([\d.]+) (µs|ms|s) more (.*)$/.exec(clauses[rank])!
      expect(Math.abs(toMs(size, unit) - ms) / ms, clauses[rank]).toBeLessThan(0.015)
      expect(where).toMatch(
        new RegExp(`^(in|waiting in)( \\d+ gaps of)? ${name.service}: ${name.operation.replaceAll('.', '\\.')}\\b`),
      )
    }
  },
)
