import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { NONE, spanIdOf } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import { compareTraces } from './diff.ts'
import type { Comparison } from './diff.ts'
import { anyPlan, buildPlan } from './randomTrace.ts'
import type { SpanPlan } from './randomTrace.ts'

/** Far above what any of it takes: for machines that are busy with other things. */
vi.setConfig({ testTimeout: 30_000 })

const compare = (a: LoadedTrace, b: LoadedTrace) => compareTraces(a, b, { clocks: 'raw', minGapUs: null })
const sumOf = ({ diff }: Comparison) => diff.contributions.reduce((sum, { deltaUs }) => sum + deltaUs, 0)

/** A made-up trace in which everything is sequential: a node's own pieces lie before, between and after its children. */
interface Node {
  readonly service: string
  readonly name: string
  readonly own: readonly number[]
  readonly children: readonly Node[]
  readonly id: number
}

const tree = fc
  .array(
    fc.record({
      above: fc.nat(),
      service: fc.constantFrom('a', 'b'),
      name: fc.constantFrom('x', 'y', 'z'),
      pieces: fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 25, maxLength: 25 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((drawn) => {
    const grow = (i: number): Node => {
      const children = drawn.flatMap(({ above }, child) => (child > 0 && above % child === i ? [grow(child)] : []))
      const { service, name, pieces } = drawn[i]
      return { service, name, own: pieces.slice(0, children.length + 1), children, id: i }
    }
    return grow(0)
  })

function draw(root: Node): LoadedTrace {
  const plan: (SpanPlan & { id: number })[] = []
  const visit = (node: Node, parent: number, startUs: number): number => {
    const at = plan.length
    plan.push({ parent, service: node.service, name: node.name, kind: 1, startUs, durationUs: 0, id: node.id })
    let time = startUs + node.own[0]
    for (const [i, child] of node.children.entries()) time = visit(child, at, time) + node.own[i + 1]
    plan[at] = { ...plan[at], durationUs: time - startUs }
    return time
  }
  visit(root, -1, 0)
  return buildPlan(plan)
}

const nodesOf = (root: Node): Node[] => [root, ...root.children.flatMap(nodesOf)]
const replace = (root: Node, id: number, by: (node: Node) => Node): Node =>
  root.id === id ? by(root) : { ...root, children: root.children.map((child) => replace(child, id, by)) }
const fresh = 1000

const opsOf = (trace: Trace, spans: Int32Array) => Array.from(spans, (span) => trace.names[trace.nameId[span]]).sort()
const sizeOf = (node: Node): number => nodesOf(node).length
const durationOf = (node: Node): number =>
  nodesOf(node).reduce((sum, { own }) => sum + own.reduce((a, b) => a + b, 0), 0)

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

describe('one change is reported as exactly that', () => {
  const treeAndNode = (accept: (node: Node, root: Node) => boolean) =>
    tree
      .chain((root) => {
        const nodes = nodesOf(root).filter((node) => accept(node, root))
        return nodes.length === 0 ? fc.constant(null) : fc.tuple(fc.constant(root), fc.constantFrom(...nodes))
      })
      .filter((drawn) => drawn !== null)
  const ids = ({ trace }: { trace: Trace }, spans: Int32Array) => Array.from(spans, (span) => spanIdOf(trace, span))

  test('a slower span', () => {
    fc.assert(
      fc.property(
        treeAndNode(() => true),
        fc.integer({ min: 1, max: 50_000 }),
        fc.nat(),
        ([root, node], byUs, where) => {
          const own = node.own.with(where % node.own.length, node.own[where % node.own.length] + byUs)
          const comparison = compare(draw(root), draw(replace(root, node.id, (old) => ({ ...old, own }))))
          const { diff } = comparison
          expect([diff.added.length, diff.removed.length]).toEqual([0, 0])
          expect(diff.contributions.map(({ operation, deltaUs, status }) => [operation, deltaUs, status])).toEqual([
            [node.name, byUs, 'matched'],
          ])
          const slower = diff.pairs.deltaUs.filter((us) => us !== 0)
          expect([...new Set(slower)]).toEqual([byUs])
          const above = nodesOf(root).filter((candidate) => nodesOf(candidate).includes(node))
          expect(slower.length).toBe(above.length)
        },
      ),
      { numRuns: 120 },
    )
  })

  test('a wider gap between two calls', () => {
    fc.assert(
      fc.property(
        treeAndNode(({ children }) => children.length > 1),
        fc.integer({ min: 2_000_000, max: 3_000_000 }),
        fc.nat(),
        ([root, node], byUs, where) => {
          const at = 1 + (where % (node.children.length - 1))
          const own = node.own.with(at, node.own[at] + byUs)
          const { diff } = compare(draw(root), draw(replace(root, node.id, (old) => ({ ...old, own }))))
          expect([diff.added.length, diff.removed.length]).toEqual([0, 0])
          expect(
            diff.contributions.map(({ operation, category, gapKind, deltaUs, status }) => [
              operation,
              category,
              gapKind,
              deltaUs,
              status,
            ]),
          ).toEqual([[node.name, 'gap', 'between', byUs, 'matched']])
        },
      ),
      { numRuns: 120 },
    )
  })

  test('an added span, of a new or of a known operation', () => {
    fc.assert(
      fc.property(
        treeAndNode(() => true),
        fc.integer({ min: 1, max: 50_000 }),
        fc.nat(),
        fc.constantFrom('new', 'x', 'y'),
        ([root, node], us, where, name) => {
          const at = where % (node.children.length + 1)
          const leaf: Node = { service: 'a', name, own: [us], children: [], id: fresh }
          const grown = { ...node, children: node.children.toSpliced(at, 0, leaf), own: node.own.toSpliced(at, 0, 0) }
          const { b, diff } = compare(draw(root), draw(replace(root, node.id, () => grown)))
          expect(diff.removed.length).toBe(0)
          expect(opsOf(b.trace, diff.added)).toEqual([name])
          expect(diff.contributions.map(({ operation, deltaUs, status }) => [operation, deltaUs, status])).toEqual([
            [name, us, 'added'],
          ])
        },
      ),
      { numRuns: 120 },
    )
  })

  test('a removed subtree', () => {
    fc.assert(
      fc.property(
        treeAndNode((node, root) => node !== root),
        ([root, node]) => {
          const cut = (from: Node): Node => {
            const at = from.children.indexOf(node)
            if (at < 0) return { ...from, children: from.children.map(cut) }
            const own = from.own.toSpliced(at, 2, from.own[at] + from.own[at + 1])
            return { ...from, children: from.children.toSpliced(at, 1), own }
          }
          const { a, diff } = compare(draw(root), draw(cut(root)))
          expect(diff.added.length).toBe(0)
          expect(opsOf(a.trace, diff.removed)).toEqual(
            nodesOf(node)
              .map(({ name }) => name)
              .sort(),
          )
          expect(diff.removed.length).toBe(sizeOf(node))
          expect(diff.contributions.every(({ status }) => status === 'removed')).toBe(true)
          expect(diff.deltaUs).toBe(-durationOf(node))
        },
      ),
      { numRuns: 120 },
    )
  })

  test('an inserted wrapper around some or all children, or around the root', () => {
    fc.assert(
      fc.property(
        treeAndNode(() => true),
        fc.nat(),
        fc.nat(),
        fc.nat(2000),
        ([root, node], from, to, beforeUs) => {
          const [first, end] = [from % (node.children.length + 1), to % (node.children.length + 1)].sort(
            (x, y) => x - y,
          )
          const wrap = (children: readonly Node[], own: readonly number[]): Node => ({
            service: 'a',
            name: 'wrapper',
            own: [beforeUs, ...own, 0],
            children,
            id: fresh,
          })
          const wrapped =
            first === end
              ? wrap([root], [])
              : replace(root, node.id, (old) => ({
                  ...old,
                  children: old.children.toSpliced(
                    first,
                    end - first,
                    wrap(old.children.slice(first, end), old.own.slice(first + 1, end)),
                  ),
                  own: old.own.toSpliced(first + 1, end - first - 1),
                }))
          const { b, diff } = compare(draw(root), draw(wrapped))
          expect(diff.removed.length).toBe(0)
          expect(opsOf(b.trace, diff.added)).toEqual(['wrapper'])
          expect(diff.deltaUs).toBe(beforeUs)
        },
      ),
      { numRuns: 120 },
    )
  })

  test('a renamed operation', () => {
    fc.assert(
      fc.property(
        treeAndNode(() => true),
        ([root, node]) => {
          const { a, b, diff } = compare(
            draw(root),
            draw(replace(root, node.id, (old) => ({ ...old, name: 'renamed' }))),
          )
          expect(ids(a, diff.removed).length).toBe(1)
          expect([opsOf(a.trace, diff.removed), opsOf(b.trace, diff.added)]).toEqual([[node.name], ['renamed']])
          expect(diff.deltaUs).toBe(0)
          expect(diff.pairs.deltaUs.every((us) => us === 0)).toBe(true)
          // What its own time was goes from the old name to the new one, and nothing else moves.
          const ownUs = node.own.reduce((sum, us) => sum + us, 0)
          const moved = (status: string) =>
            diff.contributions.filter((cost) => cost.status === status).reduce((sum, cost) => sum + cost.deltaUs, 0)
          expect([moved('removed'), moved('added'), moved('matched')]).toEqual([-ownUs, ownUs, 0])
        },
      ),
      { numRuns: 120 },
    )
  })

  test('a swap of two siblings costs nothing and adds nothing', () => {
    fc.assert(
      fc.property(
        treeAndNode(({ children }) => children.length > 1),
        fc.nat(),
        ([root, node], where) => {
          const at = where % (node.children.length - 1)
          const [left, right] = [node.children[at], node.children[at + 1]]
          const { diff } = compare(
            draw(root),
            draw(
              replace(root, node.id, (old) => ({ ...old, children: old.children.with(at, right).with(at + 1, left) })),
            ),
          )
          expect([diff.added.length, diff.removed.length]).toEqual([0, 0])
          expect(diff.contributions).toEqual([])
          expect(diff.pairs.deltaUs.every((us) => us === 0)).toBe(true)
        },
      ),
      { numRuns: 120 },
    )
  })

  test('N of ×N', () => {
    const counts = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }))
    fc.assert(
      fc.property(
        treeAndNode(() => true),
        counts,
        fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 60, maxLength: 60 }),
        ([root, node], [before, after], us) => {
          const times = (n: number, from: number) =>
            replace(root, node.id, (old) => ({
              ...old,
              children: [
                ...old.children,
                ...Array.from({ length: n }, (_, i): Node => ({
                  service: 'a',
                  name: 'query',
                  own: [us[from + i]],
                  children: [],
                  id: fresh + i,
                })),
              ],
              own: [...old.own, ...Array.from({ length: n }, () => 1)],
            }))
          const { a, b, diff } = compare(draw(times(before, 0)), draw(times(after, 30)))
          expect(opsOf(b.trace, diff.added)).toEqual(Array.from({ length: Math.max(0, after - before) }, () => 'query'))
          expect(opsOf(a.trace, diff.removed)).toEqual(
            Array.from({ length: Math.max(0, before - after) }, () => 'query'),
          )
        },
      ),
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
