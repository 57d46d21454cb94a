import { LABEL_PX, placeLabels, type Size, type View } from '../layout/graphFrame.ts'
import { formatCompact } from '../lib/formatCompact.ts'
import type { Palette } from './palette.ts'
import { isOutside, paintActiveEdges, paintEdges } from './graphEdges.ts'
import {
  edgeCurve,
  MARK_COLOR,
  nodeLook,
  nodeWidth,
  screenX,
  screenY,
  textPlace,
  type EdgeStyle,
  type GraphScene,
  type NodeLook,
} from './serviceGraphScene.ts'

/** What the reader points at. -1 for nothing. */
export interface GraphEmphasis {
  readonly node: number
  readonly edge: number
  readonly hoverNode: number
  readonly hoverEdge: number
}

/** How edges come onto the canvas; the rest is painted over them. */
export type PaintEdgesUnder = (dimmed: boolean) => void

interface Quality {
  /** While the view moves a large graph shows no numbers and fewer names; all are back as soon as it rests. */
  readonly moving: boolean
}

const MOST_NUMBERS = 80
/** Where along an edge its number may stand, the best place first. */
const PLACES = [0.4, 0.5, 0.3, 0.6, 0.2, 0.7]
const NUMBERS_WHILE_MOVING = 200
const LABELS_WHILE_MOVING = 120

/** Paints the whole graph; `colors.services` are those of the nodes. `under` paints the edges. */
export function paintServiceGraph(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  area: Size,
  emphasis: GraphEmphasis,
  colors: Palette,
  { moving }: Quality,
  under: PaintEdgesUnder = (dimmed) =>
    paintEdges(context, scene, view, nodeLook(scene, view.k), area, colors, {
      from: 0,
      to: scene.graph.edges.length,
      dimmed,
    }),
): void {
  context.clearRect(0, 0, area.width, area.height)
  const look = nodeLook(scene, view.k)
  const active = {
    node: emphasis.hoverNode !== -1 ? emphasis.hoverNode : emphasis.node,
    edge: emphasis.hoverEdge !== -1 ? emphasis.hoverEdge : emphasis.edge,
  }
  const dimmed = active.node !== -1 || active.edge !== -1
  under(dimmed)
  if (dimmed) paintActiveEdges(context, scene, view, look, colors, active)
  // numbers lie under the nodes: a name is never covered
  const numbers = !moving || dimmed || scene.graph.edges.length <= NUMBERS_WHILE_MOVING
  if (numbers) paintNumbers(context, scene, view, look, area, colors, active)
  paintNodes(context, scene, view, look, area, colors, emphasis, active.node)
  if (!look.pill) paintLabels(context, scene, view, look, area, colors, active.node, moving)
}

const curve = new Float64Array(8)

function paintNodes(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  area: Size,
  colors: Palette,
  emphasis: GraphEmphasis,
  active: number,
) {
  const { nodes } = scene.graph
  context.font = `${LABEL_PX}px ${colors.font}`
  context.textBaseline = 'middle'
  context.lineWidth = 1.5
  for (let node = 0; node < nodes.length; node++) {
    const x = screenX(scene, view, node)
    const y = screenY(scene, view, node)
    const width = nodeWidth(scene, look, node)
    if (x + width < 0 || x - width > area.width || y + look.height < 0 || y - look.height > area.height) continue
    const color = colors.services[node]
    const marked = node === emphasis.node || node === active
    if (!look.pill && !marked) {
      context.fillStyle = color
      if (nodes[node].kind === 'service') context.fillRect(x - width / 2, y - width / 2, width, width)
      else paintRing(context, x, y, width, color)
      continue
    }
    context.beginPath()
    if (nodes[node].kind === 'group' && look.pill) {
      // a second outline behind: there is more than one
      context.roundRect(x - width / 2 + 3, y - look.height / 2 + 3, width, look.height, 5)
      context.strokeStyle = color
      context.lineWidth = 1.5
      context.stroke()
      context.beginPath()
    }
    context.roundRect(x - width / 2, y - look.height / 2, width, look.height, look.pill ? 5 : 2)
    context.fillStyle = look.pill ? (marked ? colors.bgSelected : colors.bg) : color
    context.fill()
    context.setLineDash(isDashed(scene, node) ? [3, 3] : [])
    context.strokeStyle = marked ? colors.accent : color
    context.lineWidth = marked ? 2.5 : 1.5
    context.stroke()
    context.setLineDash([])
    if (look.pill) {
      context.fillStyle = colors.ink
      const text = labelWithin(context, scene, node, width - 12)
      context.fillText(text, x - context.measureText(text).width / 2, y + 0.5)
    }
  }
}

/** From afar: what sends no spans is hollow. */
function paintRing(context: CanvasRenderingContext2D, x: number, y: number, width: number, color: string) {
  context.lineWidth = 1
  context.strokeStyle = color
  context.strokeRect(x - width / 2 + 0.5, y - width / 2 + 0.5, width - 1, width - 1)
}

/** What sends no spans, and in a comparison what only one side has. */
export const isDashed = ({ graph, marks }: GraphScene, node: number): boolean =>
  marks === null
    ? graph.nodes[node].kind !== 'service' && graph.nodes[node].kind !== 'group'
    : marks.nodes[node] !== '' || graph.nodes[node].kind !== 'service'

function paintLabels(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  area: Size,
  colors: Palette,
  active: number,
  moving: boolean,
) {
  const chosen = active === -1 ? scene.order : Uint32Array.from([active, ...scene.order])
  const order = moving ? chosen.subarray(0, LABELS_WHILE_MOVING) : chosen
  const labels = placeLabels({
    count: order.length,
    order,
    area,
    xOf: (node) => screenX(scene, view, node),
    yOf: (node) => screenY(scene, view, node),
    widthOf: (node) => scene.labelWidth[node],
    gap: look.height / 2 + 3,
    room: Math.max(60, scene.frame.pitch * view.k - 16),
  })
  for (const { node, x, y, width } of labels) {
    const text = labelWithin(context, scene, node, width + 1)
    context.globalAlpha = 0.8
    context.fillStyle = colors.bg
    context.fillRect(x - 1, y - LABEL_PX / 2 - 1, width + 2, LABEL_PX + 2)
    context.globalAlpha = 1
    const isFaint = scene.crowded && scene.onMainFlow[node] === 0
    context.fillStyle = node === active ? colors.accent : isFaint ? colors.inkMuted : colors.ink
    context.fillText(text, x, y)
  }
}

const labelWithin = (context: CanvasRenderingContext2D, scene: GraphScene, node: number, width: number) =>
  scene.labelWidth[node] <= width ? scene.labels[node] : fitText(context, scene.labels[node], width)

/** Numbers at the edges, the busiest first, each where it covers no other; all of those that the reader points at. */
function paintNumbers(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  area: Size,
  colors: Palette,
  active: { readonly node: number; readonly edge: number },
) {
  if (!look.pill) return
  context.font = `${LABEL_PX}px ${colors.font}`
  context.textBaseline = 'middle'
  const taken: [number, number, number][] = []
  const nodes = scene.labels.flatMap((_, node) => {
    const x = screenX(scene, view, node)
    const y = screenY(scene, view, node)
    if (x < 0 || x > area.width || y < 0 || y > area.height) return []
    return [{ x, y, half: nodeWidth(scene, look, node) / 2 }]
  })
  const write = (edge: number, chosen: boolean) => {
    const { from, to } = scene.graph.edges[edge]
    edgeCurve(scene, view, look, edge, curve)
    if (isOutside(curve, area)) return
    const { text, color } = numberAt(scene, edge)
    const width = context.measureText(text).width
    const isFree = (at: number) => {
      const { x, y } = textPlace(curve, { isLoop: from === to, at, width })
      const covers = (otherX: number, otherY: number, half: number, height: number) =>
        Math.abs(otherX - x) < half + width / 2 + 2 && Math.abs(otherY - y) < height
      return (
        !taken.some(([otherX, otherY, half]) => covers(otherX, otherY, half + 2, LABEL_PX + 3)) &&
        !nodes.some(({ x: otherX, y: otherY, half }) => covers(otherX, otherY, half, (look.height + LABEL_PX) / 2))
      )
    }
    const at = (from === to ? [0.5] : PLACES).find(isFree) ?? (chosen ? 0.4 : null)
    if (at === null) return
    const { x, y } = textPlace(curve, { isLoop: from === to, at, width })
    taken.push([x, y, width / 2])
    context.fillStyle = colors.bg
    context.fillRect(x - width / 2 - 2, y - LABEL_PX / 2 - 1, width + 4, LABEL_PX + 2)
    context.fillStyle = chosen && color === 'inkMuted' ? colors.accent : colors[color]
    context.fillText(text, x - width / 2, y)
  }
  const isChosen = (edge: number) => {
    const { from, to } = scene.graph.edges[edge]
    return edge === active.edge || from === active.node || to === active.node
  }
  if (active.node !== -1 || active.edge !== -1)
    for (const edge of scene.edgeOrder) if (isChosen(edge)) write(edge, true)
  const most = taken.length + MOST_NUMBERS
  for (const edge of scene.edgeOrder) {
    if (taken.length >= most) break
    if (!isChosen(edge)) write(edge, false)
  }
}

/** What stands at an edge: its calls, with `!` where some failed; in a comparison what changed. */
export function numberAt({ graph, marks }: GraphScene, edge: number): { text: string; color: EdgeStyle['color'] } {
  if (marks !== null) return { text: marks.edges[edge].text, color: MARK_COLOR[marks.edges[edge].tone] }
  const { calls, evidence } = graph.edges[edge]
  return evidence !== null && evidence.errors > 0
    ? { text: `${formatCompact(calls)} !`, color: 'error' }
    : { text: formatCompact(calls), color: 'inkMuted' }
}

/** The text, cut with an ellipsis to the width. */
export function fitText(
  context: { measureText(text: string): { width: number } },
  text: string,
  width: number,
): string {
  if (context.measureText(text).width <= width) return text
  let low = 1
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle
    else high = middle - 1
  }
  return `${text.slice(0, low)}…`
}
