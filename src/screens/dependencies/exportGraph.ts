import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { formatGraphDot, formatGraphJson, formatGraphMermaid } from '../../report/writeGraph.ts'
import { formatGraphSvg } from '../../paint/graphSvg.ts'
import type { GraphScene } from '../../paint/serviceGraphScene.ts'
import type { Palette } from '../../paint/palette.ts'

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
export async function saveGraph(format: GraphExport, graph: ServiceGraph, picture: Picture | null): Promise<void> {
  if (format === 'json') return saveFile('dependencies.json', 'application/json', formatGraphJson(graph))
  if (format === 'dot') return saveFile('dependencies.dot', 'text/vnd.graphviz', formatGraphDot(graph))
  if (format === 'mermaid') return saveFile('dependencies.mmd', 'text/plain', formatGraphMermaid(graph))
  if (!picture) return
  const svg = formatGraphSvg(picture.scene, picture.palette)
  if (format === 'svg') return saveFile('dependencies.svg', 'image/svg+xml', svg.text)
  const png = await rasterize(svg.text, svg.width, svg.height)
  if (png) saveFile('dependencies.png', 'image/png', png)
}

function saveFile(name: string, type: string, content: string | Blob) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** Browsers refuse canvases beyond this edge length. */
const MAX_SIDE = 8192

async function rasterize(svg: string, width: number, height: number): Promise<Blob | null> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const scale = Math.min(2, MAX_SIDE / width, MAX_SIDE / height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}
