import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createScrollScale, MAX_PX, toRows, toScroller } from './scrollScale.ts'

const anyHuge = fc
  .tuple(fc.integer({ min: MAX_PX + 1, max: 400_000_000 }), fc.integer({ min: 100, max: 2000 }))
  .map(([contentPx, viewportPx]) => createScrollScale(contentPx, viewportPx))

test('content that fits a browser scrolls px for px', () => {
  const scale = createScrollScale(1_000_000, 600)
  expect(scale.scrollerPx).toBe(1_000_000)
  expect(toScroller(scale, 12_345)).toBe(12_345)
  expect(toRows(scale, 0, 0, 12_345)).toBe(12_345)
})

test('taller content never asks for more than a browser holds', () => {
  fc.assert(fc.property(anyHuge, ({ scrollerPx }) => scrollerPx === MAX_PX))
})

test('a jump of the bar reaches every place, both ends exactly', () => {
  fc.assert(
    fc.property(anyHuge, fc.double({ min: 0, max: 1, noNaN: true }), (scale, share) => {
      const most = scale.contentPx - scale.viewportPx
      const rowsPx = share * most
      const far = rowsPx > most / 2 ? 0 : scale.scrollerPx
      expect(toRows(scale, far === 0 ? 0 : most, far, toScroller(scale, rowsPx))).toBeCloseTo(rowsPx, 0)
      expect(toRows(scale, 0, 0, MAX_PX - scale.viewportPx)).toBe(most)
      expect(toRows(scale, most, MAX_PX - scale.viewportPx, 0)).toBe(0)
    }),
  )
})

test('a turn of the wheel moves the rows by as much, and never past the ends', () => {
  fc.assert(
    fc.property(anyHuge, fc.integer({ min: -150, max: 150 }), (scale, step) => {
      expect(toRows(scale, 10_000, 5000, 5000 + step)).toBe(10_000 + step)
      expect(toRows(scale, 10, 5000, 5000 - 100)).toBe(0)
    }),
  )
})
