import type { ElkNode } from 'elkjs/lib/elk-api.js'
import type { ServiceGraph } from '../analysis/serviceGraph.ts'
import { chooseBackbone, computeLayers } from './graphLayers.ts'

export const NODE_HEIGHT = 20
export const ROW_GAP = 7

/** Where every node stands: a column (its layer, from the left) and the y of its centre, in px at scale 1. */
export interface GraphLayout {
  readonly column: Uint32Array
  readonly y: Float64Array
  readonly columns: number
  readonly height: number
  /** Edges that run against the flow because they close a cycle; 1 per edge. */
  readonly backward: Uint8Array
}

/** What is laid out and then painted. */
export type DrawnGraph = ServiceGraph

/** What is needed of ELK: `elkjs` in its own worker in the page, on the same thread in tests. */
export interface LayeredLayout {
  layout(graph: ElkNode): Promise<ElkNode>
}

interface Graph {
  readonly nodes: readonly unknown[]
  readonly edges: readonly { readonly from: number; readonly to: number; readonly calls: number }[]
}

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.randomSeed': '1',
  'elk.separateConnectedComponents': 'false',
  'elk.layered.cycleBreaking.strategy': 'INTERACTIVE',
  'elk.layered.layering.strategy': 'INTERACTIVE',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.thoroughness': '5',
  'elk.edgeRouting': 'POLYLINE',
  'elk.spacing.nodeNode': String(ROW_GAP),
  'elk.layered.spacing.nodeNodeBetweenLayers': '60',
}

/**
 * A layered layout (Sugiyama's method): callers left of callees. The layers are computed here from all edges, the order and the
 * height within them by ELK from the backbone. Deterministic.
 */
export async function layoutGraph(graph: Graph, elk: LayeredLayout): Promise<GraphLayout> {
  const count = graph.nodes.length
  const { layer, backward } = computeLayers(count, graph.edges)
  const columns = layer.reduce((most, column) => Math.max(most, column + 1), 0)
  const y = new Float64Array(count)
  if (count > 0) {
    const backbone = chooseBackbone(count, graph.edges, layer, backward)
    const answer = await elk.layout({
      id: 'graph',
      layoutOptions: OPTIONS,
      children: Array.from({ length: count }, (_, node) => ({
        id: String(node),
        width: 10,
        height: NODE_HEIGHT,
        // the interactive strategies read layers and directions from these
        x: layer[node] * 1000,
        y: node * 40,
      })),
      edges: backbone.map((index) => ({
        id: `e${index}`,
        sources: [String(graph.edges[index].from)],
        targets: [String(graph.edges[index].to)],
      })),
    })
    for (const child of answer.children ?? []) y[Number(child.id)] = (child.y ?? 0) + NODE_HEIGHT / 2
  }
  const height = separateRows(layer, columns, y)
  return { column: layer, y, columns, height, backward }
}

/** Makes sure that no two nodes of a column overlap, whatever the layout answered, and moves everything down from 0. Returns the height. */
function separateRows(column: Uint32Array, columns: number, y: Float64Array): number {
  const rows: number[][] = Array.from({ length: columns }, () => [])
  column.forEach((at, node) => rows[at].push(node))
  const pitch = NODE_HEIGHT + ROW_GAP
  let top = Infinity
  for (const row of rows) {
    row.sort((a, b) => y[a] - y[b] || a - b)
    for (let i = 1; i < row.length; i++) y[row[i]] = Math.max(y[row[i]], y[row[i - 1]] + pitch)
    if (row.length > 0) top = Math.min(top, y[row[0]])
  }
  let bottom = 0
  for (let node = 0; node < y.length; node++) {
    y[node] += NODE_HEIGHT / 2 - top
    bottom = Math.max(bottom, y[node] + NODE_HEIGHT / 2)
  }
  return bottom
}
