import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layoutPlot } from './plotLayout.ts'
import { isInside } from './results.ts'
import { summary } from './sampleSummary.ts'

const SIZE = { widthPx: 800, heightPx: 150 }
const OPTIONS = { size: SIZE, logarithmic: false, zone: 'utc', zoom: null } as const
const HOUR_US = 3600e6
const EPOCH_US = Date.UTC(2026, 0, 31, 12) * 1e3

const traces = fc
  .array(
    fc.record({
      startUs: fc.integer({ min: EPOCH_US, max: EPOCH_US + HOUR_US }),
      durationUs: fc.integer({ min: 0, max: 60e6 }),
      spanCount: fc.integer({ min: 1, max: 5000 }),
    }),
    { maxLength: 40 },
  )
  .map((parts) => parts.map((part, i) => summary(String(i), part)))

test('every trace has a point inside the axes, earliest first', () => {
  fc.assert(
    fc.property(traces, fc.boolean(), (list, logarithmic) => {
      const plot = layoutPlot(list, { ...OPTIONS, logarithmic })
      expect(plot.points).toHaveLength(list.length)
      for (const { xPx, yPx } of plot.points) {
        expect(xPx).toBeGreaterThanOrEqual(plot.left)
        expect(xPx).toBeLessThanOrEqual(plot.right)
        expect(yPx).toBeGreaterThanOrEqual(plot.top)
        expect(yPx).toBeLessThanOrEqual(plot.bottom)
      }
      const xs = plot.points.map(({ xPx }) => xPx)
      expect(xs).toEqual(xs.toSorted((a, b) => a - b))
    }),
  )
})

test('longer is higher, later is further right', () => {
  const [first, second] = layoutPlot(
    [summary('a', { startUs: EPOCH_US, durationUs: 1e6 }), summary('b', { startUs: EPOCH_US + 60e6, durationUs: 2e6 })],
    OPTIONS,
  ).points
  expect(second.xPx).toBeGreaterThan(first.xPx)
  expect(second.yPx).toBeLessThan(first.yPx)
})

test('an area brushed around a point holds exactly the points under it', () => {
  fc.assert(
    fc.property(traces, fc.boolean(), (list, logarithmic) => {
      fc.pre(list.length > 0)
      const plot = layoutPlot(list, { ...OPTIONS, logarithmic })
      const { xPx, yPx, trace } = plot.points[0]
      expect(
        isInside(trace, plot.zoomOf(xPx - 4, yPx - 4, xPx + 4, yPx + 4)) || (logarithmic && trace.durationUs === 0),
      ).toBe(true)
      const far = plot.points.find((point) => Math.abs(point.xPx - xPx) > 6)
      if (far) expect(isInside(far.trace, plot.zoomOf(xPx - 4, plot.top, xPx + 4, plot.bottom))).toBe(false)
    }),
  )
})

test('axis labels are 24 h times and durations that read well', () => {
  const list = [
    summary('a', { startUs: EPOCH_US, durationUs: 5e3 }),
    summary('b', { startUs: EPOCH_US + HOUR_US, durationUs: 2e6 }),
  ]
  const linear = layoutPlot(list, OPTIONS)
  expect(linear.yTicks.map(({ label }) => label)).toEqual(['500 ms', '1 s', '1.5 s', '2 s'])
  expect(linear.xTicks.map(({ label }) => label)).toContain('12:30')
  const log = layoutPlot(list, { ...OPTIONS, logarithmic: true })
  expect(log.yTicks.length).toBeGreaterThan(2)
  expect(log.yTicks.length).toBeLessThan(8)
})

test('one trace, no trace and a trace of no length still have axes', () => {
  for (const list of [[], [summary('a')], [summary('a', { durationUs: 0 })]]) {
    for (const logarithmic of [true, false]) {
      const plot = layoutPlot(list, { ...OPTIONS, logarithmic })
      expect(plot.xTicks.length).toBeGreaterThan(0)
      for (const { atPx } of [...plot.yTicks, ...plot.xTicks]) expect(Number.isFinite(atPx)).toBe(true)
    }
  }
})

test('many points at one place become one cell; none is lost, and those that stand alone stay', () => {
  const crowd = Array.from({ length: 300 }, (_, i) =>
    summary(`c${i}`, { startUs: 1e15 + i, durationUs: 1000, errorCount: i === 7 ? 1 : 0 }),
  )
  const alone = summary('alone', { startUs: 1e15 + 60e6, durationUs: 9000 })
  const options = { size: { widthPx: 800, heightPx: 150 }, logarithmic: false, zone: 'utc', zoom: null } as const
  const plot = layoutPlot([...crowd, alone], options)
  expect(plot.points.map(({ trace }) => trace.traceId)).toEqual(['alone'])
  expect(plot.cells.map(({ count, failed }) => [count, failed])).toEqual([[300, 1]])
  expect(layoutPlot(crowd.slice(0, 200), options).cells).toEqual([])
})
