import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { anyPlan, buildPlan } from '../analysis/randomTrace.ts'
import { createMinimapBuilder, layoutMinimap } from './minimap.ts'
import { viewPicture } from './pictureRows.ts'
import { computeExtent } from './timeRange.ts'

test('says how many leaves run, where the critical path is a gap, and where errors start', () => {
  const { trace, ledgers } = viewPicture(`
    root    ==========
      a     ====
      b       ==        error
      c           ====
  `)
  const map = layoutMinimap(trace, ledgers[0], computeExtent(trace), 10)
  const bandOfApp = map.bands.indexOf(trace.serviceId[0])
  expect([...map.busy.subarray(bandOfApp * 10, bandOfApp * 10 + 10)]).toEqual([1, 1, 2, 2, 0, 0, 1, 1, 1, 1])
  expect([...map.gap]).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 0, 0])
  expect([...map.errors]).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
  expect(map.mostBusy).toBe(2)
})

test('time between two processes is network, not gap', () => {
  const { trace, ledgers } = viewPicture(`
    call       ==========   @web client
      serve      =====      @api server
  `)
  const map = layoutMinimap(trace, ledgers[0], computeExtent(trace), 10)
  expect([...map.network]).toEqual([1, 1, 0, 0, 0, 0, 0, 1, 1, 1])
  expect([...map.gap]).toEqual(new Array(10).fill(0))
})

test('no time is lost: the columns add up to the leaves’ durations', () => {
  fc.assert(
    fc.property(anyPlan, fc.integer({ min: 1, max: 64 }), (plan, columns) => {
      const { trace, ledgers } = analyze(buildPlan(plan), { clocks: 'raw', minGapUs: 3 })
      const range = computeExtent(trace)
      const map = layoutMinimap(trace, ledgers[0], range, columns)
      let leafUs = 0
      for (let span = 0; span < trace.length; span++)
        if (trace.subtreeEnd[span] === span + 1) leafUs += trace.endUs[span] - trace.startUs[span]
      const perColumnUs = (range.endUs - range.startUs) / columns
      const bookedUs = map.busy.reduce((sum, share) => sum + share * perColumnUs, 0)
      expect(bookedUs).toBeCloseTo(leafUs, 1)
      for (const share of map.busy) expect(share).toBeGreaterThan(-1e-4)
    }),
  )
})

test('is built in steps of bounded work', () => {
  const plan = Array.from({ length: 50_000 }, (_, i) => ({
    parent: -1,
    service: 'a',
    name: 'x',
    kind: 0,
    startUs: i,
    durationUs: 1,
  }))
  const { trace } = buildPlan(plan)
  const builder = createMinimapBuilder(trace, null, computeExtent(trace), 100)
  let steps = 1
  while (!builder.step()) steps++
  expect(steps).toBe(13)
})
