import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findContradictions, solveBounds } from './differenceConstraints.ts'
import type { Constraint } from './differenceConstraints.ts'

const between = (from: number, to: number, low: number, high: number): Constraint[] => [
  { from, to, atMost: high },
  { from: to, to: from, atMost: -low },
]

describe('bounds', () => {
  test('add up along a chain, and the tighter of two ways wins', () => {
    const { low, high } = solveBounds(
      3,
      [...between(0, 1, 1, 4), ...between(1, 2, 10, 20), ...between(0, 2, 15, 100)],
      0,
    )
    expect([...low]).toEqual([0, 1, 15])
    expect([...high]).toEqual([0, 4, 24])
  })

  test('are infinite where nothing bounds', () => {
    const { low, high } = solveBounds(3, [{ from: 0, to: 1, atMost: 7 }], 0)
    expect([...low]).toEqual([0, -Infinity, -Infinity])
    expect([...high]).toEqual([0, 7, Infinity])
  })

  test('hold every assignment that meets the constraints', () => {
    const system = fc.tuple(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(50), fc.nat(50)), { maxLength: 20 }),
    )
    fc.assert(
      fc.property(system, ([truth, pairs]) => {
        const count = truth.length
        const constraints = pairs.flatMap(([a, b, below, above]) => {
          const [from, to] = [a % count, b % count]
          const difference = truth[to] - truth[from]
          return from === to ? [] : between(from, to, difference - below, difference + above)
        })
        expect(findContradictions(count, constraints).nodes.size).toBe(0)
        const { low, high } = solveBounds(count, constraints, 0)
        for (let node = 0; node < count; node++) {
          expect(low[node]).toBeLessThanOrEqual(truth[node] - truth[0])
          expect(high[node]).toBeGreaterThanOrEqual(truth[node] - truth[0])
        }
      }),
    )
  })
})

describe('contradictions', () => {
  test('between two: only theirs are set aside', () => {
    const constraints = [...between(0, 1, 0, 5), ...between(0, 2, 10, 5), ...between(2, 3, 0, 1)]
    const { nodes, keep } = findContradictions(4, constraints)
    expect([...nodes].sort()).toEqual([0, 2])
    expect([...keep]).toEqual([1, 1, 0, 0, 1, 1])
  })

  test('around a triangle', () => {
    const constraints = [...between(0, 1, 5, 6), ...between(1, 2, 5, 6), ...between(2, 0, 5, 6), ...between(0, 3, 1, 2)]
    const { nodes, keep } = findContradictions(4, constraints)
    expect([...nodes].sort()).toEqual([0, 1, 2])
    expect(Array.from(keep).slice(6)).toEqual([1, 1])
  })

  test('what is kept is feasible, whatever comes', () => {
    const any = fc.array(fc.record({ from: fc.nat(7), to: fc.nat(7), atMost: fc.integer({ min: -20, max: 30 }) }), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(any, (drawn) => {
        const constraints = drawn.filter(({ from, to }) => from !== to)
        const { keep } = findContradictions(8, constraints)
        const kept = constraints.filter((_, i) => keep[i])
        const distance = new Float64Array(8)
        for (let pass = 0; pass < 8; pass++) {
          for (const { from, to, atMost } of kept) distance[to] = Math.min(distance[to], distance[from] + atMost)
        }
        for (const { from, to, atMost } of kept) expect(distance[to]).toBeLessThanOrEqual(distance[from] + atMost)
      }),
    )
  })

  test('10,000 domains, in a tree and in a chain, a third of them contradicting', () => {
    for (const parentOf of [(i: number) => Math.floor((i - 1) / 4), (i: number) => i - 1]) {
      const constraints: Constraint[] = []
      for (let i = 1; i < 10_000; i++) {
        const offset = ((i * 7919) % 2000) - 1000
        constraints.push(...between(parentOf(i), i, offset, i % 3 === 0 ? offset - 5 : offset + 5))
      }
      const start = performance.now()
      const { nodes, keep } = findContradictions(10_000, constraints)
      solveBounds(
        10_000,
        constraints.filter((_, i) => keep[i]),
        0,
      )
      expect(nodes.size).toBeGreaterThan(3000)
      expect(performance.now() - start).toBeLessThan(4000)
    }
  })
})
