import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { NONE } from '../model/trace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { compareTraces } from './diff.ts'
import { mergeTraces } from './mergeTraces.ts'
import { anyPlan, buildPlan } from './randomTrace.ts'

function merge(loadedA: LoadedTrace, loadedB: LoadedTrace) {
  const { a, b, diff } = compareTraces(loadedA, loadedB, { clocks: 'raw', minGapUs: null })
  return { a: a.trace, b: b.trace, diff, tree: mergeTraces(a.trace, b.trace, diff) }
}

function outline(pictureA: string, pictureB: string): string[] {
  const { a, b, tree } = merge(drawTrace(pictureA), drawTrace(pictureB))
  return Array.from({ length: tree.length }, (_, row) => {
    const mark = tree.aSpan[row] === NONE ? '+' : tree.bSpan[row] === NONE ? '-' : ' '
    const name = tree.bSpan[row] === NONE ? a.names[a.nameId[tree.aSpan[row]]] : b.names[b.nameId[tree.bSpan[row]]]
    return `${mark}${'  '.repeat(tree.depth[row])} ${name} ${tree.ownDeltaUs[row] / 1000}`
  })
}

test('what only A has stands where it stood', () => {
  expect(
    outline(
      `
      p       ==============
        x     ==
        old   ...==
          in  ...==
        y     ......==
      `,
      `
      p       ==============
        x     ====
        y     ......==
        new   ..........==
      `,
    ),
  ).toEqual(['  p -2', '    x 2', '-   old 0', '-     in -2', '    y 0', '+   new 2'])
})

test('a wrapper stands between, in either trace', () => {
  const plain = `
    p      ======
      x    ====
        y  ==
  `
  const wrapped = `
    p        ======
      w      =====
        x    ====
          y  ==
  `
  expect(outline(plain, wrapped).map((line) => line.replace(/ -?\d+$/, ''))).toEqual([
    '  p',
    '+   w',
    '      x',
    '        y',
  ])
  expect(outline(wrapped, plain).map((line) => line.replace(/ -?\d+$/, ''))).toEqual([
    '  p',
    '-   w',
    '    x',
    '      y',
  ])
})

test('every span has exactly one row, rows are in pre-order, and their costs sum to the difference', () => {
  fc.assert(
    fc.property(anyPlan, anyPlan, (planA, planB) => {
      const { diff, tree } = merge(buildPlan(planA), buildPlan(planB))
      expect([...tree.aSpan].filter((span) => span !== NONE).sort((x, y) => x - y)).toEqual(planA.map((_, i) => i))
      expect([...tree.bSpan].filter((span) => span !== NONE)).toEqual(planB.map((_, i) => i))
      expect(tree.ownDeltaUs.reduce((sum, us) => sum + us, 0)).toBe(diff.deltaUs)
      for (let row = 0; row < tree.length; row++) {
        const parent = tree.parent[row]
        if (tree.aSpan[row] !== NONE && tree.bSpan[row] !== NONE)
          expect(diff.bOfA[tree.aSpan[row]]).toBe(tree.bSpan[row])
        if (parent === NONE) continue
        expect(parent).toBeLessThan(row)
        expect(tree.subtreeEnd[parent]).toBeGreaterThanOrEqual(tree.subtreeEnd[row])
      }
      const roots = Array.from({ length: tree.length }, (_, row) => row).filter((row) => tree.parent[row] === NONE)
      expect(roots.reduce((sum, row) => sum + tree.structural[row], 0)).toBe(diff.added.length + diff.removed.length)
    }),
  )
})
