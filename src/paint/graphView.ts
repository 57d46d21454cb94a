import { select } from 'd3-selection'
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom'
import { frameGraph, LABEL_PX, type Size, type View } from '../layout/graphFrame.ts'
import type { DrawnGraph, GraphLayout } from '../layout/graphLayout.ts'
import { paintServiceGraph, type GraphEmphasis } from './paintServiceGraph.ts'
import { readPalette, type Palette } from './palette.ts'
import { createEdgeLayer, EDGES_PER_FRAME } from './edgeLayer.ts'
import { paintEdges } from './graphEdges.ts'
import {
  buildScene,
  hitEdge,
  hitNode,
  nodeLook,
  screenX,
  screenY,
  type GraphMarks,
  type GraphScene,
} from './serviceGraphScene.ts'

export interface GraphHit {
  readonly node: number
  readonly edge: number
}

export interface GraphView {
  /** Another graph, or another size of the area: frames it again. */
  show(graph: DrawnGraph, layout: GraphLayout, marks?: GraphMarks | null): void
  select(selected: GraphHit): void
  zoomBy(factor: number): void
  panBy(dx: number, dy: number): void
  fit(): void
  /** Brings a node into the middle when it is off the screen. */
  reveal(node: number): void
  /** The scene and palette as shown, for exports. */
  picture(): { scene: GraphScene; palette: Palette } | null
  destroy(): void
}

interface GraphViewOptions {
  readonly canvas: HTMLCanvasElement
  readonly minimap: HTMLCanvasElement
  readonly onHover: (hit: GraphHit, x: number, y: number) => void
  readonly onChoose: (hit: GraphHit) => void
  /** Whether the whole graph is shown as it first was. */
  readonly onFitChange: (fits: boolean) => void
}

const NOTHING: GraphHit = { node: -1, edge: -1 }
const SETTLE_MS = 120
const MAX_SCALE = 4
/** Up to here all edges are stroked in every frame. */
const FEW_EDGES = 600

/**
 * The graph's canvas outside React: panning, zooming and hovering paint once per frame and render nothing.
 */
export function createGraphView({ canvas, minimap, onHover, onChoose, onFitChange }: GraphViewOptions): GraphView {
  const context = canvas.getContext('2d')!
  let graph: DrawnGraph | null = null
  let layout: GraphLayout | null = null
  let marks: GraphMarks | null = null
  let scene: GraphScene | null = null
  let palette: Palette | null = null
  let area: Size = { width: 0, height: 0 }
  let view: View = { x: 0, y: 0, k: 1 }
  let emphasis: GraphEmphasis = { node: -1, edge: -1, hoverNode: -1, hoverEdge: -1 }
  let frameRequest = 0
  let settleTimer = 0
  let moving = false
  let fits = true
  let marked = false

  const paint = () => {
    frameRequest = 0
    if (!scene || !palette || area.width === 0) return
    const few = scene.graph.edges.length <= FEW_EDGES
    paintServiceGraph(
      context,
      scene,
      view,
      area,
      emphasis,
      palette,
      { moving: moving && !few },
      few ? undefined : paintManyEdges,
    )
    paintMinimap(minimap, scene, view, area, palette)
    if (!marked) performance.mark('lacuna:graph')
    marked = true
    const fitsNow =
      Math.abs(view.k - scene.frame.fit.k) < 0.001 &&
      Math.abs(view.x - scene.frame.fit.x) < 1 &&
      Math.abs(view.y - scene.frame.fit.y) < 1
    if (fitsNow !== fits) onFitChange((fits = fitsNow))
  }
  const layer = createEdgeLayer()
  const paintManyEdges = (dimmed: boolean) => {
    if (!scene || !palette) return
    if (moving) {
      const busiest = { from: 0, to: Math.min(EDGES_PER_FRAME, scene.graph.edges.length), dimmed }
      paintEdges(context, scene, view, nodeLook(scene, view.k), area, palette, busiest)
    } else if (!layer.paint(context, scene, view, area, palette, dimmed)) schedule()
  }
  const schedule = () => {
    if (frameRequest === 0) frameRequest = requestAnimationFrame(paint)
  }
  const zoomer = zoom<HTMLCanvasElement, unknown>()
    .clickDistance(4)
    .on('zoom', ({ transform }: { transform: ZoomTransform }) => {
      view = { x: transform.x, y: transform.y, k: transform.k }
      moving = true
      clearTimeout(settleTimer)
      settleTimer = window.setTimeout(() => {
        moving = false
        schedule()
      }, SETTLE_MS)
      schedule()
    })
  const surface = select(canvas)
  surface.call(zoomer).on('dblclick.zoom', null)
  const setView = (next: View) => surface.call(zoomer.transform, zoomIdentity.translate(next.x, next.y).scale(next.k))

  const readTheme = () => {
    if (graph)
      palette = readPalette(
        canvas,
        graph.nodes.map((node) => node.name),
      )
    schedule()
  }
  const reframe = () => {
    if (!graph || !layout || area.width === 0) return
    const frame = frameGraph(layout, area)
    readTheme()
    context.font = `${LABEL_PX}px ${palette!.font}`
    scene = buildScene(graph, layout, frame, marks, (text) => context.measureText(text).width)
    zoomer.scaleExtent([Math.min(frame.fit.k, 1) * 0.8, MAX_SCALE])
    setView(frame.fit)
    moving = false
    schedule()
  }
  const resize = () => {
    const box = canvas.getBoundingClientRect()
    if (box.width === area.width && box.height === area.height) return
    area = { width: box.width, height: box.height }
    const ratio = window.devicePixelRatio || 1
    canvas.width = Math.round(box.width * ratio)
    canvas.height = Math.round(box.height * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    reframe()
  }
  const resizes = new ResizeObserver(resize)
  resizes.observe(canvas)
  const themes = new MutationObserver(readTheme)
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] })

  const hitAt = (event: MouseEvent): GraphHit => {
    if (!scene) return NOTHING
    const box = canvas.getBoundingClientRect()
    const x = event.clientX - box.left
    const y = event.clientY - box.top
    const node = hitNode(scene, view, x, y)
    return { node, edge: node === -1 ? hitEdge(scene, view, x, y) : -1 }
  }
  const onMove = (event: PointerEvent) => {
    if (event.buttons !== 0) return
    const hit = hitAt(event)
    if (hit.node !== emphasis.hoverNode || hit.edge !== emphasis.hoverEdge) {
      emphasis = { ...emphasis, hoverNode: hit.node, hoverEdge: hit.edge }
      canvas.style.cursor = hit.node !== -1 || hit.edge !== -1 ? 'pointer' : 'grab'
      schedule()
    }
    onHover(hit, event.clientX, event.clientY)
  }
  const onLeave = () => {
    emphasis = { ...emphasis, hoverNode: -1, hoverEdge: -1 }
    onHover(NOTHING, 0, 0)
    schedule()
  }
  const onClick = (event: MouseEvent) => {
    if (!event.defaultPrevented) onChoose(hitAt(event))
  }
  const onMinimap = (event: PointerEvent) => {
    if (!scene || (event.type === 'pointermove' && event.buttons === 0)) return
    const box = minimap.getBoundingClientRect()
    const { scale, left, top } = minimapScale(scene, box.width, box.height)
    const worldX = (event.clientX - box.left - left) / scale
    const worldY = (event.clientY - box.top - top) / scale
    setView({ k: view.k, x: area.width / 2 - worldX * view.k, y: area.height / 2 - worldY * view.k })
  }
  canvas.addEventListener('pointermove', onMove)
  canvas.addEventListener('pointerleave', onLeave)
  canvas.addEventListener('click', onClick)
  minimap.addEventListener('pointerdown', onMinimap)
  minimap.addEventListener('pointermove', onMinimap)

  return {
    show: (nextGraph, nextLayout, nextMarks = null) => {
      graph = nextGraph
      layout = nextLayout
      marks = nextMarks
      marked = false
      emphasis = { ...emphasis, hoverNode: -1, hoverEdge: -1 }
      resize()
      reframe()
    },
    select: ({ node, edge }) => {
      emphasis = { ...emphasis, node, edge }
      schedule()
    },
    zoomBy: (factor) => {
      surface.call(zoomer.scaleBy, factor)
    },
    panBy: (dx, dy) => setView({ ...view, x: view.x + dx, y: view.y + dy }),
    fit: () => {
      if (scene) setView(scene.frame.fit)
    },
    reveal: (node) => {
      if (!scene || node < 0) return
      const x = screenX(scene, view, node)
      const y = screenY(scene, view, node)
      if (x > 40 && x < area.width - 40 && y > 20 && y < area.height - 20) return
      setView({ k: view.k, x: view.x + area.width / 2 - x, y: view.y + area.height / 2 - y })
    },
    picture: () => (scene && palette ? { scene, palette } : null),
    destroy: () => {
      cancelAnimationFrame(frameRequest)
      clearTimeout(settleTimer)
      resizes.disconnect()
      themes.disconnect()
      surface.on('.zoom', null)
      canvas.removeEventListener('pointermove', onMove)
      canvas.removeEventListener('pointerleave', onLeave)
      canvas.removeEventListener('click', onClick)
      minimap.removeEventListener('pointerdown', onMinimap)
      minimap.removeEventListener('pointermove', onMinimap)
    },
  }
}

function minimapScale({ frame, layout }: GraphScene, width: number, height: number) {
  const worldWidth = frame.pitch * Math.max(1, layout.columns)
  const scale = Math.min(width / worldWidth, height / Math.max(1, frame.height))
  return { scale, left: (width - worldWidth * scale) / 2, top: (height - frame.height * scale) / 2 }
}

/** Dots for the nodes and a frame around what the canvas shows; hidden by the caller's style while everything is in view. */
function paintMinimap(canvas: HTMLCanvasElement, scene: GraphScene, view: View, area: Size, palette: Palette) {
  const shown = view.k > scene.frame.fit.k * 1.15
  canvas.hidden = !shown
  if (!shown) return
  const box = canvas.getBoundingClientRect()
  const ratio = window.devicePixelRatio || 1
  const width = Math.round(box.width * ratio)
  if (canvas.width !== width) {
    canvas.width = width
    canvas.height = Math.round(box.height * ratio)
  }
  const context = canvas.getContext('2d')!
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.fillStyle = palette.bg
  context.fillRect(0, 0, box.width, box.height)
  const { scale, left, top } = minimapScale(scene, box.width, box.height)
  context.fillStyle = palette.inkFaint
  for (let node = 0; node < scene.graph.nodes.length; node++) {
    context.fillRect(left + scene.frame.x[node] * scale - 1, top + scene.frame.y[node] * scale - 1, 2, 2)
  }
  context.strokeStyle = palette.accent
  context.lineWidth = 1.5
  context.strokeRect(
    left + (-view.x / view.k) * scale,
    top + (-view.y / view.k) * scale,
    (area.width / view.k) * scale,
    (area.height / view.k) * scale,
  )
}
