import { expect, test } from 'vitest'
import { matchRows } from './matchRows.ts'

test('a row matches by either of its spans', () => {
  const tree = { length: 4, a: Int32Array.of(0, 1, -1, 2), b: Int32Array.of(0, -1, 1, 2) }
  expect(matchRows(tree, Uint32Array.of(1), Uint32Array.of(2))).toEqual([1, 3])
  expect(matchRows(tree, Uint32Array.of(), Uint32Array.of(0, 1))).toEqual([0, 2])
  expect(matchRows(tree, Uint32Array.of(), Uint32Array.of())).toEqual([])
})
