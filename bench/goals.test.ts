import { expect, test } from 'vitest'
import { createJudge, markOf, rowsGoal } from './goals.ts'
import { formatGrowth } from './growth.ts'

test('a goal is met by every run, by the median, or not', () => {
  expect(markOf({ median: 40, min: 30, max: 50 }, 50)).toBe('✓')
  expect(markOf({ median: 40, min: 30, max: 51 }, 50)).toBe('~')
  expect(markOf({ median: 51, min: 30, max: 60 }, 50)).toBe('✗')
})

test('cells tell number and goal, the summary what was missed', () => {
  const judge = createJudge()
  const ratio = { most: 1.3, digits: 2, unit: ' ×' }
  expect(judge.cell({ median: 1.304, min: 1, max: 1.304 }, { what: 'rows', ...ratio })).toBe(
    '1.30 [1.00–1.30] × ✓ ≤ 1.3',
  )
  expect(judge.cell({ median: 1.31, min: 1.31, max: 1.31 }, { what: '10k rows', ...ratio })).toBe('1.31 × ✗ ≤ 1.3')
  expect(judge.cell({ median: 5, min: 5, max: 5 }, { what: 'told', most: null })).toBe('5')
  expect(judge.cell(null, { what: 'nobody looked', most: 0 })).toBe('–')
  expect(judge.single(51, { what: 'task', most: 50 })).toBe('51 ✗ ≤ 50')
  expect(judge.summary()).toBe(
    '### Goals: 1 of 3 met, 1 of them in every run\n\nMissed:\n\n- 10k rows: 1.31 ×, goal 1.3 ×\n- task: 51, goal 50',
  )
})

test('goals of the rows, by size', () => {
  expect([1e3, 10e3, 50e3, 100e3, 200e3].map(rowsGoal)).toEqual([2.5, 1.3, 1, 1, 0.8])
})

test('growth is told from each size to the next, in order of size', () => {
  const all = (value: number) => ({ median: value, min: value, max: value })
  const at = (size: string, ms: number) => ({ size, time: all(ms), memory: all(1), findings: null })
  const judge = createJudge()
  const [, table] = formatGrowth(judge, [at('100k', 1000), at('1k', 10), at('10k', 10)])
  expect(table.split('\n').slice(2)).toEqual([
    '| 1k | 10k | 0.00 ✓ ≤ 1.12 | 0.00 ✓ ≤ 1.12 | – | 1.12 |',
    '| 10k | 100k | 2.00 ✗ ≤ 1.1 | 0.00 ✓ ≤ 1.1 | – | 1.10 |',
  ])
  expect(judge.summary()).toContain('time from 10k to 100k')
  expect(formatGrowth(judge, [at('1k', 10)])).toEqual([])
})
