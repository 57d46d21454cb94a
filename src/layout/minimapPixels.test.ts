import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Minimap } from './minimap.ts'
import { reduceMinimap } from './minimapPixels.ts'

const mapOf = (busy: readonly (readonly number[])[], change: Partial<Minimap> = {}): Minimap => {
  const columns = busy[0].length
  return {
    columns,
    range: { startUs: 0, endUs: columns },
    bands: Int32Array.from(busy, (_, band) => band),
    busy: Float32Array.from(busy.flat()),
    mostBusy: 1,
    gap: new Float32Array(columns),
    network: new Float32Array(columns),
    errors: new Uint8Array(columns),
    ...change,
  }
}
const column = (columns: number, at: number) => Uint8Array.from({ length: columns }, (_, i) => (i === at ? 1 : 0))

test('a pixel is as busy as its busiest column, shared by the time of each service', () => {
  const map = mapOf([
    [1, 0, 6, 0],
    [1, 2, 0, 2],
  ])
  expect([...reduceMinimap(map, 2).busy]).toEqual([0.5, 4.5, 1.5, 1.5])
  expect([...reduceMinimap(map, 4).busy]).toEqual([...map.busy])
})

test('more pixels than columns: each column on all of its own', () => {
  const map = mapOf([[1, 3]], { gap: Float32Array.of(0, 0.25), errors: Uint8Array.of(7, 0) })
  const { busy, gap, errors } = reduceMinimap(map, 4)
  expect([...busy]).toEqual([1, 1, 3, 3])
  expect([...gap]).toEqual([0, 0, 0.25, 0.25])
  expect([...errors]).toEqual([1, 1, 0, 0])
})

test('one error, one gap, one busy column is on some pixel, where it belongs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 400 }), fc.nat(), (columns, width, nat) => {
      const at = nat % columns
      const one = column(columns, at)
      const lone = Float32Array.from(one, (is) => is * 0.01)
      const pixels = reduceMinimap(mapOf([[...lone]], { gap: lone, network: lone, errors: one }), width)
      for (const { length } of [pixels.busy, pixels.gap, pixels.network, pixels.errors]) expect(length).toBe(width)
      for (const values of [pixels.busy, pixels.gap, pixels.network, pixels.errors]) {
        const marked = [...values.keys()].filter((x) => values[x] > 0)
        expect(marked.length).toBeGreaterThan(0)
        for (const x of marked) {
          expect(((x + 1) * columns) / width).toBeGreaterThan(at - 1e-6)
          expect((x * columns) / width).toBeLessThan(at + 1 + 1e-6)
        }
      }
      expect(Math.max(...pixels.busy)).toBeCloseTo(0.01)
    }),
  )
})
