import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partFarTraces } from './farTraces.ts'
import { summary } from './sampleSummary.ts'

const NOW_US = Date.UTC(2026, 0, 31, 12) * 1e3
const at = (...startsUs: number[]) => startsUs.map((startUs, i) => summary(`t${i}`, { startUs }))
const minutes = (count: number) => Array.from({ length: count }, (_, i) => NOW_US + i * 60e6)
const farOf = (...startsUs: number[]) => partFarTraces(at(...startsUs)).far.map(({ startUs }) => startUs)

test('a start in 1970 and one in the next century are far from an hour of others', () => {
  const future = NOW_US + 80 * 365 * 86_400e6
  expect(farOf(0, future, ...minutes(30))).toEqual([0, future])
  expect(partFarTraces(at(0, future, ...minutes(30))).near).toHaveLength(30)
})

test('two of one odd clock are far together', () => {
  expect(farOf(...minutes(8), 5e6, 9e6)).toEqual([5e6, 9e6])
})

test('what an axis bears is not far: a quiet hour, two busy days, traces of three days', () => {
  expect(farOf(...minutes(20), NOW_US - 3600e6)).toEqual([])
  expect(farOf(...minutes(20), ...minutes(20).map((us) => us - 86_400e6))).toEqual([])
  expect(farOf(NOW_US, NOW_US - 86_400e6, NOW_US - 2 * 86_400e6)).toEqual([])
  expect(farOf(...Array<number>(40).fill(NOW_US))).toEqual([])
})

test('each trace is in one of both, the near ones in their order, and most are near', () => {
  const starts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: NOW_US, max: NOW_US + 3600e6 }), fc.nat()), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(starts, (list) => {
      const traces = at(...list)
      const { near, far } = partFarTraces(traces)
      expect(new Set([...near, ...far])).toEqual(new Set(traces))
      expect(near.length + far.length).toBe(traces.length)
      expect(near).toEqual(traces.filter((trace) => near.includes(trace)))
      expect(far.length).toBeLessThanOrEqual(Math.max(4, list.length / 5))
    }),
  )
})
