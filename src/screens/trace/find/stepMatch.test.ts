import { expect, test } from 'vitest'
import { matchNumber, stepMatch } from './stepMatch.ts'

const spans = Uint32Array.of(2, 7, 9)

test('next and previous go round the end', () => {
  expect(stepMatch(spans, null, 'forward')).toBe(2)
  expect(stepMatch(spans, null, 'backward')).toBe(9)
  expect(stepMatch(spans, 7, 'forward')).toBe(9)
  expect(stepMatch(spans, 9, 'forward')).toBe(2)
  expect(stepMatch(spans, 2, 'backward')).toBe(9)
})

test('a selection that is no match goes to its neighbours', () => {
  expect(stepMatch(spans, 5, 'forward')).toBe(7)
  expect(stepMatch(spans, 5, 'backward')).toBe(2)
  expect(stepMatch(spans, 10, 'forward')).toBe(2)
  expect(stepMatch(spans, 0, 'backward')).toBe(9)
})

test('nothing found, nothing to step to', () => {
  expect(stepMatch([], 5, 'forward')).toBeNull()
})

test('the number of a match', () => {
  expect([2, 7, 9, 8, 10].map((span) => matchNumber(spans, span))).toEqual([1, 2, 3, 0, 0])
  expect(matchNumber(spans, null)).toBe(0)
})
