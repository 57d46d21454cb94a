import fc from 'fast-check'
import { expect, test } from 'vitest'
import { viewPicture } from './pictureRows.ts'
import { clampRange, computeExtent, homeRange, panInto, zoomRange } from './timeRange.ts'

const { trace } = viewPicture(`
  root    ....====
    child   ..==========
  early   ==              orphan:aa
`)

test('the extent is first start to last end; home is all of it unless spans lie absurdly far out', () => {
  expect(computeExtent(trace)).toEqual({ startUs: -4000, endUs: 10_000 })
  expect(homeRange(trace, computeExtent(trace))).toEqual({ startUs: -4000, endUs: 10_000 })
  const far = viewPicture(`
    root    ==
    far     ${'.'.repeat(150)}=   orphan:aa
  `).trace
  expect(homeRange(far, computeExtent(far))).toEqual({ startUs: 0, endUs: 2000 })
})

const extent = { startUs: -100, endUs: 100_000 }
const anyRange = fc
  .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -10, max: 1e6 }))
  .map(([startUs, us]) => ({ startUs, endUs: startUs + us }))

test('a clamped range lies in the extent and keeps its length where it can', () => {
  fc.assert(
    fc.property(anyRange, (wanted) => {
      const range = clampRange(wanted, extent)
      expect(range.startUs).toBeGreaterThanOrEqual(extent.startUs)
      expect(range.endUs).toBeLessThanOrEqual(extent.endUs)
      const us = wanted.endUs - wanted.startUs
      expect(range.endUs - range.startUs).toBe(Math.min(100_100, Math.max(10, us)))
    }),
  )
})

test('zooming leaves the time under the pointer where it is', () => {
  const zoomed = zoomRange({ startUs: 0, endUs: 1000 }, 0.5, 250)
  expect(zoomed).toEqual({ startUs: 125, endUs: 625 })
  expect((250 - zoomed.startUs) / 500).toBe(0.25)
})

test('panning into view keeps the zoom and leaves alone what is seen', () => {
  const range = { startUs: 0, endUs: 100 }
  expect(panInto(range, 50, 5000)).toBe(range)
  expect(panInto(range, 500, 520)).toEqual({ startUs: 460, endUs: 560 })
  expect(panInto(range, 500, 5000)).toEqual({ startUs: 500, endUs: 600 })
})
