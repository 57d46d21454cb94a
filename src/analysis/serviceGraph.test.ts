import fs from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldGroups, focusGraph, keepBusyEdges, listGroups } from './focusGraph.ts'
import { buildServiceGraph, type DependencyCount, type ServiceGraph } from './serviceGraph.ts'

const edgeNames = (graph: ServiceGraph) =>
  graph.edges.map(({ from, to, calls }) => `${graph.nodes[from].name}>${graph.nodes[to].name}:${calls}`)

const counts = (...texts: string[]): DependencyCount[] =>
  texts.map((text) => {
    const [parent, rest] = text.split('>')
    const [child, calls = '1'] = rest.split(':')
    return { parent, child, callCount: Number(calls) }
  })

const someCounts = fc.array(
  fc.record({
    parent: fc.integer({ min: 0, max: 12 }).map((n) => `s${n}`),
    child: fc.integer({ min: 0, max: 12 }).map((n) => `s${n}`),
    callCount: fc.integer({ min: 1, max: 1000 }),
  }),
  { maxLength: 60 },
)

test('edges of the same pair add up; nodes and edges come in order of their names', () => {
  const graph = buildServiceGraph(counts('b>c:2', 'a>b:3', 'b>c:5', 'b>b:1'), null)
  expect(edgeNames(graph)).toEqual(['a>b:3', 'b>b:1', 'b>c:7'])
  expect(graph.nodes.map(({ name, callsIn, callsOut, selfCalls }) => [name, callsIn, callsOut, selfCalls])).toEqual([
    ['a', 0, 3, 0],
    ['b', 3, 7, 1],
    ['c', 7, 0, 0],
  ])
})

test('an edge that only one source knows keeps what it knows', () => {
  const edge = {
    from: 'a',
    to: 'b',
    calls: 4,
    errors: 1,
    p50Us: 10,
    p95Us: 20,
    networkUs: null,
    queueUs: null,
    clockOffsetUs: null,
    traces: 2,
    exampleTraceId: 'ff',
  }
  const evidence = {
    edges: [edge],
    kinds: new Map([['b', 'database' as const]]),
    namespaces: new Map<string, string>(),
    traceCount: 2,
  }
  const graph = buildServiceGraph(counts('a>c:9'), evidence)
  expect(graph.edges.map((own) => [own.calls, own.backendCalls, own.evidence?.calls ?? null])).toEqual([
    [4, null, 4],
    [9, 9, null],
  ])
  expect(graph.nodes.find((node) => node.name === 'b')!.kind).toBe('database')
})

test('cycles are named; a self-call is not a cycle', () => {
  const graph = buildServiceGraph(counts('a>b', 'b>c', 'c>a', 'c>d', 'd>d', 'x>y', 'y>x'), null)
  expect(graph.cycles).toEqual([
    ['a', 'b', 'c'],
    ['x', 'y'],
  ])
})

test('a chain of 100,000 services overflows nothing', () => {
  const long = Array.from({ length: 100_000 }, (_, i) => ({
    parent: `s${i}`,
    child: `s${(i + 1) % 100_000}`,
    callCount: 1,
  }))
  expect(buildServiceGraph(long, null).cycles[0]).toHaveLength(100_000)
})

test('two services are in one cycle exactly when each reaches the other', () => {
  fc.assert(
    fc.property(someCounts, (edges) => {
      const graph = buildServiceGraph(edges, null)
      const reaches = (from: string, to: string) =>
        from !== to &&
        focusGraph(graph, { service: from, up: 0, down: Infinity }).nodes.some((node) => node.name === to)
      for (const a of graph.nodes)
        for (const b of graph.nodes) {
          if (a.name === b.name) continue
          const together = a.cycle !== -1 && a.cycle === b.cycle
          expect(together).toBe(reaches(a.name, b.name) && reaches(b.name, a.name))
        }
    }),
    { numRuns: 40 },
  )
})

test('focus keeps exactly the edges of the induced subgraph', () => {
  fc.assert(
    fc.property(someCounts, fc.nat(12), fc.nat(4), fc.nat(4), (edges, service, up, down) => {
      const graph = buildServiceGraph(edges, null)
      const focused = focusGraph(graph, { service: `s${service}`, up, down })
      const kept = new Set(focused.nodes.map((node) => node.name))
      const induced = graph.edges.filter(
        ({ from, to }) => kept.has(graph.nodes[from].name) && kept.has(graph.nodes[to].name),
      )
      expect(edgeNames(focused)).toEqual(edgeNames({ ...graph, edges: induced }))
    }),
  )
})

test('focus goes as many hops as it is told, both ways', () => {
  const graph = buildServiceGraph(counts('a>b', 'b>c', 'c>d', 'd>e', 'a>c'), null)
  const names = (up: number, down: number) =>
    focusGraph(graph, { service: 'c', up, down })
      .nodes.map((node) => node.name)
      .join('')
  expect([names(0, 0), names(1, 0), names(0, 1), names(2, 2)]).toEqual(['c', 'abc', 'cd', 'abcde'])
  expect(focusGraph(graph, { service: 'nobody', up: 1, down: 1 }).nodes).toEqual([])
})

test('a filter by calls keeps the busy edges and the services they join', () => {
  const graph = keepBusyEdges(buildServiceGraph(counts('a>b:10', 'b>c:2', 'c>d:10'), null), 5)
  expect(edgeNames(graph)).toEqual(['a>b:10', 'c>d:10'])
})

test('a folded group stands for its services: edges add up, inner calls become its own', () => {
  const graph = buildServiceGraph(
    counts('web>shop-cart:2', 'web>shop-pay:3', 'shop-cart>shop-pay:5', 'shop-pay>db:7'),
    null,
  )
  const folded = foldGroups(graph, new Set(['shop', 'web']))
  expect(edgeNames(folded)).toEqual(['shop*>db:7', 'shop*>shop*:5', 'web>shop*:5'])
})

test('a namespace folds services that are not named alike, and goes before the beginnings of names', () => {
  const namespaces = new Map([
    ['cart', 'shop'],
    ['shop-pay', 'money'],
    ['ledger', 'money'],
  ])
  const evidence = { edges: [], kinds: new Map(), namespaces, traceCount: 1 }
  const graph = buildServiceGraph(
    counts('web>cart:2', 'cart>shop-pay:3', 'cart>shop-stock:4', 'shop-pay>ledger:5'),
    evidence,
  )
  expect(listGroups(graph)).toEqual([
    { name: 'money', size: 2, isNamespace: true },
    { name: 'shop', size: 2, isNamespace: true },
  ])
  const folded = foldGroups(graph, new Set(['money', 'shop', 'web']))
  expect(edgeNames(folded)).toEqual(['money*>money*:5', 'shop*>money*:3', 'shop*>shop*:4', 'web>shop*:2'])
  expect(folded.nodes.map(({ kind }) => kind)).toEqual(['group', 'group', 'service'])
})

test('the recorded dependencies match what the programs counted', () => {
  const read = (name: string) =>
    JSON.parse(fs.readFileSync(new URL(`../../fixtures/traces/api/${name}`, import.meta.url), 'utf8'))
  const graph = buildServiceGraph(read('dependencies.json').data, null)
  const drawn = new Set(edgeNames(graph))
  const truth = read('dependencies.truth.json').edges as { parent: string; child: string; jaeger: number }[]
  const lacking = truth.filter(({ parent, child, jaeger }) => jaeger > 0 && !drawn.has(`${parent}>${child}:${jaeger}`))
  expect(lacking).toEqual([])
  expect(truth.length).toBeGreaterThan(50)
})
