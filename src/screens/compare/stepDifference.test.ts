import { expect, test } from 'vitest'
import { NONE } from '../../model/trace.ts'
import { stepDifference } from './stepDifference.ts'

const rows = [[4, 9], [], [2]]
const walk = (direction: 1 | -1, picked: number, row: number): string[] => {
  const seen: string[] = []
  for (let at = { picked, row }; seen.length < 9;) {
    const next = stepDifference(rows.length, (cost) => rows[cost], at.picked, at.row, direction)
    if (!next) return seen
    seen.push(`${next.picked}/${next.row}`)
    at = next
  }
  return seen
}

test('by rank, then by row; there and back', () => {
  expect(walk(1, NONE, NONE)).toEqual(['0/4', '0/9', '2/2'])
  expect(walk(-1, 2, 2)).toEqual(['0/9', '0/4'])
  expect(walk(-1, NONE, NONE)).toEqual([])
})

test('a cost that was picked without a span: to its first, or its last', () => {
  expect(walk(1, 0, NONE)).toEqual(['0/4', '0/9', '2/2'])
  expect(walk(-1, 0, 7)).toEqual(['0/9', '0/4'])
  expect(stepDifference(0, () => [], NONE, NONE, 1)).toBeNull()
})
