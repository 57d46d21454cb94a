import { LABEL_PX, placeLabels, type Size, type View } from '../layout/graphFrame.ts'
import { formatCompact } from '../lib/formatCompact.ts'
import type { Palette } from './palette.ts'
import {
  curveX,
  curveY,
  edgeCurve,
  nodeLook,
  nodeWidth,
  screenX,
  screenY,
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

/** While the view moves fewer edges are drawn and no numbers; everything is there again as soon as it rests. */
export type PaintQuality = 'moving' | 'settled'

const EDGES_WHILE_MOVING = 700
const NUMBERS_UP_TO = 60
const WIDTH_STEPS = [1.25, 2, 3, 4, 5.5]
const CROWD_ALPHA = [0.25, 0.28, 0.36, 0.5, 0.9]

/** Paints the whole graph; `colors.services` are those of the nodes. Edges are stroked in a few batches by width, so that thousands stay cheap. */
export function paintServiceGraph(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  area: Size,
  emphasis: GraphEmphasis,
  colors: Palette,
  quality: PaintQuality,
): void {
  context.clearRect(0, 0, area.width, area.height)
  const look = nodeLook(scene, view.k)
  const active = emphasis.hoverNode !== -1 ? emphasis.hoverNode : emphasis.node
  const activeEdge = emphasis.hoverEdge !== -1 ? emphasis.hoverEdge : emphasis.edge
  const dimmed = active !== -1 || activeEdge !== -1
  paintEdges(context, scene, view, look, area, colors, quality, dimmed)
  if (dimmed) paintActiveEdges(context, scene, view, look, colors, active, activeEdge)
  // numbers lie under the nodes: a name is never covered
  if (quality === 'settled' || active !== -1) paintNumbers(context, scene, view, look, area, colors, active, activeEdge)
  paintNodes(context, scene, view, look, area, colors, emphasis, active)
}

const curve = new Float64Array(8)

function paintEdges(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  area: Size,
  colors: Palette,
  quality: PaintQuality,
  dimmed: boolean,
) {
  const { edges } = scene.graph
  const count = quality === 'moving' ? Math.min(EDGES_WHILE_MOVING, edges.length) : edges.length
  const crowded = edges.length > 300
  const calm = crowded ? Math.sqrt(300 / edges.length) : 1
  context.lineCap = 'round'
  for (const dashed of [false, true]) {
    context.setLineDash(dashed ? [5, 4] : [])
    for (const backward of [false, true]) {
      context.strokeStyle = backward ? colors.clock : colors.inkMuted
      for (let step = 0; step < WIDTH_STEPS.length; step++) {
        const most = WIDTH_STEPS[step]
        const least = step === 0 ? 0 : WIDTH_STEPS[step - 1]
        context.beginPath()
        let any = false
        for (let i = 0; i < count; i++) {
          const edge = scene.edgeOrder[i]
          const width = scene.edgeWidth[edge]
          if (width <= least || width > most) continue
          const against = scene.layout.backward[edge] === 1 && edges[edge].from !== edges[edge].to
          if (against !== backward || isOneSided(scene, edge) !== dashed) continue
          if (!look.pill && edges[edge].from === edges[edge].to) continue
          edgeCurve(scene, view, look, edge, curve)
          if (isOutside(area)) continue
          context.moveTo(curve[0], curve[1])
          context.bezierCurveTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7])
          any = true
        }
        if (!any) continue
        // in a crowd the main flows stand out, the rest steps back
        context.globalAlpha = dimmed ? 0.15 : crowded ? CROWD_ALPHA[step] * calm : 0.6
        context.lineWidth = crowded && !look.pill ? Math.max(0.6, most * 0.5) : most
        context.stroke()
      }
    }
  }
  context.setLineDash([])
  context.globalAlpha = 1
}

/** Known to only one of the two sources, when both were asked. */
export function isOneSided({ graph }: GraphScene, edge: number): boolean {
  if (!graph.fromBackend || !graph.fromTraces) return false
  const { backendCalls, evidence } = graph.edges[edge]
  return backendCalls === null || evidence === null
}

const isOutside = (area: Size): boolean =>
  Math.max(curve[0], curve[2], curve[4], curve[6]) < 0 ||
  Math.min(curve[0], curve[2], curve[4], curve[6]) > area.width ||
  Math.max(curve[1], curve[3], curve[5], curve[7]) < 0 ||
  Math.min(curve[1], curve[3], curve[5], curve[7]) > area.height

function paintActiveEdges(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  colors: Palette,
  active: number,
  activeEdge: number,
) {
  context.strokeStyle = colors.accent
  context.fillStyle = colors.accent
  scene.graph.edges.forEach(({ from, to }, edge) => {
    if (edge !== activeEdge && from !== active && to !== active) return
    edgeCurve(scene, view, look, edge, curve)
    context.lineWidth = Math.max(1.5, scene.edgeWidth[edge])
    context.setLineDash(isOneSided(scene, edge) ? [5, 4] : [])
    context.beginPath()
    context.moveTo(curve[0], curve[1])
    context.bezierCurveTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7])
    context.stroke()
    paintArrow(context, scene.edgeWidth[edge])
  })
  context.setLineDash([])
}

function paintArrow(context: CanvasRenderingContext2D, width: number) {
  const angle = Math.atan2(curve[7] - curve[5], curve[6] - curve[4])
  const size = 5 + width
  context.beginPath()
  context.moveTo(curve[6], curve[7])
  context.lineTo(curve[6] - size * Math.cos(angle - 0.4), curve[7] - size * Math.sin(angle - 0.4))
  context.lineTo(curve[6] - size * Math.cos(angle + 0.4), curve[7] - size * Math.sin(angle + 0.4))
  context.fill()
}

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
    context.beginPath()
    context.roundRect(x - width / 2, y - look.height / 2, width, look.height, look.pill ? 5 : look.height / 2)
    context.fillStyle = look.pill ? (marked ? colors.bgSelected : colors.bg) : color
    context.fill()
    context.setLineDash(nodes[node].kind === 'service' ? [] : [3, 3])
    context.strokeStyle = marked ? colors.accent : look.pill ? color : colors.bg
    context.lineWidth = marked ? 2.5 : look.pill ? 1.5 : 1
    context.stroke()
    if (look.pill) {
      context.fillStyle = colors.ink
      const text = fitText(context, nodes[node].name, width - 12)
      context.fillText(text, x - context.measureText(text).width / 2, y + 0.5)
    }
  }
  context.setLineDash([])
  if (!look.pill) paintLabels(context, scene, view, look, area, colors, active)
}

function paintLabels(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  area: Size,
  colors: Palette,
  active: number,
) {
  const order = active === -1 ? scene.order : Uint32Array.from([active, ...scene.order])
  const labels = placeLabels({
    count: order.length,
    order,
    area,
    xOf: (node) => screenX(scene, view, node) + look.height / 2 + 3,
    yOf: (node) => screenY(scene, view, node),
    widthOf: (node) => scene.labelWidth[node],
    room: Math.max(60, scene.frame.pitch * view.k - 16),
  })
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = colors.bg
  for (const { node, x, y, width } of labels) {
    const text = fitText(context, scene.graph.nodes[node].name, width + 1)
    context.strokeText(text, x, y)
    context.fillStyle = node === active ? colors.accent : colors.ink
    context.fillText(text, x, y)
  }
}

/** Numbers of calls: at all edges while they are few, else at those of what the reader points at. */
function paintNumbers(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  area: Size,
  colors: Palette,
  active: number,
  activeEdge: number,
) {
  if (!look.pill) return
  const { edges } = scene.graph
  const all = edges.length <= NUMBERS_UP_TO
  context.font = `${LABEL_PX}px ${colors.font}`
  context.textBaseline = 'middle'
  const taken: [number, number, number][] = []
  for (const edge of scene.edgeOrder) {
    const { from, to, calls, evidence } = edges[edge]
    const chosen = edge === activeEdge || from === active || to === active
    if (!chosen && !all) continue
    edgeCurve(scene, view, look, edge, curve)
    if (isOutside(area)) continue
    const failed = evidence !== null && evidence.errors > 0
    const text = failed ? `${formatCompact(calls)} !` : formatCompact(calls)
    const width = context.measureText(text).width
    const x = curveX(curve, from === to ? 0.5 : 0.4)
    const y = curveY(curve, from === to ? 0.5 : 0.4)
    const covers = taken.some(
      ([ownX, ownY, half]) => Math.abs(ownX - x) < half + width / 2 + 4 && Math.abs(ownY - y) < LABEL_PX + 3,
    )
    if (covers && !chosen) continue
    taken.push([x, y, width / 2])
    context.fillStyle = colors.bg
    context.fillRect(x - width / 2 - 2, y - LABEL_PX / 2 - 1, width + 4, LABEL_PX + 2)
    context.fillStyle = failed ? colors.error : chosen ? colors.accent : colors.inkMuted
    context.fillText(text, x - width / 2, y)
  }
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
