import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildServiceGraph } from '../../analysis/serviceGraph.ts'
import { formatCompact } from '../../lib/formatCompact.ts'
import { frameGraph } from '../../layout/graphFrame.ts'
import { numberAt } from '../../paint/paintServiceGraph.ts'
import { buildScene } from '../../paint/serviceGraphScene.ts'
import { columnsOf, sortEdges } from './edgeColumns.ts'

const graphs = fc
  .array(fc.tuple(fc.nat(12), fc.nat(12), fc.integer({ min: 1, max: 1e7 })), { minLength: 1, maxLength: 40 })
  .map((edges) =>
    buildServiceGraph(
      edges.map(([from, to, callCount]) => ({ parent: `s${from}`, child: `s${to}`, callCount })),
      null,
    ),
  )
const sorts = fc.record({ key: fc.constantFrom('caller', 'callee', 'calls'), descending: fc.boolean() })

test('the table and the picture hold the same edges with the same numbers', () => {
  fc.assert(
    fc.property(graphs, sorts, (graph, sort) => {
      const layout = {
        column: new Uint32Array(graph.nodes.length),
        y: Float64Array.from(graph.nodes, (_, node) => node * 30),
        columns: 1,
        height: 30 * graph.nodes.length,
        backward: new Uint8Array(graph.edges.length),
      }
      const scene = buildScene(graph, layout, frameGraph(layout, { width: 900, height: 600 }), null, () => 40)
      const drawn = Array.from(scene.edgeOrder, (edge) => {
        const { from, to } = graph.edges[edge]
        return [scene.labels[from], scene.labels[to], numberAt(scene, edge).text].join(' ')
      })
      const listed = sortEdges(graph, sort).map((edge) => {
        const [from, to, calls] = columnsOf(graph).map((column) => column.text(edge, graph))
        return [from, to, formatCompact(Number(calls.replaceAll(',', '')))].join(' ')
      })
      expect(listed.toSorted()).toEqual(drawn.toSorted())
    }),
  )
})

test('sorted by calls, both ways', () => {
  const counts = [3, 9, 5].map((callCount, i) => ({ parent: 'a', child: `b${i}`, callCount }))
  const graph = buildServiceGraph(counts, null)
  const calls = (descending: boolean) => sortEdges(graph, { key: 'calls', descending }).map((edge) => edge.calls)
  expect([calls(false), calls(true)]).toEqual([
    [3, 5, 9],
    [9, 5, 3],
  ])
})
