import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareGraphs, type EdgeVerdict } from './compareGraphs.ts'
import type { EdgeEvidence, ServiceEvidence } from './serviceGraph.ts'

const edge = (from: string, to: string, calls: number, p50Us: number): EdgeEvidence => ({
  from,
  to,
  calls,
  errors: 0,
  p50Us,
  p95Us: p50Us,
  networkUs: null,
  queueUs: null,
  clockOffsetUs: null,
  traces: 1,
  exampleTraceId: 'ab',
})
const side = (...edges: EdgeEvidence[]): ServiceEvidence => ({
  edges,
  kinds: new Map(),
  namespaces: new Map(),
  traceCount: 1,
})

test('an edge is only in A, only in B, slower, faster or the same', () => {
  const a = side(
    edge('web', 'old', 1, 9),
    edge('web', 'tax', 2, 5000),
    edge('web', 'cart', 1, 900),
    edge('web', 'pay', 3, 7000),
  )
  const b = side(
    edge('web', 'new', 1, 9),
    edge('web', 'tax', 5, 9000),
    edge('web', 'cart', 1, 950),
    edge('web', 'pay', 3, 2000),
  )
  const { graph, changes, only } = compareGraphs(a, b, 1000)
  const told = changes.map((change, i) => [
    graph.nodes[graph.edges[i].to].name,
    change.verdict,
    change.deltaCalls,
    change.deltaP50Us,
  ])
  expect(told).toEqual([
    ['cart', 'same', 0, 50],
    ['new', 'only-b', 1, null],
    ['old', 'only-a', -1, null],
    ['pay', 'faster', 0, -5000],
    ['tax', 'slower', 3, 4000],
  ])
  expect(graph.nodes.filter((_, node) => only[node] !== null).map(({ name }) => name)).toEqual(['new', 'old'])
})

const sides = fc
  .uniqueArray(fc.tuple(fc.nat(6), fc.nat(6), fc.integer({ min: 1, max: 9 }), fc.nat(9000)), {
    maxLength: 20,
    selector: ([from, to]) => `${from} ${to}`,
  })
  .map((edges) => side(...edges.map(([from, to, calls, us]) => edge(`s${from}`, `s${to}`, calls, us))))

test('swapping the sides negates every number; a side against itself is all the same', () => {
  const swapped: Record<EdgeVerdict, EdgeVerdict> = {
    'only-a': 'only-b',
    'only-b': 'only-a',
    slower: 'faster',
    faster: 'slower',
    same: 'same',
  }
  fc.assert(
    fc.property(sides, sides, (a, b) => {
      const there = compareGraphs(a, b, 1000)
      const back = compareGraphs(b, a, 1000)
      expect(back.changes.map(({ verdict }) => verdict)).toEqual(there.changes.map(({ verdict }) => swapped[verdict]))
      expect(back.changes.map(({ deltaCalls }) => deltaCalls + 0)).toEqual(
        there.changes.map(({ deltaCalls }) => 0 - deltaCalls),
      )
      expect(
        compareGraphs(a, a, 1000).changes.every(({ verdict, deltaCalls }) => verdict === 'same' && deltaCalls === 0),
      ).toBe(true)
    }),
  )
})
