import ELK from 'elkjs/lib/elk.bundled.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildServiceGraph } from '../analysis/serviceGraph.ts'
import { frameGraph, LABEL_PX, placeLabels } from './graphFrame.ts'
import { computeLayers } from './graphLayers.ts'
import { layoutGraph, NODE_HEIGHT } from './graphLayout.ts'

const someGraph = fc
  .array(fc.tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 99 })), { maxLength: 60 })
  .map((edges) =>
    buildServiceGraph(
      edges.map(([a, b, callCount]) => ({ parent: `s${a}`, child: `s${b}`, callCount })),
      null,
    ),
  )

test('every edge goes to a later layer, but for those that close a cycle', () => {
  fc.assert(
    fc.property(someGraph, ({ nodes, edges }) => {
      const { layer, backward } = computeLayers(nodes.length, edges)
      edges.forEach(({ from, to }, index) => {
        if (backward[index]) expect(nodes[from].cycle !== -1 || from === to).toBe(true)
        else expect(layer[to]).toBeGreaterThan(layer[from])
      })
    }),
  )
})

test('the layout is the same twice, and no two nodes overlap', async () => {
  const elk = new ELK()
  await fc.assert(
    fc.asyncProperty(someGraph, async (graph) => {
      const first = await layoutGraph(graph, elk)
      expect(await layoutGraph(graph, elk)).toEqual(first)
      for (let a = 0; a < graph.nodes.length; a++)
        for (let b = 0; b < a; b++)
          if (first.column[a] === first.column[b])
            expect(Math.abs(first.y[a] - first.y[b])).toBeGreaterThanOrEqual(NODE_HEIGHT)
    }),
    { numRuns: 25 },
  )
})

test('the frame shows all of the graph, and a small graph without shrinking it', async () => {
  const graph = buildServiceGraph(
    [
      { parent: 'web', child: 'orders', callCount: 3 },
      { parent: 'orders', child: 'stock', callCount: 3 },
    ],
    null,
  )
  const layout = await layoutGraph(graph, new ELK())
  const frame = frameGraph(layout, { width: 1200, height: 700 })
  expect(frame.fit.k).toBe(1)
  for (let node = 0; node < 3; node++) {
    const x = frame.x[node] * frame.fit.k + frame.fit.x
    expect(x).toBeGreaterThan(0)
    expect(x).toBeLessThan(1200)
  }
})

test('names never cover each other, and the most important ones are written first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(400), fc.nat(300), fc.integer({ min: 20, max: 120 })), { minLength: 1, maxLength: 80 }),
      (nodes) => {
        const labels = placeLabels({
          count: nodes.length,
          xOf: (node) => nodes[node][0],
          yOf: (node) => nodes[node][1],
          widthOf: (node) => nodes[node][2],
          order: Uint32Array.from(nodes.keys()),
          area: { width: 400, height: 300 },
          gap: 5,
          room: 90,
        })
        expect(labels[0].node).toBe(0)
        for (const { x, width, node } of labels) if (nodes[node][0] < 400) expect(x + width).toBeLessThanOrEqual(400)
        for (const a of labels)
          for (const b of labels)
            if (a.node < b.node && Math.abs(a.y - b.y) < LABEL_PX)
              expect(a.x + a.width <= b.x || b.x + b.width <= a.x).toBe(true)
      },
    ),
  )
})
