import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTimeScale, isOnBar, mergeByPixel, placeBar, rowAt, SIDE, usOf, xOf, yOfRow } from './bars.ts'

const bar = { x: 0, widthPx: 0, side: 0 }
const anyRange = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }))
  .map(([startUs, us]) => ({ startUs, endUs: startUs + us }))

describe('bars', () => {
  test('a brief span keeps one pixel, wherever it is in the range', () => {
    const scale = createTimeScale({ startUs: 0, endUs: 1e6 }, 1000)
    for (const at of [0, 1, 499_999, 999_999, 1e6]) {
      placeBar(scale, at, at, bar)
      expect(bar.side).toBe(SIDE.seen)
      expect(bar.widthPx).toBe(1)
      expect(bar.x).toBeLessThanOrEqual(999)
    }
  })

  test('bars far outside are on their side and never wider than the column', () => {
    const scale = createTimeScale({ startUs: 1000, endUs: 1010 }, 500)
    expect(placeBar(scale, 0, 990, bar).side).toBe(SIDE.left)
    expect(placeBar(scale, 1020, 9e12, bar).side).toBe(SIDE.right)
    placeBar(scale, -9e12, 9e12, bar)
    expect(bar).toMatchObject({ side: SIDE.seen, x: -4, widthPx: 508 })
  })

  test('px and µs are inverse', () => {
    fc.assert(
      fc.property(
        anyRange,
        fc.integer({ min: 1, max: 4000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (range, widthPx, share) => {
          const scale = createTimeScale(range, widthPx)
          expect(xOf(scale, usOf(scale, share * widthPx))).toBeCloseTo(share * widthPx, 2)
        },
      ),
    )
  })

  test('what is painted is what is hit', () => {
    fc.assert(
      fc.property(
        anyRange,
        fc.nat(1e6),
        fc.nat(1e6),
        fc.nat(100_000),
        fc.nat(23),
        (range, from, us, scrollPx, inRow) => {
          const scale = createTimeScale(range, 800)
          placeBar(scale, from, from + us, bar)
          if (bar.side === SIDE.seen) expect(isOnBar(bar, bar.x + bar.widthPx / 2)).toBe(true)
          else for (let x = 0; x < 800; x += 50) expect(isOnBar(bar, x)).toBe(false)
          const row = rowAt(inRow, scrollPx, 24)
          expect(yOfRow(row, scrollPx, 24)).toBeLessThanOrEqual(inRow)
          expect(yOfRow(row + 1, scrollPx, 24)).toBeGreaterThan(inRow)
        },
      ),
    )
  })
})

describe('merging by pixel', () => {
  const visits = (starts: number[], ends: number[], widthPx: number, range = { startUs: 0, endUs: 100 }) => {
    const seen: [number, number][] = []
    mergeByPixel(createTimeScale(range, widthPx), starts, ends, null, 0, starts.length, (x, width) =>
      seen.push([x, width]),
    )
    return seen
  }

  test('stretches on the same pixels are visited once, others apart', () => {
    expect(visits([0, 10, 10.2, 10.4, 50], [5, 10.1, 10.3, 10.5, 60], 100)).toEqual([
      [0, 5],
      [10, 1],
      [50, 10],
    ])
  })

  test('only what is in the range is visited', () => {
    expect(visits([0, 40, 90], [10, 60, 100], 100, { startUs: 30, endUs: 70 })).toEqual([[25, 50]])
  })

  test('what has no length keeps a pixel, at the very start and the very end, too', () => {
    for (const at of [0, 50, 100]) {
      const [[x, width], ...others] = visits([at], [at], 100)
      expect(others).toEqual([])
      expect(width).toBe(1)
      expect(x).toBe(Math.min(99, at))
    }
  })

  test('a million stretches cost no more visits than pixels, and cover what they covered', () => {
    const starts = new Float64Array(1e6).map((_, i) => i * 10)
    const ends = starts.map((us) => us + 4)
    const scale = createTimeScale({ startUs: 0, endUs: 1e7 }, 1000)
    let count = 0
    let covered = 0
    mergeByPixel(scale, starts, ends, null, 0, 1e6, (_, widthPx) => {
      count++
      covered += widthPx
    })
    expect(count).toBeLessThanOrEqual(1000)
    expect(covered).toBeGreaterThan(990)
  })

  test('every stretch is inside some visit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 50 })), { maxLength: 60 }),
        fc.integer({ min: 1, max: 300 }),
        (pieces, widthPx) => {
          const starts: number[] = []
          const ends: number[] = []
          let at = 0
          for (const [pause, us] of pieces) {
            starts.push(at + pause)
            ends.push((at += pause + us))
          }
          const range = { startUs: 0, endUs: Math.max(1, at) }
          const scale = createTimeScale(range, widthPx)
          const seen = visits(starts, ends, widthPx, range)
          starts.forEach((startUs, i) => {
            const left = xOf(scale, startUs)
            const right = xOf(scale, ends[i])
            expect(seen.some(([x, width]) => x <= left + 1e-6 && x + width >= right - 1e-6)).toBe(true)
          })
          for (let i = 1; i < seen.length; i++) expect(seen[i][0]).toBeGreaterThan(seen[i - 1][0])
        },
      ),
    )
  })
})
