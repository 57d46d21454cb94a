import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createStretches } from './stretches.ts'

const unite = (added: readonly (readonly [number, number])[], from = 0, to = 100) => {
  const stretches = createStretches(from, to)
  for (const [startUs, endUs] of added) stretches.add(startUs, endUs)
  const { startUs, endUs } = stretches.unite()
  return Array.from(startUs, (start, i) => [start, endUs[i]])
}

describe('stretches', () => {
  test('overlapping ones are one, others stay apart', () => {
    expect(
      unite([
        [0, 10],
        [5, 20],
        [6, 7],
        [20, 30],
        [40, 40],
      ]),
    ).toEqual([
      [0, 20],
      [20, 30],
      [40, 40],
    ])
  })

  test('what lies outside is at the nearer end', () => {
    expect(
      unite([
        [-20, -10],
        [90, 300],
      ]),
    ).toEqual([
      [0, 0],
      [90, 100],
    ])
  })

  const anyStretches = fc.array(
    fc.tuple(fc.integer({ min: -10, max: 110 }), fc.nat(30)).map(([from, us]) => [from, from + us] as const),
  )
  const expectUnion = (added: readonly (readonly [number, number])[], united: number[][], slackUs: number) => {
    for (let i = 1; i < united.length; i++) expect(united[i][0]).toBeGreaterThanOrEqual(united[i - 1][1])
    const isCovered = (us: number, by: readonly (readonly number[])[]) =>
      by.some(([from, to]) => us >= from - slackUs && us <= to + slackUs)
    for (let us = 0.5; us < 100; us++) {
      if (isCovered(us, added) !== isCovered(us, united)) {
        throw new Error(`${us} is ${isCovered(us, added) ? 'lost' : 'made up'} of ${JSON.stringify(added)}`)
      }
    }
    for (const [from, to] of added) {
      const middle = Math.min(100, Math.max(0, (Math.max(0, from) + Math.min(100, to)) / 2))
      expect(isCovered(middle, united)).toBe(true)
    }
  }

  test('nothing is lost and nothing made up, in whatever order they come', () => {
    fc.assert(fc.property(anyStretches, (added) => expectUnion(added, unite(added), 0)))
  })

  test('nor when there are too many to sort', () => {
    // As many as it takes of one, before all the others.
    fc.assert(
      fc.property(anyStretches, (added) => {
        const many: [number, number][] = Array.from({ length: 20_001 }, (_, i) => [90 - (i % 2), 91 + (i % 2)])
        const all = [...many, ...added]
        expectUnion([...added, [89, 92]], unite(all), 0.004)
      }),
      { numRuns: 20 },
    )
  })
})
