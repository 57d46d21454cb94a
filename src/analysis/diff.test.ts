import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { NONE } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import { compareTraces } from './diff.ts'
import type { Comparison } from './diff.ts'
import { anyPlan, buildPlan } from './randomTrace.ts'
import type { SpanPlan } from './randomTrace.ts'

/** Far above what any of it takes: for machines that are busy with other things. */
vi.setConfig({ testTimeout: 30_000 })

const compare = (a: LoadedTrace, b: LoadedTrace) => compareTraces(a, b, { clocks: 'raw', minGapUs: null })
const sumOf = ({ diff }: Comparison) => diff.contributions.reduce((sum, { deltaUs }) => sum + deltaUs, 0)

describe('identities, for any two traces', () => {
  const two = fc.tuple(anyPlan, anyPlan)
  test('contributions sum to the difference exactly; none is zero', () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        const comparison = compare(buildPlan(a), buildPlan(b))
        expect(sumOf(comparison)).toBe(comparison.diff.deltaUs)
        expect(
          comparison.diff.contributions.every(({ deltaUs, aUs, bUs }) => deltaUs !== 0 && deltaUs === bUs - aUs),
        ).toBe(true)
      }),
      { numRuns: 120 },
    )
  })

  test('every span is matched, only in A or only in B; partners have the same service, operation and kind', () => {
    fc.assert(
      fc.property(two, ([planA, planB]) => {
        const { a, b, diff } = compare(buildPlan(planA), buildPlan(planB))
        expect(diff.matched + diff.removed.length).toBe(planA.length)
        expect(diff.matched + diff.added.length).toBe(planB.length)
        expect(diff.pairs.a.length).toBe(diff.matched)
        const durationUs = ({ startUs, endUs }: Trace, span: number) => endUs[span] - startUs[span]
        expect([...diff.pairs.b]).toEqual([...diff.pairs.a].map((span) => diff.bOfA[span]))
        expect([...diff.pairs.deltaUs]).toEqual(
          [...diff.pairs.a].map((span, i) => durationUs(b.trace, diff.pairs.b[i]) - durationUs(a.trace, span)),
        )
        for (let span = 0; span < planA.length; span++) {
          const partner = diff.bOfA[span]
          if (partner === NONE) continue
          expect(diff.aOfB[partner]).toBe(span)
          expect([
            b.trace.services[b.trace.serviceId[partner]],
            b.trace.names[b.trace.nameId[partner]],
            b.trace.kind[partner],
          ]).toEqual([
            a.trace.services[a.trace.serviceId[span]],
            a.trace.names[a.trace.nameId[span]],
            a.trace.kind[span],
          ])
        }
      }),
      { numRuns: 120 },
    )
  })

  test('a trace against itself is empty', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { diff } = compare(buildPlan(plan), buildPlan(plan))
        expect(diff.contributions).toEqual([])
        expect([diff.added.length, diff.removed.length, diff.matched]).toEqual([0, 0, plan.length])
        expect(diff.pairs.deltaUs.every((us) => us === 0)).toBe(true)
        expect([...diff.pairs.a]).toEqual([...diff.pairs.b])
      }),
    )
  })

  test('swapping the sides negates every number', () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        const { diff } = compare(buildPlan(a), buildPlan(b))
        const { diff: swapped } = compare(buildPlan(b), buildPlan(a))
        expect(swapped.deltaUs).toBe(0 - diff.deltaUs)
        expect([swapped.added, swapped.removed, swapped.bOfA, swapped.aOfB]).toEqual([
          diff.removed,
          diff.added,
          diff.aOfB,
          diff.bOfA,
        ])
        const pairsOf = (of: typeof diff) =>
          [...of.pairs.a].map((span, i) => [span, of.pairs.b[i], of.pairs.deltaUs[i]])
        expect(pairsOf(swapped).toSorted(([, x], [, y]) => x - y)).toEqual(
          pairsOf(diff).map(([spanA, spanB, us]) => [spanB, spanA, 0 - us]),
        )
        expect(
          swapped.contributions.map(({ deltaUs, aUs, bUs, service, operation, category, gapKind }) => [
            -deltaUs,
            bUs,
            aUs,
            service,
            operation,
            category,
            gapKind,
          ]),
        ).toEqual(
          diff.contributions.map(({ deltaUs, aUs, bUs, service, operation, category, gapKind }) => [
            deltaUs,
            aUs,
            bUs,
            service,
            operation,
            category,
            gapKind,
          ]),
        )
      }),
      { numRuns: 120 },
    )
  })
})

test('a matched pair’s own time is of one kind, the longer side’s, whichever side that is', () => {
  const short = drawTrace(`
    root  ==========
      a   =====
      b   .....=====
  `)
  const long = drawTrace(`
    root  ====================
      a   =====
      b   ...............=====
  `)
  const kinds = ({ diff }: Comparison) =>
    diff.contributions.map(({ category, gapKind, deltaUs }) => [category, gapKind, deltaUs])
  expect(kinds(compare(short, long))).toEqual([['gap', 'between', 10_000]])
  expect(kinds(compare(long, short))).toEqual([['gap', 'between', -10_000]])
})

describe('size', () => {
  const deep = (n: number): SpanPlan[] =>
    Array.from({ length: n }, (_, i) => ({
      parent: i - 1,
      service: `s${i % 9}`,
      name: 'x',
      kind: 1,
      startUs: i,
      durationUs: 2 * (n - i),
    }))
  const wide = (n: number, seed: number): SpanPlan[] =>
    Array.from({ length: n }, (_, i) => ({
      parent: i === 0 ? -1 : i % 2 === 1 ? 0 : i - 1,
      service: 'a',
      // Some subtrees that the other side has, too, and some that it has not.
      name: i % 2 === 1 ? 'item' : i % 5 === 0 ? `${seed} ${i}` : `q${(i * seed) % 7}`,
      kind: 1,
      startUs: i,
      durationUs: i === 0 ? 10 * n : ((i * seed) % 991) + 1,
    }))
  test.each([
    ['deep', deep(50_000), deep(49_000)],
    ['25,000 siblings with different subtrees', wide(50_000, 7919), wide(48_000, 6271)],
  ])('two 50k traces, %s', (name, a, b) => {
    const [loadedA, loadedB] = [buildPlan(a), buildPlan(b)]
    const start = performance.now()
    const comparison = compare(loadedA, loadedB)
    const ms = performance.now() - start
    console.log(name, Math.round(ms), 'ms')
    expect(sumOf(comparison)).toBe(comparison.diff.deltaUs)
    // However many siblings there are: as many go together as the side with fewer has.
    const { trace } = comparison.b
    const alone = [...comparison.diff.aOfB.keys()].filter(
      (span) => comparison.diff.aOfB[span] === NONE && ['item', 'x'].includes(trace.names[trace.nameId[span]]),
    )
    expect(alone).toEqual([])
    expect(ms).toBeLessThan(10_000)
  })
})
