import { expect, test } from 'vitest'
import { createBitset, setBit } from '../../../lib/bitset.ts'
import type { Bitset } from '../../../lib/bitset.ts'
import { FLAG } from '../../../model/trace.ts'
import type { Trace } from '../../../model/trace.ts'
import {
  aggregateSpans,
  groupByOperation,
  groupByService,
  percentile,
  restrictGrouping,
  sortGroups,
} from './aggregateSpans.ts'

const trace = {
  length: 4,
  services: ['api', 'store', 'never seen'],
  names: ['get', 'put'],
  serviceId: Uint32Array.of(0, 1, 1, 1),
  nameId: Uint32Array.of(0, 0, 1, 0),
  startUs: Float64Array.of(0, 10, 20, 40),
  endUs: Float64Array.of(100, 15, 40, 55),
  flags: Uint32Array.of(0, 0, FLAG.error, 0),
} as unknown as Trace
const self = Float64Array.of(60, 5, 20, 15)
const gap = Float64Array.of(50, 0, 0, 0)

test('sums by service leave services without spans out', () => {
  const groups = aggregateSpans(trace, groupByService(trace), self, gap)
  expect(
    groups.map((group) => [group.key, group.count, group.totalUs, group.selfUs, group.gapUs, group.errors]),
  ).toEqual([
    ['api', 1, 100, 60, 50, 0],
    ['store', 3, 40, 40, 0, 1],
  ])
  expect([...groups[1].spans]).toEqual([1, 2, 3])
  expect([groups[1].p50Us, groups[1].p95Us, groups[1].maxUs]).toEqual([15, 20, 20])
})

test('operations of the same name in two services stay apart', () => {
  const groups = aggregateSpans(trace, groupByOperation(trace), self, gap)
  expect(groups.map((group) => group.labels.join(' '))).toEqual(['api get', 'store get', 'store put'])
})

test('spans without a group are counted nowhere', () => {
  const groups = aggregateSpans(
    trace,
    { groupOf: Int32Array.of(-1, 0, -1, 0), groups: [{ labels: ['x'], service: null }] },
    self,
    gap,
  )
  expect(groups.map((group) => group.count)).toEqual([2])
})

test('percentiles are nearest ranks', () => {
  const sorted = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
  expect([0, 0.5, 0.95, 1].map((share) => percentile(sorted, share))).toEqual([1, 5, 10, 10])
})

test('sorting by any column, names as the tie-break', () => {
  const groups = aggregateSpans(trace, groupByOperation(trace), self, gap)
  expect(sortGroups(groups, 'total', 'descending').map((group) => group.labels.join(' '))).toEqual([
    'api get',
    'store get',
    'store put',
  ])
  expect(sortGroups(groups, 'name', 'descending')[0].labels.join(' ')).toBe('store put')
  expect(sortGroups(groups, 'errors', 'descending')[0].errors).toBe(1)
})

test('only spans in the zoom that match count', () => {
  const all = groupByService(trace)
  const matches = createBitset(4)
  setBit(matches, 3)
  const counts = (range: { startUs: number; endUs: number } | null, found: Bitset | null) =>
    aggregateSpans(trace, restrictGrouping(all, trace, range, found), self, gap).map((group) => [
      group.key,
      group.count,
    ])
  expect(counts(null, null)).toEqual([
    ['api', 1],
    ['store', 3],
  ])
  expect(counts({ startUs: 0, endUs: 12 }, null)).toEqual([
    ['api', 1],
    ['store', 1],
  ])
  expect(counts(null, matches)).toEqual([['store', 1]])
  expect(counts({ startUs: 0, endUs: 12 }, matches)).toEqual([])
})
