import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEARCH_SORTS } from '../../url/searchAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { groupResults } from './groupResults.ts'
import {
  narrowResults,
  sortByColumn,
  SORTS,
  sortResults,
  suitsLogarithm,
  titleOfResult,
  unexplainedShare,
} from './results.ts'
import { summary } from './sampleSummary.ts'
import { parseResultsView, PLAIN_VIEW, writeResultsView } from './resultsView.ts'

const A = summary('a', { startUs: 1, durationUs: 30, spanCount: 5, errorCount: 2, unexplainedUs: 0 })
const B = summary('b', { startUs: 2, durationUs: 10, spanCount: 9, errorCount: 0, unexplainedUs: 7 })
const C = summary('c', { startUs: 3, durationUs: 20, spanCount: 1, errorCount: 1, unexplainedUs: null })
const ids = (traces: readonly TraceSummary[]) => traces.map(({ traceId }) => traceId).join('')

test.each([
  ['recent', 'cba'],
  ['longest', 'acb'],
  ['shortest', 'bca'],
  ['most-spans', 'bac'],
  ['least-spans', 'cab'],
  ['most-errors', 'acb'],
  ['most-unexplained', 'bac'],
] as const)('sorted by %s', (sort, order) => {
  expect(ids(sortResults([A, B, C], sort))).toBe(order)
})

test('every sort of the address can be chosen', () => {
  expect(SORTS.map(({ value }) => value).toSorted()).toEqual([...SEARCH_SORTS].toSorted())
})

test('ties: the newest first, then by id, whatever the order of the answer', () => {
  const traces = [summary('x', { startUs: 5 }), summary('y', { startUs: 5 }), summary('z', { startUs: 9 })]
  expect(ids(sortResults(traces, 'longest'))).toBe('zxy')
  expect(ids(sortResults(traces.toReversed(), 'longest'))).toBe('zxy')
})

test('each filter says what it hid; together they hide no trace twice', () => {
  const view = { ...PLAIN_VIEW, errorsOnly: true, traceMinUs: 25 }
  const { traces, hidden } = narrowResults([A, B, C], view)
  expect(ids(traces)).toBe('a')
  expect(hidden).toEqual({ crosses: 0, errors: 1, duration: 1, zoom: 0 })
})

test('only traces that cross an edge, once it is known which do', () => {
  const view = { ...PLAIN_VIEW, crosses: { from: 'web', to: 'stock' } }
  expect(ids(narrowResults([A, B, C], view).traces)).toBe('abc')
  expect(narrowResults([A, B, C], view, new Set(['b']))).toMatchObject({ traces: [B], hidden: { crosses: 2 } })
  expect(ids(narrowResults([A, B, C], PLAIN_VIEW, new Set(['b'])).traces)).toBe('abc')
})

test('limits on the trace are inclusive', () => {
  expect(ids(narrowResults([A, B, C], { ...PLAIN_VIEW, traceMinUs: 10, traceMaxUs: 20 }).traces)).toBe('bc')
})

test('a zoom keeps what lies inside, edges included', () => {
  const zoom = { startUs: 2, endUs: 3, lowUs: 10, highUs: 15 }
  expect(narrowResults([A, B, C], { ...PLAIN_VIEW, zoom })).toMatchObject({ traces: [B], hidden: { zoom: 2 } })
})

test('the unexplained share is unknown without a ledger or a length', () => {
  expect(unexplainedShare(B)).toBe(0.7)
  expect(unexplainedShare(C)).toBeNull()
  expect(unexplainedShare(summary('d', { durationUs: 0, unexplainedUs: 0 }))).toBeNull()
})

test('a result without a root says so', () => {
  expect(titleOfResult(summary('a', { rootService: '', rootOperation: '' }))).toBe('(no root span)')
})

test('the view survives the address, and leaves the search in it alone', () => {
  const duration = fc.option(fc.integer({ min: 1, max: 3600e6 }))
  const zoom = fc.option(
    fc
      .record({ startUs: fc.nat(), lowUs: fc.nat() })
      .map(({ startUs, lowUs }) => ({ startUs, endUs: startUs + 5, lowUs, highUs: lowUs + 5 })),
  )
  const name = fc.string({ minLength: 1 })
  const view = fc.record({
    errorsOnly: fc.boolean(),
    traceMinUs: duration,
    traceMaxUs: duration,
    zoom,
    crosses: fc.option(fc.record({ from: name, to: name })),
    grouped: fc.boolean(),
    columns: fc.constantFrom([], ['http.route', 'a b']),
    columnSort: fc.constant(null),
    liveSeconds: fc.constantFrom(null, 5, 15, 60),
  })
  fc.assert(
    fc.property(view, (before) => {
      const search = new URLSearchParams('service=shop&only=nothing')
      writeResultsView(search, before)
      expect(parseResultsView(new URLSearchParams(search.toString()))).toEqual(before)
      expect(search.get('service')).toBe('shop')
    }),
  )
})

test('groups: nearest-rank percentiles are durations of real traces', () => {
  const traces = Array.from({ length: 20 }, (_, i) =>
    summary(String(i), { durationUs: i + 1, startUs: i, errorCount: i < 5 ? 1 : 0 }),
  )
  const [group] = groupResults(traces)
  expect(group).toMatchObject({ count: 20, failed: 5, p50Us: 10, p95Us: 19, p99Us: 20 })
  expect(group.slowest.traceId).toBe('19')
  expect(group.histogram.reduce((a, b) => a + b)).toBe(20)
})

test('groups are apart by root service and operation, slowest first', () => {
  const groups = groupResults([summary('a'), summary('b', { rootOperation: 'POST /', durationUs: 900 }), summary('c')])
  expect(groups.map(({ operation, count }) => `${operation} ${count}`)).toEqual(['POST / 1', 'GET / 2'])
})

test('durations far apart suit a logarithmic axis', () => {
  expect(suitsLogarithm([A, B, C])).toBe(false)
  expect(suitsLogarithm([summary('a', { durationUs: 10 }), summary('b', { durationUs: 400 })])).toBe(true)
  expect(suitsLogarithm([summary('a', { durationUs: 0 }), summary('b', { durationUs: 400 })])).toBe(false)
})

test('by a column: numbers before text, what has none last, either way', () => {
  const values: Record<string, string> = { a: '10', b: '9', c: 'GET', d: '' }
  const traces = ['a', 'b', 'c', 'd', 'e'].map((id) => summary(id))
  const order = (descending: boolean) =>
    sortByColumn(traces, (id) => values[id], descending)
      .map(({ traceId }) => traceId)
      .join('')
  expect(order(false)).toBe('badce')
  expect(order(true)).toBe('cdabe')
})
