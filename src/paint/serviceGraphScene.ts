import { LABEL_PX, type GraphFrame, type View } from '../layout/graphFrame.ts'
import { type DrawnGraph, NODE_HEIGHT, ROW_GAP, type GraphLayout } from '../layout/graphLayout.ts'

/** What a comparison says of an edge. */
export interface EdgeMark {
  readonly tone: 'added' | 'removed' | 'slower' | 'faster' | 'same'
  /** Stands at the edge in place of its calls. */
  readonly text: string
}

/** A comparison of two graphs, over the graph of both. */
export interface GraphMarks {
  /** Per edge. */
  readonly edges: readonly EdgeMark[]
  /** Per node: what stands behind its name, '' for nothing. */
  readonly nodes: readonly string[]
}

type LineColor = 'inkMuted' | 'clock' | 'accent' | 'error' | 'ok'

export const MARK_COLOR: Readonly<Record<EdgeMark['tone'], LineColor>> = {
  added: 'accent',
  removed: 'inkMuted',
  slower: 'error',
  faster: 'ok',
  same: 'inkMuted',
}

/** How an edge is drawn; edges of one style are stroked together. */
export interface EdgeStyle {
  readonly color: LineColor
  readonly dash: number[]
  /** Line width, px: by calls, logarithmic, in steps. */
  readonly width: number
  /** How much it stands out: 0 a main flow, 1, 2 the rest. */
  readonly tier: number
}

/** Everything about a laid out graph that painting and hit-testing need, computed once per layout. */
export interface GraphScene {
  readonly graph: DrawnGraph
  readonly layout: GraphLayout
  readonly frame: GraphFrame
  readonly marks: GraphMarks | null
  /** Distinct looks of edges, and which one each edge has. */
  readonly styles: readonly EdgeStyle[]
  readonly styleOf: Uint16Array
  /** So many edges that only the main flows can be told apart. */
  readonly crowded: boolean
  /** Nodes that a main flow leads from or to; 1 per node. */
  readonly onMainFlow: Uint8Array
  /** What each node is called, and the width of that in the label font, px. */
  readonly labels: readonly string[]
  readonly labelWidth: Float64Array
  /** Nodes by importance: most calls first. Decides which names are written where there is no room for all. */
  readonly order: Uint32Array
  /** Edges by calls, most first; in a comparison those that changed come before. */
  readonly edgeOrder: Uint32Array
}

const CROWD = 300
/** A loop is short: wider, it would be a blot. */
const LOOP_WIDTH = 2
const LOOP_HALF_PX = 14
const LOOP_LIFT_PX = 20
const WIDTH_STEPS = [1.25, 2, 3, 4, 5.5]
const ONE_SIDED = [5, 4]
const ADDED = [9, 3, 2, 3]
const REMOVED = [4, 4]

export function buildScene(
  graph: DrawnGraph,
  layout: GraphLayout,
  frame: GraphFrame,
  marks: GraphMarks | null,
  measureText: (text: string) => number,
): GraphScene {
  const { nodes, edges } = graph
  const most = edges.reduce((max, edge) => Math.max(max, edge.calls), 1)
  const weight = (node: number) => nodes[node].callsIn + nodes[node].callsOut + nodes[node].selfCalls
  const changed = (edge: number) => Number(marks !== null && marks.edges[edge].tone !== 'same')
  const edgeOrder = Uint32Array.from(
    [...edges.keys()].sort((a, b) => changed(b) - changed(a) || edges[b].calls - edges[a].calls || a - b),
  )
  const onMainFlow = new Uint8Array(nodes.length)
  const styles: EdgeStyle[] = []
  const styleOf = new Uint16Array(edges.length)
  const known = new Map<string, number>()
  edgeOrder.forEach((edge, rank) => {
    const { from, to, calls } = edges[edge]
    const byCalls = 1 + 4.5 * (Math.log1p(calls) / Math.log1p(most)) ** 2
    const step = WIDTH_STEPS.find((px) => byCalls <= px) ?? WIDTH_STEPS[WIDTH_STEPS.length - 1]
    const width = from === to ? Math.min(LOOP_WIDTH, step) : step
    const { color, dash } = lineOf(graph, layout, marks, edge)
    const style: EdgeStyle = {
      color,
      // on a wide line short dashes would be beads
      dash: dash.map((px) => px * Math.max(1, width / 2.5)),
      width,
      tier: marks === null ? tierOf(rank, edges.length) : 1 - changed(edge),
    }
    if (style.tier === 0) onMainFlow[from] = onMainFlow[to] = 1
    const key = JSON.stringify(style)
    if (!known.has(key)) known.set(key, styles.push(style) - 1)
    styleOf[edge] = known.get(key)!
  })
  const labels = nodes.map(({ name }, node) => (marks === null ? name : `${name}${marks.nodes[node]}`))
  return {
    graph,
    layout,
    frame,
    marks,
    styles,
    styleOf,
    crowded: edges.length > CROWD,
    onMainFlow,
    labels,
    labelWidth: Float64Array.from(labels, measureText),
    order: Uint32Array.from([...nodes.keys()].sort((a, b) => weight(b) - weight(a) || a - b)),
    edgeOrder,
  }
}

/** The main flows are the busiest twelfth, at most sixty; then as many as can be followed with the eye. */
function tierOf(rank: number, count: number): number {
  if (count <= CROWD) return 1
  if (rank < Math.min(60, count / 12)) return 0
  return rank < Math.min(250, count / 3) ? 1 : 2
}

function lineOf(
  graph: DrawnGraph,
  layout: GraphLayout,
  marks: GraphMarks | null,
  edge: number,
): Pick<EdgeStyle, 'color' | 'dash'> {
  if (marks !== null) {
    const { tone } = marks.edges[edge]
    return { color: MARK_COLOR[tone], dash: tone === 'added' ? ADDED : tone === 'removed' ? REMOVED : [] }
  }
  const { from, to } = graph.edges[edge]
  const dash = isOneSided(graph, edge) ? ONE_SIDED : []
  // against the flow: it closes a cycle
  if (layout.backward[edge] === 1 && from !== to) return { color: 'clock', dash }
  return { color: 'inkMuted', dash }
}

/** Known to only one of the two sources, when both were asked. */
function isOneSided(graph: DrawnGraph, edge: number): boolean {
  if (!graph.fromBackend || !graph.fromTraces) return false
  const { backendCalls, evidence } = graph.edges[edge]
  return backendCalls === null || evidence === null
}

/** How nodes look at a scale: pills with the name inside while there is room, dots with names beside them otherwise. */
export interface NodeLook {
  readonly pill: boolean
  readonly height: number
  readonly maxWidth: number
}

const PILL_PADDING = 10
/** Room that a pill leaves between the columns for edges, px. */
const EDGE_ROOM = 26

export function nodeLook({ frame }: GraphScene, k: number): NodeLook {
  const columnPx = frame.pitch * k
  const pill = k * (NODE_HEIGHT + ROW_GAP) >= LABEL_PX + 5 && columnPx >= 70
  return pill
    ? {
        pill,
        height: Math.max(LABEL_PX + 3, Math.min(NODE_HEIGHT + 4, NODE_HEIGHT * k)),
        maxWidth: columnPx - EDGE_ROOM,
      }
    : { pill, height: Math.max(4, Math.min(9, 10 * k)), maxWidth: 9 }
}

export const nodeWidth = (scene: GraphScene, look: NodeLook, node: number): number =>
  look.pill ? Math.min(look.maxWidth, scene.labelWidth[node] + 2 * PILL_PADDING) : look.height

export const screenX = (scene: GraphScene, view: View, node: number): number => scene.frame.x[node] * view.k + view.x
export const screenY = (scene: GraphScene, view: View, node: number): number => scene.frame.y[node] * view.k + view.y

/** The cubic curve of an edge on the screen: start, two control points, end; written into `out`. */
export function edgeCurve(scene: GraphScene, view: View, look: NodeLook, edge: number, out: Float64Array): void {
  const { from, to } = scene.graph.edges[edge]
  const x1 = screenX(scene, view, from)
  const y1 = screenY(scene, view, from)
  const x2 = screenX(scene, view, to)
  const y2 = screenY(scene, view, to)
  const halfFrom = nodeWidth(scene, look, from) / 2
  const halfTo = nodeWidth(scene, look, to) / 2
  if (from === to) {
    // a loop above the node
    const half = Math.min(LOOP_HALF_PX, halfFrom * 0.6)
    const top = y1 - look.height / 2
    out.set([x1 - half, top, x1 - 2 * half, top - LOOP_LIFT_PX, x1 + 2 * half, top - LOOP_LIFT_PX, x1 + half, top])
    return
  }
  if (scene.layout.backward[edge]) {
    // against the flow: out of the left side, around below (in the lower half above: else it would leave the picture), into the right side
    const sag = Math.max(30, 0.25 * Math.abs(x1 - x2)) + look.height
    const middle = view.y + (scene.frame.height * view.k) / 2
    const around = (y1 + y2) / 2 > middle ? Math.min(y1, y2) - sag : Math.max(y1, y2) + sag
    out.set([x1 - halfFrom, y1, x1 - halfFrom - 30, around, x2 + halfTo + 30, around, x2 + halfTo, y2])
    return
  }
  const reach = Math.max(12, (x2 - halfTo - (x1 + halfFrom)) * 0.5)
  out.set([x1 + halfFrom, y1, x1 + halfFrom + reach, y1, x2 - halfTo - reach, y2, x2 - halfTo, y2])
}

const at = (a: number, b: number, c: number, d: number, t: number) => {
  const s = 1 - t
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d
}

export const curveX = (curve: Float64Array, t: number): number => at(curve[0], curve[2], curve[4], curve[6], t)
export const curveY = (curve: Float64Array, t: number): number => at(curve[1], curve[3], curve[5], curve[7], t)

/** The middle of what stands at an edge: so far along it, or beside a loop. */
export const textPlace = (
  curve: Float64Array,
  { isLoop, at: t, width }: { readonly isLoop: boolean; readonly at: number; readonly width: number },
): { readonly x: number; readonly y: number } =>
  isLoop
    ? { x: curve[6] + LOOP_HALF_PX / 2 + width / 2, y: curve[7] - LOOP_LIFT_PX / 2 }
    : { x: curveX(curve, t), y: curveY(curve, t) }

/** The node under a point of the screen, or -1. */
export function hitNode(scene: GraphScene, view: View, x: number, y: number): number {
  const look = nodeLook(scene, view.k)
  let best = -1
  let bestDistance = Infinity
  for (let node = 0; node < scene.graph.nodes.length; node++) {
    const dx = Math.max(0, Math.abs(x - screenX(scene, view, node)) - nodeWidth(scene, look, node) / 2)
    const dy = Math.max(0, Math.abs(y - screenY(scene, view, node)) - look.height / 2)
    const distance = Math.hypot(dx, dy)
    if (distance < bestDistance) [best, bestDistance] = [node, distance]
  }
  return bestDistance <= (look.pill ? 0 : 5) ? best : -1
}

const HIT_PX = 5
const SAMPLES = 24

/** The edge nearest to a point of the screen within a few px, or -1; of several the one with most calls. */
export function hitEdge(scene: GraphScene, view: View, x: number, y: number): number {
  const look = nodeLook(scene, view.k)
  const curve = new Float64Array(8)
  for (const edge of scene.edgeOrder) {
    edgeCurve(scene, view, look, edge, curve)
    if (
      x < Math.min(curve[0], curve[2], curve[4], curve[6]) - HIT_PX ||
      x > Math.max(curve[0], curve[2], curve[4], curve[6]) + HIT_PX
    )
      continue
    if (
      y < Math.min(curve[1], curve[3], curve[5], curve[7]) - HIT_PX ||
      y > Math.max(curve[1], curve[3], curve[5], curve[7]) + HIT_PX
    )
      continue
    let fromX = curve[0]
    let fromY = curve[1]
    for (let i = 1; i <= SAMPLES; i++) {
      const toX = curveX(curve, i / SAMPLES)
      const toY = curveY(curve, i / SAMPLES)
      if (distanceToSegment(x, y, fromX, fromY, toX, toY) <= HIT_PX) return edge
      fromX = toX
      fromY = toY
    }
  }
  return -1
}

function distanceToSegment(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const dx = x2 - x1
  const dy = y2 - y1
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length))
  return Math.hypot(x - (x1 + t * dx), y - (y1 + t * dy))
}
