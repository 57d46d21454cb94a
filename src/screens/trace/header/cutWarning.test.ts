import { expect, test } from 'vitest'
import { cutWarning } from './cutWarning.ts'

test.each([
  [10_000, 1, true],
  [10_000, 0, false],
  [9_999, 3, false],
  [10_001, 3, false],
])('%d spans with %d missing parents: cut %s', (length, missing, isCut) => {
  const missingParentOf = new Map(Array.from({ length: missing }, (_, i) => [i, 'ab']))
  expect(cutWarning({ length, missingParentOf }) !== null).toBe(isCut)
})
