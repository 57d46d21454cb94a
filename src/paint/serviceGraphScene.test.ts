import { expect, test } from 'vitest'
import { buildServiceGraph } from '../analysis/serviceGraph.ts'
import { frameGraph } from '../layout/graphFrame.ts'
import { buildScene, curveY, edgeCurve, nodeLook } from './serviceGraphScene.ts'

const AREA = { width: 900, height: 500 }

/** Eight rows of two services; in the first and in the last the callee calls back. */
function scene() {
  const rows = [...'01234567']
  const counts = rows.map((row) => ({ parent: `a${row}`, child: `b${row}`, callCount: 3 }))
  for (const row of ['0', '7']) counts.push({ parent: `b${row}`, child: `a${row}`, callCount: 1 })
  counts.push({ parent: 'b3', child: 'b3', callCount: 1e6 })
  const graph = buildServiceGraph(counts, null)
  const layout = {
    column: Uint32Array.from(graph.nodes, ({ name }) => Number(name[0] === 'b')),
    y: Float64Array.from(graph.nodes, ({ name }) => 10 + 60 * Number(name[1])),
    columns: 2,
    height: 440,
    backward: Uint8Array.from(graph.edges, ({ from, to }) => Number(graph.nodes[from].name >= graph.nodes[to].name)),
  }
  return buildScene(graph, layout, frameGraph(layout, AREA), null, (text) => text.length * 6)
}

test('every edge stays within the picture, also one that runs back in its last row', () => {
  const { frame, graph, ...rest } = scene()
  const whole = { frame, graph, ...rest }
  const curve = new Float64Array(8)
  graph.edges.forEach((_, edge) => {
    edgeCurve(whole, frame.fit, nodeLook(whole, frame.fit.k), edge, curve)
    for (let at = 0; at <= 1; at += 0.05) {
      expect(curveY(curve, at)).toBeGreaterThan(0)
      expect(curveY(curve, at)).toBeLessThan(AREA.height)
    }
  })
})

test('a loop is narrow and thin, however many calls it stands for', () => {
  const whole = scene()
  const loop = whole.graph.edges.findIndex(({ from, to }) => from === to)
  expect(whole.styles[whole.styleOf[loop]].width).toBeLessThanOrEqual(2)
  const curve = new Float64Array(8)
  edgeCurve(whole, whole.frame.fit, nodeLook(whole, whole.frame.fit.k), loop, curve)
  expect(curve[6] - curve[0]).toBeLessThanOrEqual(28)
})
