import { describe, expect, test } from 'vitest'
import {
  exponentOf,
  formatRatios,
  formatSpread,
  linearithmicExponent,
  quantile,
  ratiosOf,
  spreadOf,
} from './statistics.ts'

describe('spreads', () => {
  test('quantiles lie between the two values beside them', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
    expect(quantile([1, 2, 3, 4, 5], 0.95)).toBeCloseTo(4.8)
    expect(quantile([7], 0.95)).toBe(7)
  })

  test('what was not measured does not count', () => {
    expect(spreadOf([3, null, 1, undefined, NaN, 2])).toEqual({ median: 2, min: 1, max: 3 })
    expect(spreadOf([null, NaN])).toBeNull()
  })

  test('equal numbers are told once', () => {
    expect(formatSpread({ median: 2, min: 1.2, max: 3 }, 1)).toBe('2.0 [1.2–3.0]')
    expect(formatSpread({ median: 2.01, min: 1.99, max: 2.02 }, 1)).toBe('2.0')
    expect(formatSpread(null)).toBe('–')
  })
})

describe('ratios', () => {
  test('are those of neighbouring runs, not of the medians', () => {
    // A slow minute in the second run: the medians' ratio would be 3.
    expect(ratiosOf([20, 60, 200], [10, 30, 20])).toEqual([2, 2, 10])
    expect(formatRatios([20, 60, 200], [10, 30, 20])).toBe('2.00 [2.00–10.00] ×')
  })

  test('of pairs that are whole', () => {
    expect(ratiosOf([1, null, 3, 4], [2, 2, undefined, 0])).toEqual([0.5])
    expect(formatRatios([1], [])).toBe('–')
  })
})

test('exponents: 1 is linear, 2 is square, n log n is a little over 1', () => {
  expect(exponentOf(5, 50, 1000, 10_000)).toBeCloseTo(1)
  expect(exponentOf(5, 500, 1000, 10_000)).toBeCloseTo(2)
  expect(linearithmicExponent(100_000, 200_000)).toBeCloseTo(1.084, 3)
})
