import { expect, test } from 'vitest'
import type { Trace } from '../../../model/trace.ts'
import { neighbourOf } from './neighbourOf.ts'

/**
 *   0 ── 1 ── 2
 *    │    └── 3
 *    └── 4
 *   5
 */
const trace = {
  length: 6,
  mainRoot: 0,
  parent: Int32Array.of(-1, 0, 1, 1, 0, -1),
  subtreeEnd: Uint32Array.of(5, 4, 3, 4, 5, 6),
} as unknown as Trace

test('arrows walk the tree', () => {
  const walk = (span: number) =>
    ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].map((key) => neighbourOf(trace, span, key))
  expect(walk(0)).toEqual([null, 1, null, 5])
  expect(walk(1)).toEqual([0, 2, null, 4])
  expect(walk(3)).toEqual([1, null, 2, null])
  expect(walk(4)).toEqual([0, null, 1, null])
  expect(walk(5)).toEqual([null, null, 0, null])
  expect(walk(-1)).toEqual([0, 0, 0, 0])
  expect(neighbourOf(trace, 1, 'x')).toBeNull()
})
