import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTick, placeTicks, roundStep } from './ticks.ts'

test('steps are round: 1 2 5 below a second, the clock above it', () => {
  expect([0.3, 3, 40, 101, 150_000].map(roundStep)).toEqual([0.5, 5, 50, 200, 200_000])
  expect([700_000, 3e6, 40e6, 100e6, 2 * 3600e6, 90e9].map((us) => roundStep(us) / 1e6)).toEqual([
    1, 5, 60, 120, 7200, 172_800,
  ])
})

test('ticks lie in the range, are apart, and hit zero exactly', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.integer({ min: 1, max: 1e12 }),
      fc.integer({ min: 50, max: 3000 }),
      (startUs, us, widthPx) => {
        const ticks = placeTicks({ startUs, endUs: startUs + us }, widthPx, 100)
        expect(ticks.length).toBeLessThanOrEqual(widthPx / 100 + 1)
        for (const tick of ticks) expect(tick >= startUs && tick <= startUs + us).toBe(true)
        for (let i = 1; i < ticks.length; i++) expect(((ticks[i] - ticks[i - 1]) * widthPx) / us).toBeGreaterThan(99)
      },
    ),
  )
  expect(placeTicks({ startUs: -100, endUs: 100 }, 400, 100)).toEqual([-100, -50, 0, 50, 100])
})

test('labels have the digits that tell neighbours apart', () => {
  expect(formatTick(0, 1e6)).toBe('0')
  expect(formatTick(250_000, 50_000)).toBe('250 ms')
  expect(formatTick(1_250_500, 500)).toBe('1.2505 s')
  expect(formatTick(1_500_000, 500_000)).toBe('1.5 s')
  expect(formatTick(1_000_000, 500_000)).toBe('1 s')
  expect(formatTick(43, 1)).toBe('43 µs')
  expect(formatTick(0.5, 0.5)).toBe('0.5 µs')
  expect(formatTick(-40_000, 20_000)).toBe('−40 ms')
  expect(formatTick(135e6, 15e6)).toBe('2 min 15 s')
  expect(formatTick(3 * 3600e6, 3600e6)).toBe('3 h')
})

test('neighbouring labels always differ', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 20, max: 1e10 }), (startUs, us) => {
      const ticks = placeTicks({ startUs, endUs: startUs + us }, 1000, 100)
      const texts = ticks.map((tick) => formatTick(tick, ticks[1] - ticks[0]))
      expect(new Set(texts).size).toBe(ticks.length)
    }),
  )
})
