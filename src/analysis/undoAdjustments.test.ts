import { expect, test } from 'vitest'
import { byName, drawTrace } from '../model/drawTrace.ts'
import { FLAG } from '../model/trace.ts'
import { parseGoDurationUs, undoAdjustments } from './undoAdjustments.ts'

test.each([
  ['350.123ms', 350_123],
  ['-1m2.5s', -62_500_000],
  ['2h0m0.000000001s', 7_200_000_000.001],
  ['-925.607µs', -925.607],
  ['0s', 0],
  ['soon', null],
  ['12', null],
  ['1.2.3s', null],
])('%s', (text, us) => {
  const parsed = parseGoDurationUs(text)
  if (us === null) expect(parsed).toBeNull()
  else expect(parsed).toBeCloseTo(us, 6)
})

test('spans and their events go back where they were recorded, once however often it is said', () => {
  const { trace, store } = drawTrace(`
    root     ==========
      late   ......==    event:here
      early  .===
  `)
  trace.flags.fill(FLAG.hasWarnings)
  const warnings = (record: number) =>
    record === 1
      ? Array(3).fill("This span's timestamps were adjusted by 6ms")
      : ['clock skew adjustment disabled; not applying calculated delta of 5ms']
  const undone = undoAdjustments({ trace, store: { ...store, warnings } })
  expect(byName(undone.trace, undone.trace.startUs)).toEqual({ root: 0, late: 0, early: 1000 })
  expect(byName(undone.trace, undone.trace.endUs)).toEqual({ root: 10_000, late: 2000, early: 4000 })
  expect(undone.store.events(1, trace.epochUs).map(({ timeUs }) => timeUs)).toEqual([0])
})

test('a trace without such warnings is the same object', () => {
  const loaded = drawTrace('root  ===')
  expect(undoAdjustments(loaded)).toBe(loaded)
})
