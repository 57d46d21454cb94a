import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldGroups } from '../analysis/focusGraph.ts'
import { buildServiceGraph, type NodeKind } from '../analysis/serviceGraph.ts'
import { formatGraphDot, formatGraphJson, formatGraphMermaid, parseGraphJson } from './writeGraph.ts'

const name = fc.oneof(
  fc.constantFrom('a', 'b-1', 'b-2', 'c.x', 'c.y', '__proto__', '日本'),
  fc.string({ minLength: 1, maxLength: 8 }),
)
const graphs = fc
  .tuple(
    fc.option(fc.array(fc.record({ parent: name, child: name, callCount: fc.nat(1e6) }), { maxLength: 20 })),
    fc.option(
      fc.uniqueArray(
        fc.record({
          from: name,
          to: name,
          calls: fc.nat(99),
          errors: fc.nat(9),
          p50Us: fc.option(fc.nat()),
          p95Us: fc.option(fc.nat()),
          networkUs: fc.option(fc.nat()),
          queueUs: fc.option(fc.nat()),
          clockOffsetUs: fc.option(fc.integer()),
          traces: fc.nat(9),
          exampleTraceId: fc.constant('ab'),
        }),
        { maxLength: 20, selector: ({ from, to }) => JSON.stringify([from, to]) },
      ),
    ),
  )
  .map(([counts, edges]) => {
    const kinds = new Map<string, NodeKind>(edges?.[0] ? [[edges[0].to, 'database']] : [])
    return buildServiceGraph(
      counts,
      edges && {
        edges,
        kinds,
        namespaces: new Map([
          ['a', 'b'],
          ['c.x', 'shop'],
        ]),
        traceCount: 3,
      },
    )
  })

test('export and import agree', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      expect(parseGraphJson(formatGraphJson(graph, 3))).toEqual({ graph, traceCount: 3 })
      const folded = foldGroups(graph, new Set(['b', 'c']))
      expect(parseGraphJson(formatGraphJson(folded))?.graph).toEqual(folded)
    }),
  )
})

test('anything else is refused, not thrown at', () => {
  for (const text of ['', '[]', '{"version":2}', '{"nodes":1}']) expect(parseGraphJson(text)).toBeNull()
})

test('Graphviz and Mermaid: one line per node and edge, hostile names escaped', () => {
  const graph = buildServiceGraph([{ parent: 'a"] ; evil', child: 'b', callCount: 2 }], null)
  expect(formatGraphDot(graph)).toContain('"a\\"] ; evil" -> "b" [label="2"]')
  expect(formatGraphMermaid(graph).split('\n')).toEqual([
    'flowchart LR',
    '  n0["a#34;#93; #59; evil"]',
    '  n1["b"]',
    '  n0 -- "2" --> n1',
    '',
  ])
})
