import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { anyPlan, buildPlan } from '../analysis/randomTrace.ts'
import { hasBit, setBit } from '../lib/bitset.ts'
import { NONE } from '../model/trace.ts'
import { listRows, planOf, repeatOf, spanNamed, viewPicture } from './pictureRows.ts'
import { layoutRows, ROW, rowOf, stepTo } from './rows.ts'
import { planRows } from './rowPlan.ts'
import { createShut, openTo, shutFrom, visibleRowOf } from './shut.ts'

function layoutPicture(picture: string, shutNames: readonly string[] = []) {
  const view = viewPicture(picture)
  const plan = planOf(view)
  const shut = createShut(view.trace, plan)
  for (const name of shutNames) setBit(shut.spans, spanNamed(view.trace, name))
  return listRows(layoutRows({ ...view, plan, shut }), view, plan)
}

describe('rows', () => {
  test('gaps stand among the children in time order', () => {
    const picture = `
      root    ==========
        a      ==
        b         ==
          c        =
    `
    expect(layoutPicture(picture)).toEqual(['root', '  ~0–1', '  a', '  ~3–4', '  b', '    ~4–5', '    c', '  ~6–10'])
  })

  test('a shut span hides its descendants and gaps, nothing else', () => {
    const picture = `
      root    ==========
        a     ======
          x    ==
        b           ====
    `
    expect(layoutPicture(picture, ['a'])).toEqual(['root', '  a', '  b'])
    expect(layoutPicture(picture, ['root'])).toEqual(['root'])
  })

  test('a queue gap stands before its consumer, on its level', () => {
    const picture = `
      root       ============
        send     ==            producer
          take   .....===      @worker consumer
        rest       ==========
    `
    expect(layoutPicture(picture)).toEqual(['root', '  send', '    ~2–5', '    take', '  rest'])
  })

  test('orphans stand under their missing parent, in the place of the first', () => {
    const picture = `
      first    ====
      o1         ==       orphan:aa
      o2              ==  orphan:bb
      o3               =  orphan:aa
      last              =
    `
    expect(layoutPicture(picture)).toEqual(['first', '?aa', '  o1', '  o3', '?bb', '  o2', 'last'])
  })

  test('a hundred thousand levels do not overflow anything', () => {
    const plan = Array.from({ length: 100_000 }, (_, i) => ({
      parent: i - 1,
      service: 'a',
      name: 'x',
      kind: 0,
      startUs: i,
      durationUs: 200_000 - 2 * i,
    }))
    const view = analyze(buildPlan(plan), { clocks: 'raw', minGapUs: 1e9 })
    const rowPlan = planOf(view)
    const rows = layoutRows({ ...view, plan: rowPlan, shut: createShut(view.trace, rowPlan) })
    expect(rows.length).toBe(100_000)
    expect(rows.depth[99_999]).toBe(99_999)
  })
})

describe('repeats', () => {
  const picture = `
    root    ====================
      q     ==
        in  =
      q       ==
      other     ==
      q           ==
  `
  const view = viewPicture(picture)
  const plan = planOf(view, [repeatOf(view.trace, 'root', 'q')])

  test('are one row until opened, what is between them stays', () => {
    const shut = createShut(view.trace, plan)
    setBit(shut.repeats, 0)
    expect(listRows(layoutRows({ ...view, plan, shut }), view, plan)).toEqual(['root', '  q ×3', '  other', '  ~8–20'])
  })

  test('opened, hold their members one level deeper', () => {
    const shut = createShut(view.trace, plan)
    expect(listRows(layoutRows({ ...view, plan, shut }), view, plan)).toEqual([
      'root',
      '  q ×3',
      '    q',
      '      in',
      '      ~1–2',
      '    q',
      '    q',
      '  other',
      '  ~8–20',
    ])
  })
})

test('repeats of leaves are shut at first, those with something below them are not', () => {
  const { trace, ...view } = viewPicture(`
    root    ====================
      q     ==
      q       ==
      p         ==
        in       =
      p           ==
  `)
  const plan = planOf({ trace, ...view }, [repeatOf(trace, 'root', 'q'), repeatOf(trace, 'root', 'p')])
  const { repeats } = createShut(trace, plan)
  expect([hasBit(repeats, 0), hasBit(repeats, 1)]).toEqual([true, false])
})

/** Any trace, some spans of it shut. */
const anyShutTrace = fc.tuple(anyPlan, fc.infiniteStream(fc.boolean())).map(([spans, coins]) => {
  const view = analyze(buildPlan(spans), { clocks: 'raw', minGapUs: 3 })
  const plan = planOf(view)
  const shut = createShut(view.trace, plan)
  for (let span = 0; span < view.trace.length; span++) if (coins.next().value) setBit(shut.spans, span)
  return { view, plan, shut }
})

describe('properties', () => {
  test('every span and notable gap is in exactly one row when nothing is shut', () => {
    fc.assert(
      fc.property(anyPlan, (spans) => {
        const view = analyze(buildPlan(spans), { clocks: 'raw', minGapUs: 3 })
        const plan = planOf(view)
        const rows = layoutRows({ ...view, plan, shut: createShut(view.trace, plan) })
        const seen = (kind: number) =>
          Array.from({ length: rows.length }, (_, row) => row)
            .filter((row) => rows.kind[row] === kind)
            .map((row) => rows.index[row])
        expect(seen(ROW.span).sort((a, b) => a - b)).toEqual(
          Array.from({ length: view.trace.length }, (_, span) => span),
        )
        expect(seen(ROW.gap).sort((a, b) => a - b)).toEqual([...plan.notable])
        expect(seen(ROW.missing)).toEqual(plan.missing.map((_, group) => group))
      }),
    )
  })

  test('shutting hides exactly the subtrees below what is shut', () => {
    fc.assert(
      fc.property(anyShutTrace, ({ view: { trace, gaps }, plan, shut }) => {
        const rows = layoutRows({ trace, gaps, plan, shut })
        for (let span = 0; span < trace.length; span++) {
          let hidden = false
          for (let above = trace.parent[span]; above !== NONE; above = trace.parent[above])
            hidden ||= hasBit(shut.spans, above)
          expect(rowOf(rows, { kind: ROW.span, index: span }) === NONE).toBe(hidden)
        }
      }),
    )
  })

  test('rows of one parent, gaps included, start in time order', () => {
    fc.assert(
      fc.property(anyShutTrace, ({ view: { trace, gaps }, plan, shut }) => {
        const rows = layoutRows({ trace, gaps, plan, shut })
        const last = new Map<number, number>()
        for (let row = 0; row < rows.length; row++) {
          const index = rows.index[row]
          if (rows.kind[row] !== ROW.span || trace.parent[index] === NONE) continue
          const parent = trace.parent[index]
          expect(trace.startUs[index]).toBeGreaterThanOrEqual(last.get(parent) ?? -Infinity)
          last.set(parent, trace.startUs[index])
          // A gap of the parent that stands above this child began before it, one below did not.
          for (const gap of plan.notable) {
            if (gaps.owner[gap] !== parent || gaps.before[gap] !== index) continue
            expect(rowOf(rows, { kind: ROW.gap, index: gap })).toBeLessThan(row)
          }
        }
      }),
    )
  })

  test('a layout that reuses arrays is the same as a fresh one', () => {
    fc.assert(
      fc.property(anyShutTrace, ({ view, plan, shut }) => {
        const open = createShut(view.trace, plan)
        // Written over rows of other gaps, with repeats that are known now and were not.
        const fewer = planRows(view.trace, view.gaps, 1e9)
        const reused = layoutRows({ ...view, plan, shut }, layoutRows({ ...view, plan: fewer, shut: open }))
        const fresh = layoutRows({ ...view, plan, shut })
        expect(listRows(reused, view, plan)).toEqual(listRows(fresh, view, plan))
        for (let span = 0; span < view.trace.length; span++) {
          const ref = { kind: ROW.span, index: span }
          expect(rowOf(reused, ref)).toBe(rowOf(fresh, ref))
        }
      }),
    )
  })

  test('opening to a span makes it visible, and before that its nearest visible ancestor stands for it', () => {
    fc.assert(
      fc.property(anyShutTrace, fc.nat(), ({ view: { trace, gaps }, plan, shut }, pick) => {
        const ref = { kind: ROW.span, index: pick % trace.length }
        const before = layoutRows({ trace, gaps, plan, shut })
        const stand = before.index[visibleRowOf(ref, before, trace, gaps, plan)]
        expect(ref.index >= stand && ref.index < trace.subtreeEnd[stand]).toBe(true)
        openTo(ref.index, trace, plan, shut)
        expect(rowOf(layoutRows({ trace, gaps, plan, shut }), ref)).not.toBe(NONE)
      }),
    )
  })

  test('collapse to a depth shows no span deeper', () => {
    fc.assert(
      fc.property(anyShutTrace, fc.nat(5), ({ view: { trace, gaps }, plan, shut }, depth) => {
        shutFrom(depth, trace, shut)
        const rows = layoutRows({ trace, gaps, plan, shut })
        for (let span = 0; span < trace.length; span++) {
          expect(rowOf(rows, { kind: ROW.span, index: span }) !== NONE).toBe(trace.depth[span] <= depth)
        }
      }),
    )
  })
})

test('stepping by kind goes around the end and ignores rows of an earlier, longer layout', () => {
  const view = viewPicture(`
    root    ==========
      a      ==
      b         ==
  `)
  const plan = planOf(view)
  const shut = createShut(view.trace, plan)
  const rows = layoutRows({ ...view, plan, shut })
  expect([...rows.kind.subarray(0, rows.length)]).toEqual([0, 1, 0, 1, 0, 1])
  expect(stepTo(rows, ROW.gap, 1, 1)).toBe(3)
  expect(stepTo(rows, ROW.gap, 5, 1)).toBe(1)
  expect(stepTo(rows, ROW.gap, 1, -1)).toBe(5)
  setBit(shut.spans, 0)
  expect(stepTo(layoutRows({ ...view, plan, shut }, rows), ROW.gap, 0, 1)).toBe(NONE)
})
