import { expect, test } from 'vitest'
import { matchText, stepMatch } from './matches.ts'

test('what was found, which of it is chosen, and what the filter leaves out', () => {
  const found = { rows: [3, 8, 9], leftOut: 0, done: true }
  expect(matchText(found, -1)).toBe('3 matches')
  expect(matchText(found, 8)).toBe('2 of 3 matches')
  expect(matchText({ ...found, leftOut: 1200 }, 3)).toBe('1 of 3 matches, 1,200 more outside this filter')
  expect(matchText({ rows: [], leftOut: 0, done: false }, -1)).toBe('0 matches…')
})

test('to the next match and back, round the end, from wherever the reader is', () => {
  const rows = [3, 8, 9]
  expect([-1, 3, 5, 9].map((from) => stepMatch(rows, from, 1))).toEqual([3, 8, 8, 3])
  expect([-1, 3, 5, 9].map((from) => stepMatch(rows, from, -1))).toEqual([9, 9, 3, 8])
})
