import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import type { Repeat } from '../analysis/findings.ts'
import { anyPlan, buildPlan } from '../analysis/randomTrace.ts'
import { FLAG } from '../model/trace.ts'
import { marksOf, skewIn } from './repeatMarks.ts'
import { planGaps } from './rowPlan.ts'
import type { Stretches } from './stretches.ts'

/** The roots of a trace as if they were one row. */
function rootsOf({ length, subtreeEnd, startUs, endUs }: ReturnType<typeof analyze>['trace']): Repeat {
  const spans: number[] = []
  for (let root = 0; root < length; root = subtreeEnd[root]) spans.push(root)
  const wallUs = Math.max(...spans.map((span) => endUs[span])) - startUs[spans[0]]
  return {
    parent: -1,
    serviceId: 0,
    nameId: 0,
    statement: '',
    spans: Uint32Array.from(spans),
    totalUs: 0,
    wallUs,
    sequential: false,
  }
}

const covers = ({ startUs, endUs }: Stretches, fromUs: number, toUs: number) =>
  Array.from(startUs).some((start, i) => start <= fromUs && toUs <= endUs[i])

test('every error, gap and clock of members and below them is counted and marked', () => {
  fc.assert(
    fc.property(anyPlan, fc.integer({ min: 1, max: 20 }), fc.nat(20), (plan, everyError, minGapUs) => {
      fc.pre(plan.length > 0)
      const view = analyze(buildPlan(plan), { clocks: 'raw', minGapUs: 1 })
      const { trace, gaps } = view
      trace.flags.forEach((_, span) => span % everyError === 0 && (trace.flags[span] |= FLAG.error))
      const shiftUs = Float64Array.from({ length: trace.length }, (_, span) => (span % 3 === 0 ? 7 : 0))
      const repeat = rootsOf(trace)
      const [firstUs, lastUs] = [trace.startUs[0], trace.startUs[0] + repeat.wallUs]
      const clamp = (us: number) => Math.min(lastUs, Math.max(firstUs, us))
      const planned = planGaps(gaps, minGapUs)
      const marks = marksOf(repeat, { trace, gaps, shiftUs }, planned)
      const skewed = Uint8Array.from(trace.processes, (_, process) => process % 2)
      let [failed, errors] = [0, 0]
      for (let span = 0; span < trace.length; span++) {
        const marked = (stretches: Stretches) => covers(stretches, clamp(trace.startUs[span]), clamp(trace.endUs[span]))
        if (span % 3 === 0) expect(marked(marks.movedAt)).toBe(true)
        if (skewed[trace.processId[span]]) expect(marked(skewIn(repeat, trace, skewed))).toBe(true)
        if (!(trace.flags[span] & FLAG.error)) continue
        errors++
        if (trace.parent[span] < 0) failed++
        expect(marked(trace.parent[span] < 0 ? marks.failedAt : marks.errorsBelowAt)).toBe(true)
      }
      expect(marks).toMatchObject({ errors, failed, gaps: planned.notable.length })
      for (const gap of planned.notable) {
        const marked = (stretches: Stretches) => covers(stretches, clamp(gaps.startUs[gap]), clamp(gaps.endUs[gap]))
        expect(marked(marks.gapsAt) || marked(marks.networkAt)).toBe(true)
      }
    }),
  )
})

test('marks are found once, and again for another threshold only', () => {
  const [parent, child] = [-1, 0].map((parent) => ({
    parent,
    service: 'a',
    name: 'x',
    kind: 0,
    startUs: 0,
    durationUs: 9,
  }))
  const { trace, gaps } = analyze(buildPlan([parent, { ...child, durationUs: 4 }]), { clocks: 'raw', minGapUs: 1 })
  const repeat = rootsOf(trace)
  const view = { trace, gaps, shiftUs: null }
  const planned = planGaps(gaps, 1)
  const marks = marksOf(repeat, view, planned)
  expect(marks.gaps).toBe(1)
  expect(marksOf(repeat, view, planned)).toBe(marks)
  expect(marksOf(repeat, view, planGaps(gaps, 100)).gaps).toBe(0)
})
