import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { compareIds, domainOf, NONE, spanIdOf } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import { analyze } from './analyze.ts'
import type { TraceAnalysis } from './analyze.ts'
import { computeChildren } from './children.ts'
import type { Children } from './children.ts'
import { GAP, GAP_KINDS } from './gaps.ts'
import { CATEGORIES } from './ledger.ts'
import { anyPlan, buildPlan, nestedPlan, shuffled } from './randomTrace.ts'
import type { SpanPlan } from './randomTrace.ts'

/** Far above what any of it takes: for machines that are busy with other things. */
vi.setConfig({ testTimeout: 30_000 })

const raw = (loaded: LoadedTrace, minGapUs = 3) => analyze(loaded, { clocks: 'raw', minGapUs })

describe('ledgers', () => {
  test('the segments tile every root, and each span begins at most one ledger', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { trace, ledgers, failures } = raw(buildPlan(plan))
        expect(failures).toEqual([])
        for (const { root, segments } of ledgers) {
          let at = trace.startUs[root]
          for (let i = 0; i < segments.length; i++) {
            expect(segments.startUs[i]).toBe(at)
            expect(segments.endUs[i]).toBeGreaterThan(at)
            at = segments.endUs[i]
          }
          expect(at).toBe(trace.endUs[root])
        }
        expect(new Set(ledgers.map(({ root }) => root)).size).toBe(ledgers.length)
      }),
    )
  })

  test('they are what the definitions say, taken literally', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { trace, ledgers } = raw(buildPlan(plan))
        const children = computeChildren(trace)
        for (const { root, segments } of ledgers) {
          const pieces = Array.from({ length: segments.length }, (_, i) => [
            segments.span[i],
            segments.startUs[i],
            segments.endUs[i],
          ])
          expect(pieces).toEqual(walkLiterally(trace, children, root))
        }
      }),
      { numRuns: 200 },
    )
  })
})

/** `walk` of the definitions, word by word. */
function walkLiterally(trace: Trace, children: Children, root: number): number[][] {
  const { startUs: start, endUs: end } = trace
  const used = new Set<number>()
  const pieces: number[][] = []
  const walk = (parent: number, low: number, high: number) => {
    let t = high
    while (t > low) {
      const candidates = Array.from({ length: trace.length }, (_, child) => child).filter(
        (child) =>
          trace.parent[child] === parent &&
          children.asynchronous[child] === 0 &&
          children.effectiveStartUs[child] < t &&
          children.effectiveEndUs[child] > children.effectiveStartUs[child] &&
          !used.has(child),
      )
      const now = t
      candidates.sort(
        (a, b) =>
          Math.min(end[b], now) - Math.min(end[a], now) ||
          end[b] - end[a] ||
          start[a] - start[b] ||
          compareIds(trace, a, b),
      )
      const child = candidates.length > 0 ? candidates[0] : NONE
      if (child === NONE || Math.min(end[child], t) <= low) {
        pieces.push([parent, low, t])
        break
      }
      if (end[child] < t) pieces.push([parent, end[child], t])
      used.add(child)
      walk(child, Math.max(start[child], low), Math.min(end[child], t))
      t = Math.max(start[child], low)
    }
  }
  walk(root, start[root], end[root])
  return pieces.reverse()
}

test('gaps are the span less its blocking children, no more and no less', () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const { trace, gaps, asynchronous, selfUs } = raw(buildPlan(plan))
      const { leaf } = computeChildren(trace)
      for (let owner = 0; owner < trace.length; owner++) {
        const inGap = new Set<number>()
        for (let gap = 0; gap < gaps.length; gap++) {
          if (gaps.owner[gap] !== owner || gaps.kind[gap] === GAP.queue) continue
          for (let us = gaps.startUs[gap]; us < gaps.endUs[gap]; us++) inGap.add(us)
        }
        let uncovered = 0
        const wrong: number[] = []
        for (let us = trace.startUs[owner]; us < trace.endUs[owner]; us++) {
          let covered = false
          for (let child = 0; child < trace.length; child++) {
            const blocking = trace.parent[child] === owner && asynchronous[child] === 0
            covered ||= blocking && trace.startUs[child] <= us && us < trace.endUs[child]
          }
          if (!covered) uncovered++
          if (inGap.has(us) !== (!covered && leaf[owner] === 0)) wrong.push(us)
        }
        expect(wrong).toEqual([])
        expect(selfUs[owner]).toBe(uncovered)
      }
    }),
  )
})

test('the order of the input decides nothing', () => {
  fc.assert(
    fc.property(
      anyPlan.chain((plan) => fc.tuple(fc.constant(plan), shuffled(plan))),
      ([plan, order]) => {
        for (const clocks of ['raw', 'corrected'] as const) {
          const options = { clocks, minGapUs: 3 }
          expect(describeById(analyze(buildPlan(plan, order), options))).toEqual(
            describeById(analyze(buildPlan(plan), options)),
          )
        }
      },
    ),
  )
})

function describeById({ trace, gaps, ledgers, clocks }: TraceAnalysis) {
  const id = (span: number) => (span === NONE ? null : spanIdOf(trace, span))
  return {
    gaps: Array.from({ length: gaps.length }, (_, i) =>
      [
        id(gaps.owner[i]),
        GAP_KINDS[gaps.kind[i]],
        id(gaps.after[i]),
        id(gaps.before[i]),
        gaps.startUs[i],
        gaps.endUs[i],
      ].join(' '),
    ).sort(),
    ledgers: ledgers.map(({ root, kind, queueUs, cause, segments }) => ({
      of: [id(root), kind, queueUs, id(cause)],
      segments: Array.from({ length: segments.length }, (_, i) =>
        [
          id(segments.span[i]),
          CATEGORIES[segments.category[i]],
          segments.gapKind[i],
          segments.startUs[i],
          segments.endUs[i],
        ].join(' '),
      ),
    })),
    clocks: Object.fromEntries(
      clocks.domains.map(({ domainId, offsetUs, lowUs, highUs, verdict }) => [
        trace.domains[domainId],
        [offsetUs, lowUs, highUs, verdict],
      ]),
    ),
  }
}

describe('clocks', () => {
  const offsets = fc.array(fc.integer({ min: -900_000, max: 900_000 }), { minLength: 5, maxLength: 5 })
  const skew = (plan: SpanPlan[], by: number[]) =>
    plan.map((span) => ({
      ...span,
      startUs: span.startUs + (span.service === 's0' ? 0 : by[Number(span.service.slice(1))]),
    }))

  test('any constant offset of a well-nested trace is within its bounds; correcting leaves nothing to correct', () => {
    fc.assert(
      fc.property(nestedPlan, offsets, (plan, by) => {
        const loaded = buildPlan(skew(plan, by))
        const { clocks } = raw(loaded)
        for (const { domainId, lowUs, highUs, verdict } of clocks.domains) {
          const name = loaded.trace.domains[domainId]
          const truly = name === 's0' ? 0 : by[Number(name.slice(1))]
          expect(lowUs).toBeLessThanOrEqual(truly)
          expect(highUs).toBeGreaterThanOrEqual(truly)
          expect(verdict).not.toBe('inconsistent')
        }
        const corrected = analyze(loaded, { clocks: 'corrected', minGapUs: null })
        const again = raw({ trace: corrected.trace, store: loaded.store }).clocks
        expect(again.correctable).toBe(false)
        for (const { domainId } of clocks.domains.filter(({ verdict }) => verdict === 'skewed')) {
          expect(Math.abs(again.domains[domainId].offsetUs ?? Infinity)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('right clocks are left alone, in every view', () => {
    fc.assert(
      fc.property(nestedPlan, (plan) => {
        const loaded = buildPlan(plan)
        const { clocks, clocksView } = analyze(loaded, { clocks: 'auto', minGapUs: null })
        expect(clocks.domains.every(({ verdict }) => verdict === 'reference' || verdict === 'trusted')).toBe(true)
        expect(clocksView).toBe('raw')
        const corrected = analyze(loaded, { clocks: 'corrected', minGapUs: null })
        expect(corrected.trace.startUs).toEqual(loaded.trace.startUs)
      }),
    )
  })

  test('the corrected view moves each domain as a whole and says by how much', () => {
    fc.assert(
      fc.property(nestedPlan, offsets, (plan, by) => {
        const { trace: recorded } = buildPlan(skew(plan, by))
        const { trace, shiftUs, clocks } = analyze(buildPlan(skew(plan, by)), { clocks: 'corrected', minGapUs: null })
        const recordedAt = new Map(
          Array.from({ length: recorded.length }, (_, span) => [spanIdOf(recorded, span), recorded.startUs[span]]),
        )
        for (let span = 0; span < trace.length; span++) {
          expect(trace.startUs[span] + (shiftUs?.[span] ?? NaN)).toBe(recordedAt.get(spanIdOf(trace, span)))
          const { verdict, offsetUs } = clocks.domains[domainOf(trace, span)]
          expect(shiftUs?.[span]).toBe(verdict === 'skewed' ? offsetUs : 0)
        }
      }),
    )
  })
})

describe('size', () => {
  const big = (parentOf: (i: number) => number, length = 100_000): SpanPlan[] =>
    Array.from({ length }, (_, i) => ({
      parent: parentOf(i),
      service: `s${i % 50}`,
      name: 'x',
      kind: i % 6,
      startUs: parentOf(i) === i - 1 ? i : Math.floor(i / 2),
      durationUs: i === 0 ? 2 * length : parentOf(i) === i - 1 ? 2 * (length - i) : (i * 7919) % 1000,
    }))

  test.each([
    ['100k deep', big((i) => i - 1)],
    ['100k wide', big((i) => (i === 0 ? -1 : 0))],
    ['a bushy 100k', big((i) => Math.floor((i - 1) / 3))],
  ])('%s', (_, plan) => {
    const loaded = buildPlan(plan)
    const start = performance.now()
    expect(analyze(loaded, { clocks: 'corrected', minGapUs: null }).failures).toEqual([])
    const ms = performance.now() - start
    console.log(_, Math.round(ms), 'ms')
    expect(ms).toBeLessThan(10_000)
  })
})
