import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDurations, formatGoDuration, parseDuration, parseLookback } from './duration.ts'

const usOf = (text: string) => {
  const parsed = parseDuration(text)
  return parsed.ok ? parsed.us : parsed.message
}

test.each([
  ['1.5s', 1.5e6],
  ['100ms', 100e3],
  ['5000000us', 5e6],
  ['250µs', 250],
  ['250μs', 250],
  ['1h30m', 5400e6],
  ['1m0.5s', 60.5e6],
  ['.5s', 0.5e6],
  ['2.s', 2e6],
  ['1500ns', 1.5],
  ['0s', 0],
  [' 3s ', 3e6],
])('%s', (text, us) => {
  expect(usOf(text)).toBe(us)
})

test.each([
  ['5', /5ms, 5s/],
  ['100', /unit is needed/],
  ['1.5 s', /1\.5s/],
  ['1,5s', /1\.5s/],
  ['2 minutes', /2m/],
  ['100MS', /100ms/],
  ['2d', /48h/],
  ['100 msec', /100ms/],
  ['-3s', /negative/],
  ['fast', /1\.5s, 100ms.*unit is needed/],
  ['', /1\.5s/],
  ['1s2', /unit is needed/],
  ['300000000h', /292 years/],
])('%s is refused, and told what would be right', (text, message) => {
  expect(usOf(text)).toMatch(message)
})

test.each([
  [1_500_000, '1.5s'],
  [100_000, '100ms'],
  [250, '250us'],
  [1_234_567, '1.234567s'],
  [5_400_000_000, '1h30m'],
  [90_000_000, '1m30s'],
  [60_000_001, '60.000001s'],
  [0, '0s'],
])('%d µs is written %s', (us, text) => {
  expect(formatGoDuration(us)).toBe(text)
})

test('what is written reads back, to the last µs', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 0, max: 2 ** 52 })), (us) => {
      expect(usOf(formatGoDuration(us))).toBe(us)
    }),
  )
})

test('digits below the µs read back too', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (ns) => {
      expect(usOf(formatGoDuration(ns / 1e3))).toBe(ns / 1e3)
    }),
  )
})

test('a decimal reads as its digits say, in every unit', () => {
  const units = { us: 1, ms: 1e3, s: 1e6 }
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.nat(999),
      fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
      (whole, thousandths, unit) => {
        const text = `${whole}.${String(thousandths).padStart(3, '0')}${unit}`
        expect(usOf(text)).toBe(((whole * 1000 + thousandths) * units[unit]) / 1e3)
      },
    ),
  )
})

test('never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof parseDuration(text).ok === 'boolean'))
  expect(parseDuration('1'.repeat(100_000)).ok).toBe(false)
})

describe('limits', () => {
  test('both empty is fine', () => expect(checkDurations('', ' ')).toEqual({ min: null, max: null }))
  test('in order is fine', () => expect(checkDurations('100ms', '1s')).toEqual({ min: null, max: null }))
  test('out of order blames the longest', () => {
    expect(checkDurations('2s', '1s')).toEqual({ min: null, max: expect.stringContaining('2s') })
  })
  test('each field has its own message', () => {
    const { min, max } = checkDurations('5', 'x')
    expect(min).toMatch(/unit/)
    expect(max).toMatch(/Not a duration/)
  })
})

test.each([
  ['1h', 3600e6],
  ['0.25h', 900e6],
  ['2d', 172_800e6],
  ['1w', 604_800e6],
  ['30m', 1800e6],
  ['custom', null],
  ['0h', null],
  ['86400000', null],
  ['', null],
])('look-back %s', (text, us) => {
  expect(parseLookback(text)).toBe(us)
})
