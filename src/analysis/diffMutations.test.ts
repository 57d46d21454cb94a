import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { spanIdOf, type LoadedTrace, type Trace } from '../model/trace.ts'
import { compareTraces } from './diff.ts'
import { buildPlan, type SpanPlan } from './randomTrace.ts'

/** Far above what any of it takes: for machines that are busy with other things. */
vi.setConfig({ testTimeout: 30_000 })

const RUNS = { numRuns: 120 }

/**
 * A made-up trace in which everything is sequential: a node's own pieces lie before, between and after its children.
 *
 *     own[0] ─ child 0 ─ own[1] ─ child 1 ─ own[2]
 *
 * Beside all of them, something may run that ends earlier: it is on no critical path.
 */
interface Node {
  readonly service: string
  readonly name: string
  readonly own: readonly number[]
  readonly children: readonly Node[]
  readonly id: number
  readonly beside?: Node
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

const nodesOf = (root: Node): Node[] => [
  root,
  ...root.children.flatMap(nodesOf),
  ...(root.beside ? nodesOf(root.beside) : []),
]
const replace = (root: Node, id: number, by: (node: Node) => Node): Node =>
  root.id === id
    ? by(root)
    : {
        ...root,
        children: root.children.map((child) => replace(child, id, by)),
        ...(root.beside && { beside: replace(root.beside, id, by) }),
      }
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const durationOf = ({ own, children }: Node): number => sum(own) + sum(children.map(durationOf))
const FRESH = 1000

/** The trace, and which node each of its spans is. */
function draw(root: Node): { readonly loaded: LoadedTrace; readonly nodeOf: (trace: Trace, span: number) => Node } {
  const plan: SpanPlan[] = []
  const nodes: Node[] = []
  const visit = (node: Node, parent: number, startUs: number): number => {
    const at = plan.length
    const { service, name } = node
    plan.push({ parent, service, name, kind: 1, startUs, durationUs: durationOf(node) })
    nodes.push(node)
    let time = startUs + node.own[0]
    for (const [i, child] of node.children.entries()) time = visit(child, at, time) + node.own[i + 1]
    if (node.beside) visit(node.beside, at, startUs)
    return time
  }
  visit(root, -1, 0)
  return { loaded: buildPlan(plan), nodeOf: (trace, span) => nodes[parseInt(spanIdOf(trace, span), 16) - 1] }
}

/** Service, operation, kind of change → µs. */
type Costs = Readonly<Record<string, number>>

/** What a comparison of two made-up traces says, by their nodes. */
function tell(rootA: Node, rootB: Node) {
  const drawnA = draw(rootA)
  const drawnB = draw(rootB)
  const { a, b, diff } = compareTraces(drawnA.loaded, drawnB.loaded, { clocks: 'raw', minGapUs: null })
  const costs: Record<string, number> = {}
  for (const { service, operation, status, deltaUs } of diff.contributions) {
    const key = `${service} ${operation} ${status}`
    costs[key] = (costs[key] ?? 0) + deltaUs
  }
  return {
    contributions: diff.contributions,
    added: Array.from(diff.added, (span) => drawnB.nodeOf(b.trace, span).id).sort(byNumber),
    removed: Array.from(diff.removed, (span) => drawnA.nodeOf(a.trace, span).id).sort(byNumber),
    pairs: Array.from(diff.pairs.a, (span, i) => ({
      a: drawnA.nodeOf(a.trace, span),
      b: drawnB.nodeOf(b.trace, diff.pairs.b[i]),
      deltaUs: diff.pairs.deltaUs[i],
    })),
    costs: costs as Costs,
  }
}

const byNumber = (x: number, y: number) => x - y
const idsOf = (nodes: readonly Node[]) => nodes.map(({ id }) => id).sort(byNumber)
/** All that a comparison can know a subtree by. */
const looks = ({ service, name, own, children }: Node): string =>
  JSON.stringify([service, name, own, children.map(looks)])
/** What a node's own time is of, in the terms of a contribution. */
const costOf = ({ service, name }: Node, status: string) => `${service} ${name} ${status}`

/** The costs of several spans, those that come to nothing left out. */
function sumCosts(parts: readonly (readonly [key: string, us: number])[]): Costs {
  const costs: Record<string, number> = {}
  for (const [key, us] of parts) costs[key] = (costs[key] ?? 0) + us
  return Object.fromEntries(Object.entries(costs).filter(([, us]) => us !== 0))
}

/** A comparison says that these spans came and went, that all others are pairs of their like, as much longer as they are, and these costs. */
function expectExactly(
  rootA: Node,
  rootB: Node,
  { added, removed, costs }: { readonly added: number[]; readonly removed: number[]; readonly costs: Costs },
): ReturnType<typeof tell> {
  const told = tell(rootA, rootB)
  const inA = new Map(nodesOf(rootA).map((node) => [node.id, node]))
  const inB = new Map(nodesOf(rootB).map((node) => [node.id, node]))
  // One of several that are the same in everything is as good as another.
  const alike = (ids: readonly number[], of: ReadonlyMap<number, Node>) => ids.map((id) => looks(of.get(id)!)).sort()
  expect(alike(told.added, inB)).toEqual(alike(added, inB))
  expect(alike(told.removed, inA)).toEqual(alike(removed, inA))
  const gone = new Set(told.removed)
  const kept = nodesOf(rootA).filter(({ id }) => !gone.has(id))
  expect(idsOf(told.pairs.map(({ a }) => a))).toEqual(idsOf(kept))
  expect(new Set(told.pairs.map(({ b }) => b.id)).size).toBe(kept.length)
  // What each of several that were the same has become, in any order.
  const became = new Map<string, { readonly told: string[]; readonly meant: string[] }>()
  for (const { a, b, deltaUs } of told.pairs) {
    expect(deltaUs).toBe(durationOf(b) - durationOf(a))
    const kind = looks(a)
    const known = became.get(kind) ?? { told: [], meant: [] }
    became.set(kind, known)
    known.told.push(looks(b))
    known.meant.push(looks(inB.get(a.id) ?? a)) // the one that went is told by another of its like
  }
  for (const of of became.values()) expect(of.told.sort()).toEqual(of.meant.sort())
  expect(told.costs).toEqual(costs)
  return told
}

/** A tree and one of its nodes. */
const treeAndNode = (accept: (node: Node, root: Node) => boolean) =>
  tree
    .chain((root) => {
      const nodes = nodesOf(root).filter((node) => accept(node, root))
      return nodes.length === 0 ? fc.constant(null) : fc.tuple(fc.constant(root), fc.constantFrom(...nodes))
    })
    .filter((drawn) => drawn !== null)

/** The tree without a node and what is below it; its parent waits as long as before. */
function cut(from: Node, node: Node): Node {
  const at = from.children.indexOf(node)
  if (at < 0) return { ...from, children: from.children.map((child) => cut(child, node)) }
  const own = from.own.toSpliced(at, 2, from.own[at] + from.own[at + 1])
  return { ...from, children: from.children.toSpliced(at, 1), own }
}

describe('one change is reported as exactly that', () => {
  test('a slower span', () => {
    fc.assert(
      fc.property(
        treeAndNode(() => true),
        fc.integer({ min: 1, max: 50_000 }),
        fc.nat(),
        ([root, node], byUs, where) => {
          const own = node.own.with(where % node.own.length, node.own[where % node.own.length] + byUs)
          const slower = replace(root, node.id, (old) => ({ ...old, own }))
          const costs = { [costOf(node, 'matched')]: byUs }
          const told = expectExactly(root, slower, { added: [], removed: [], costs })
          expect(told.contributions.length).toBe(1)
        },
      ),
      RUNS,
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
          const wider = replace(root, node.id, (old) => ({ ...old, own }))
          const costs = { [costOf(node, 'matched')]: byUs }
          const { contributions } = expectExactly(root, wider, { added: [], removed: [], costs })
          expect(contributions.map(({ category, gapKind }) => [category, gapKind])).toEqual([['gap', 'between']])
        },
      ),
      RUNS,
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
          const leaf: Node = { service: 'a', name, own: [us], children: [], id: FRESH }
          const grown = { ...node, children: node.children.toSpliced(at, 0, leaf), own: node.own.toSpliced(at, 0, 0) }
          const told = tell(
            root,
            replace(root, node.id, () => grown),
          )
          expect([told.added.length, told.removed]).toEqual([1, []])
          // It, or one that is the same in everything.
          const [id] = told.added
          const added = nodesOf(grown).find((each) => each.id === id) ?? nodesOf(root).find((each) => each.id === id)!
          expect(looks(added)).toBe(looks(leaf))
          expect(told.contributions.map(({ operation, deltaUs, status }) => [operation, deltaUs, status])).toEqual([
            [name, us, 'added'],
          ])
          const above = new Set(nodesOf(root).filter((each) => nodesOf(each).includes(node)))
          for (const { a, deltaUs } of told.pairs) expect(deltaUs).toBe(above.has(a) ? us : 0)
          expect(told.pairs.length).toBe(nodesOf(root).length)
        },
      ),
      RUNS,
    )
  })

  test('a removed subtree', () => {
    fc.assert(
      fc.property(
        treeAndNode((node, root) => node !== root),
        ([root, node]) => {
          const told = tell(root, cut(root, node))
          const gone = nodesOf(node)
          expect([told.added, told.removed.length]).toEqual([[], gone.length])
          // It, or one that is the same in everything.
          const all = new Map(nodesOf(root).map((each) => [each.id, each]))
          expect(told.removed.map((id) => looks(all.get(id)!)).sort()).toEqual(gone.map(looks).sort())
          expect(told.costs).toEqual(sumCosts(gone.map((each) => [costOf(each, 'removed'), -sum(each.own)])))
          const above = new Set(nodesOf(root).filter((each) => each !== node && nodesOf(each).includes(node)))
          for (const { a, deltaUs } of told.pairs) expect(deltaUs).toBe(above.has(a) ? -durationOf(node) : 0)
          expect(told.pairs.length).toBe(nodesOf(root).length - gone.length)
        },
      ),
      RUNS,
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
          const [first, end] = [from % (node.children.length + 1), to % (node.children.length + 1)].sort(byNumber)
          const wrap = (children: readonly Node[], own: readonly number[]): Node => ({
            service: 'a',
            name: 'wrapper',
            own: [beforeUs, ...own, 0],
            children,
            id: FRESH,
          })
          const isRoot = first === end
          const within = node.own.slice(first + 1, end)
          const wrapped = isRoot
            ? wrap([root], [])
            : replace(root, node.id, (old) => ({
                ...old,
                children: old.children.toSpliced(first, end - first, wrap(old.children.slice(first, end), within)),
                own: old.own.toSpliced(first + 1, end - first - 1),
              }))
          // What the parent did between the wrapped calls, the wrapper does now.
          const movedUs = isRoot ? 0 : sum(within)
          const costs = sumCosts([
            [costOf(wrap([], []), 'added'), beforeUs + movedUs],
            [costOf(node, 'matched'), -movedUs],
          ])
          expectExactly(root, wrapped, { added: [FRESH], removed: [], costs })
        },
      ),
      RUNS,
    )
  })

  test('a renamed operation', () => {
    fc.assert(
      fc.property(
        treeAndNode(() => true),
        ([root, node]) => {
          const renamed = { ...node, name: 'renamed', id: FRESH }
          // Its own time goes from the old name to the new one, and nothing else moves.
          const costs = sumCosts([
            [costOf(node, 'removed'), -sum(node.own)],
            [costOf(renamed, 'added'), sum(node.own)],
          ])
          expectExactly(
            root,
            replace(root, node.id, () => renamed),
            { added: [FRESH], removed: [node.id], costs },
          )
        },
      ),
      RUNS,
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
          const children = node.children.with(at, right).with(at + 1, left)
          const swapped = replace(root, node.id, (old) => ({ ...old, children }))
          expectExactly(root, swapped, { added: [], removed: [], costs: {} })
        },
      ),
      RUNS,
    )
  })

  test('N of ×N', () => {
    const counts = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }))
    fc.assert(
      fc.property(
        treeAndNode(() => true),
        counts,
        fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 60, maxLength: 60 }),
        fc.boolean(),
        ([root, node], [before, after], us, areEqual) => {
          const call = (i: number): Node => ({
            service: 'a',
            name: 'query',
            own: [us[areEqual ? 0 : i]],
            children: [],
            id: FRESH + i,
          })
          const times = (n: number, from: number) =>
            replace(root, node.id, (old) => ({
              ...old,
              children: [...old.children, ...Array.from({ length: n }, (_, i) => call(from + i))],
              own: [...old.own, ...Array.from({ length: n }, () => 1)],
            }))
          const told = tell(times(before, 0), times(after, 30))
          const isQuery = (id: number) => id >= FRESH
          expect(told.added.map(isQuery)).toEqual(Array.from({ length: Math.max(0, after - before) }, () => true))
          expect(told.removed.map(isQuery)).toEqual(Array.from({ length: Math.max(0, before - after) }, () => true))
          expect(told.pairs.length).toBe(nodesOf(root).length + Math.min(before, after))
          for (const { a, b, deltaUs } of told.pairs) {
            expect(isQuery(b.id)).toBe(isQuery(a.id))
            expect(deltaUs).toBe(durationOf(b) - durationOf(a))
          }
          // All of it is in the calls, but for the 1 µs that each takes its caller.
          const usOf = (ids: readonly number[]) => sum(ids.map((id) => call(id - FRESH).own[0]))
          const pairedUs = sum(told.pairs.filter(({ a }) => isQuery(a.id)).map(({ deltaUs }) => deltaUs))
          expect(told.costs).toEqual(
            sumCosts([
              [costOf(node, 'matched'), after - before],
              [costOf(call(0), 'matched'), pairedUs],
              [costOf(call(0), 'added'), usOf(told.added)],
              [costOf(call(0), 'removed'), -usOf(told.removed)],
            ]),
          )
          if (areEqual) expect(pairedUs).toBe(0)
        },
      ),
      RUNS,
    )
  })
})

describe('a change beside the critical path is a change, and costs nothing', () => {
  /** A call that takes far longer than what runs beside it, whose node it gives. */
  const beside = fc
    .tuple(
      tree,
      treeAndNode(() => true),
    )
    .map(([drawn, [other, node]]) => {
      const shift = (from: Node): Node => ({ ...from, id: from.id + 100, children: from.children.map(shift) })
      const long: Node = { ...drawn, service: 'c', own: drawn.own.with(0, 100_000_000) }
      const root: Node = { service: 'a', name: 'root', own: [0, 0], children: [long], id: 99, beside: shift(other) }
      return { root, node: nodesOf(root.beside!).find(({ id }) => id === node.id + 100)! }
    })

  test('a slower span', () => {
    fc.assert(
      fc.property(beside, fc.integer({ min: 1, max: 50_000 }), ({ root, node }, byUs) => {
        const own = node.own.with(0, node.own[0] + byUs)
        const slower = replace(root, node.id, (old) => ({ ...old, own }))
        const told = expectExactly(root, slower, { added: [], removed: [], costs: {} })
        expect(told.pairs.some(({ deltaUs }) => deltaUs === byUs)).toBe(true)
      }),
      RUNS,
    )
  })

  test('a renamed operation', () => {
    fc.assert(
      fc.property(beside, ({ root, node }) => {
        const renamed = replace(root, node.id, (old) => ({ ...old, name: 'renamed', id: FRESH }))
        expectExactly(root, renamed, { added: [FRESH], removed: [node.id], costs: {} })
      }),
      RUNS,
    )
  })

  test('a removed subtree', () => {
    fc.assert(
      fc.property(beside, ({ root }) => {
        const { beside: gone, ...without } = root
        expectExactly(root, without, { added: [], removed: idsOf(nodesOf(gone!)), costs: {} })
      }),
      RUNS,
    )
  })
})
