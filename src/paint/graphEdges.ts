import type { Size, View } from '../layout/graphFrame.ts'
import type { Palette } from './palette.ts'
import { edgeCurve, type EdgeStyle, type GraphScene, type NodeLook } from './serviceGraphScene.ts'

const DIMMED_ALPHA = 0.15
const PLAIN_ALPHA = 0.6
/** In a crowd the main flows stand out and the rest steps back, less so where the reader has come near. */
const FAR_ALPHA = [0.7, 0.25, 0.1]
const NEAR_ALPHA = [0.9, 0.55, 0.35]
/** So many faint edges are a mist; more of them must not make it thicker. */
const MIST_EDGES = 500

const curve = new Float64Array(8)

/**
 * Strokes the edges `from` to before `to` of `scene.edgeOrder` (busiest first), a batch for each look, so that thousands stay
 * cheap.
 */
export function paintEdges(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  area: Size,
  colors: Palette,
  { from, to, dimmed }: { readonly from: number; readonly to: number; readonly dimmed: boolean },
): void {
  const batches: number[][] = scene.styles.map(() => [])
  for (let i = from; i < to; i++) batches[scene.styleOf[scene.edgeOrder[i]]].push(scene.edgeOrder[i])
  batches.forEach((batch, index) => {
    if (batch.length === 0) return
    const style = scene.styles[index]
    context.beginPath()
    let any = false
    for (const edge of batch) {
      if (!look.pill && scene.graph.edges[edge].from === scene.graph.edges[edge].to) continue
      edgeCurve(scene, view, look, edge, curve)
      if (isOutside(curve, area)) continue
      context.moveTo(curve[0], curve[1])
      context.bezierCurveTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7])
      any = true
    }
    if (!any) return
    context.lineCap = style.dash.length > 0 ? 'butt' : 'round'
    context.setLineDash(style.dash)
    context.strokeStyle = colors[style.color]
    context.globalAlpha = dimmed ? Math.min(DIMMED_ALPHA, alphaOf(scene, look, style)) : alphaOf(scene, look, style)
    context.lineWidth = scene.crowded && !look.pill ? Math.max(0.6, style.width * 0.5) : style.width
    context.stroke()
  })
  context.setLineDash([])
  context.globalAlpha = 1
}

function alphaOf({ crowded, graph }: GraphScene, { pill }: NodeLook, { tier }: EdgeStyle): number {
  if (!crowded) return tier === 0 ? PLAIN_ALPHA + 0.25 : PLAIN_ALPHA
  if (pill) return NEAR_ALPHA[tier]
  return tier === 2 ? FAR_ALPHA[2] * Math.min(1, Math.sqrt(MIST_EDGES / graph.edges.length)) : FAR_ALPHA[tier]
}

export const isOutside = (points: Float64Array, area: Size): boolean =>
  Math.max(points[0], points[2], points[4], points[6]) < 0 ||
  Math.min(points[0], points[2], points[4], points[6]) > area.width ||
  Math.max(points[1], points[3], points[5], points[7]) < 0 ||
  Math.min(points[1], points[3], points[5], points[7]) > area.height

/** The edge that is pointed at, or all of the node: over the others, with arrows. */
export function paintActiveEdges(
  context: CanvasRenderingContext2D,
  scene: GraphScene,
  view: View,
  look: NodeLook,
  colors: Palette,
  active: { readonly node: number; readonly edge: number },
): void {
  context.strokeStyle = colors.accent
  context.fillStyle = colors.accent
  context.lineCap = 'butt'
  scene.graph.edges.forEach(({ from, to }, edge) => {
    if (edge !== active.edge && from !== active.node && to !== active.node) return
    const style = scene.styles[scene.styleOf[edge]]
    edgeCurve(scene, view, look, edge, curve)
    context.lineWidth = Math.max(1.5, style.width)
    context.setLineDash(style.dash)
    context.beginPath()
    context.moveTo(curve[0], curve[1])
    context.bezierCurveTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7])
    context.stroke()
    paintArrow(context, style.width)
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
