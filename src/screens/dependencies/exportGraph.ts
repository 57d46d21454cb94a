import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { formatGraphDot, formatGraphJson, formatGraphMermaid } from '../../report/writeGraph.ts'
import { formatGraphSvg, frameForExport } from '../../paint/graphSvg.ts'
import { paintServiceGraph } from '../../paint/paintServiceGraph.ts'
import type { GraphScene } from '../../paint/serviceGraphScene.ts'
import type { Palette } from '../../paint/palette.ts'
import { saveFile } from '../../ui/saveFile.ts'

export const GRAPH_EXPORTS = [
  { value: 'svg', label: 'SVG picture' },
  { value: 'png', label: 'PNG picture' },
  { value: 'json', label: 'JSON' },
  { value: 'dot', label: 'Graphviz' },
  { value: 'mermaid', label: 'Mermaid' },
] as const
export type GraphExport = (typeof GRAPH_EXPORTS)[number]['value']

interface Picture {
  readonly scene: GraphScene
  readonly palette: Palette
}

/** Saves the graph as a file of the reader's. Pictures show all of what is drawn, at full size. */
export async function saveGraph(
  format: GraphExport,
  graph: ServiceGraph,
  traceCount: number,
  picture: Picture | null,
): Promise<void> {
  if (format === 'json') return saveFile('dependencies.json', 'application/json', formatGraphJson(graph, traceCount))
  if (format === 'dot') return saveFile('dependencies.dot', 'text/vnd.graphviz', formatGraphDot(graph))
  if (format === 'mermaid') return saveFile('dependencies.mmd', 'text/plain', formatGraphMermaid(graph))
  if (!picture) return
  if (format === 'svg')
    return saveFile('dependencies.svg', 'image/svg+xml', formatGraphSvg(picture.scene, picture.palette))
  const png = await rasterize(picture)
  if (png) saveFile('dependencies.png', 'image/png', png)
}

/** Browsers refuse canvases beyond this edge length. */
const MAX_SIDE = 8192
const CALM = { node: -1, edge: -1, hoverNode: -1, hoverEdge: -1 }

function rasterize({ scene, palette }: Picture): Promise<Blob | null> {
  const { full, view, width, height } = frameForExport(scene)
  const scale = Math.min(2, MAX_SIDE / width, MAX_SIDE / height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d')!
  context.scale(scale, scale)
  paintServiceGraph(context, full, view, { width, height }, CALM, palette, { moving: false })
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = palette.bg
  context.fillRect(0, 0, width, height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}
