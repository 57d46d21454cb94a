import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordedVariant } from '../formats/recordedTruth.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { NONE } from '../model/trace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { compareTraces } from './diff.ts'
import { explainDiff } from './diffCauses.ts'
import { anyPlan, buildPlan } from './randomTrace.ts'

const compare = (a: LoadedTrace, b: LoadedTrace) => compareTraces(a, b, { clocks: 'raw', minGapUs: null })

function causesOf(a: LoadedTrace, b: LoadedTrace, top = Infinity): string[] {
  const comparison = compare(a, b)
  return explainDiff(comparison)
    .slice(0, top)
    .map(({ change, operation, gapKind, category, deltaUs, again, gap }) => {
      const { trace } = gap?.side === 'a' ? comparison.a : comparison.b
      const name = (span: number) => (span === NONE ? '·' : trace.names[trace.nameId[span]])
      const between = gap ? ` (${name(gap.after)} … ${name(gap.before)})` : ''
      return `${change}${again ? ' again' : ''} ${operation} ${gapKind ?? category ?? ''}${between} ${Math.round(deltaUs / 1000)}`.replace(
        '  ',
        ' ',
      )
    })
}

test('a part of one side is one cause with all that is below it', () => {
  const fast = drawTrace(`
    pay      ==========
      try    .===         error
      db     .......==
  `)
  const slow = drawTrace(`
    pay      ======================
      try    .===                      error
      try    .............===
        bank ..............=
      db     ...................==
  `)
  expect(causesOf(fast, slow)).toEqual(['own pay backoff (try … try) 9', 'added again try 3'])
  expect(causesOf(slow, fast)).toEqual(['own pay backoff (try … try) -9', 'removed again try -3'])
})

test('the recorded checkouts: what was injected, in order', () => {
  const [fast, slow] = ['basic-fast', 'basic-slow'].map(
    (variant) => recordedVariant('checkout', variant).traces[0].loaded,
  )
  expect(causesOf(fast, slow, 4)).toEqual([
    'own pricing.tax work 420',
    'own checkout.pay between (payment.attempt … payment.attempt) 151',
    'added again payment.attempt 61',
    'removed checkout.recommend -42',
  ])
})

test('the causes sum to the difference exactly', () => {
  fc.assert(
    fc.property(anyPlan, anyPlan, (planA, planB) => {
      const comparison = compare(buildPlan(planA), buildPlan(planB))
      const causes = explainDiff(comparison)
      expect(causes.reduce((sum, { deltaUs }) => sum + deltaUs, 0)).toBe(comparison.diff.deltaUs)
      expect(causes.every(({ deltaUs }) => deltaUs !== 0)).toBe(true)
    }),
  )
})
