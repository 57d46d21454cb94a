import { expect, test } from 'vitest'
import { analyze } from '../../analysis/analyze.ts'
import { drawTrace } from '../../model/drawTrace.ts'
import { showTimes, timeOfBoth, timesOfRow } from './timeOfBoth.ts'

const view = (picture: string) => analyze(drawTrace(picture), { clocks: 'raw', minGapUs: null })
const a = view(`
  root  ..====
    x   ...=
`)
const b = view(`
  root  ==========
    x   .......==
    y   ...........==
`)

test('both roots are at 0; the extent is of all spans', () => {
  const { home, extent } = timeOfBoth(a.trace, b.trace)
  expect(home).toEqual({ startUs: 0, endUs: 13_000 })
  expect(extent).toEqual({ startUs: 0, endUs: 13_000 })
})

test('a row has the times of its spans', () => {
  const tree = { a: Int32Array.of(0, 1, -1), b: Int32Array.of(0, 1, 2) } as never
  expect(timesOfRow({ tree, a, b }, 1)).toEqual([
    { startUs: 1000, endUs: 2000 },
    { startUs: 7000, endUs: 9000 },
  ])
  expect(timesOfRow({ tree, a, b }, 2)).toEqual([{ startUs: 11_000, endUs: 13_000 }])
})

test('a range moves to what it does not show, and grows only when it must', () => {
  const times = [
    { startUs: 1000, endUs: 2000 },
    { startUs: 7000, endUs: 9000 },
  ]
  const all = { startUs: 0, endUs: 9000 }
  expect(showTimes(all, times)).toBe(all)
  expect(showTimes({ startUs: 0, endUs: 3000 }, times)).toEqual({ startUs: 1000, endUs: 9000 })
  expect(showTimes({ startUs: 0, endUs: 500 }, [times[0]])).toEqual({ startUs: 1000, endUs: 2000 })
  expect(showTimes({ startUs: 20_000, endUs: 40_000 }, times)).toEqual({ startUs: -5000, endUs: 15_000 })
})
