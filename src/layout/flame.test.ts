import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Trace } from '../model/trace.ts'
import { layoutFlame } from './flame.ts'

/** Spans as [parent, start, end], parents first. */
const traceOf = (spans: readonly (readonly [parent: number, start: number, end: number])[]): Trace =>
  ({
    length: spans.length,
    parent: Int32Array.from(spans, (span) => span[0]),
    startUs: Float64Array.from(spans, (span) => span[1]),
    endUs: Float64Array.from(spans, (span) => span[2]),
  }) as unknown as Trace

test('one after the other shares a row, side by side does not', () => {
  const layout = layoutFlame(
    traceOf([
      [-1, 0, 14],
      [0, 1, 6],
      [0, 3, 10],
      [0, 8, 12],
    ]),
  )
  expect([...layout.row]).toEqual([0, 1, 2, 1])
  expect(layout.rows).toBe(3)
  expect([...layout.order]).toEqual([0, 1, 3, 2])
})

test('spans are below their parents and never cover one another', () => {
  const span = fc.tuple(fc.nat(), fc.integer({ min: -20, max: 60 }), fc.nat(30))
  fc.assert(
    fc.property(fc.array(span, { maxLength: 80 }), (spans) => {
      const trace = traceOf(
        spans.map(([above, start, length], i) => [i === 0 || above % 5 === 0 ? -1 : above % i, start, start + length]),
      )
      const { row, rows, order, rowStart } = layoutFlame(trace)
      expect([...order].sort((a, b) => a - b)).toEqual(spans.map((_, i) => i))
      for (let s = 0; s < trace.length; s++)
        if (trace.parent[s] >= 0) expect(row[s]).toBeGreaterThan(row[trace.parent[s]])
      for (let r = 0; r < rows; r++)
        for (let i = rowStart[r] + 1; i < rowStart[r + 1]; i++)
          expect(trace.startUs[order[i]]).toBeGreaterThanOrEqual(trace.endUs[order[i - 1]])
    }),
  )
})

test('ten thousand at once are placed without going over every row', () => {
  const spans = Array.from({ length: 20_000 }, (_, i): [number, number, number] => [
    i === 0 ? -1 : 0,
    i === 0 ? 0 : 1,
    50,
  ])
  expect(layoutFlame(traceOf(spans)).rows).toBe(20_000)
})
