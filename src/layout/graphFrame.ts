import type { GraphLayout } from './graphLayout.ts'

/** No text is drawn smaller. */
export const LABEL_PX = 11
const MIN_PITCH = 84
const MAX_PITCH = 260
const MARGIN = 28
const MAX_SPREAD = 2.6
/** More names than this at once are a wall of text. */
const MOST_LABELS = 150

export interface Size {
  readonly width: number
  readonly height: number
}

export interface View {
  readonly x: number
  readonly y: number
  readonly k: number
}

/** Node centres in world px, and the view that shows them all. */
export interface GraphFrame {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly pitch: number
  readonly height: number
  readonly fit: View
}

/**
 * Spreads the columns so that the whole graph fills the area it is given: a graph of few layers gets wide columns, with room for
 * long names; one that is taller than the area gets columns as wide as the scale that shows its height allows.
 */
export function frameGraph(layout: GraphLayout, area: Size): GraphFrame {
  const innerWidth = Math.max(200, area.width - 2 * MARGIN)
  const innerHeight = Math.max(100, area.height - 2 * MARGIN)
  const tallest = Math.min(1, innerHeight / Math.max(1, layout.height))
  const steps = Math.max(1, layout.columns)
  const pitch = Math.max(MIN_PITCH, Math.min(MAX_PITCH / tallest, innerWidth / tallest / steps))
  const width = pitch * steps
  const k = Math.min(1, innerWidth / width, tallest)
  // a graph of few rows spreads over the height it is given, up to where rows would lose each other
  const spread = Math.max(1, Math.min(MAX_SPREAD, innerHeight / Math.max(1, layout.height * k)))
  const height = layout.height * spread
  return {
    x: Float64Array.from(layout.column, (column) => (column + 0.5) * pitch),
    y: layout.y.map((y) => y * spread),
    pitch,
    height,
    fit: { k, x: (area.width - width * k) / 2, y: (area.height - height * k) / 2 },
  }
}

/** A label that is drawn: left edge and baseline centre on the screen, and how wide it may be. */
export interface PlacedLabel {
  readonly node: number
  readonly x: number
  readonly y: number
  readonly width: number
}

export interface LabelInput {
  readonly count: number
  /** Screen position of the node's centre. */
  readonly xOf: (node: number) => number
  readonly yOf: (node: number) => number
  /** Width of the full name on the screen, px. */
  readonly widthOf: (node: number) => number
  /** Nodes by importance, most important first. */
  readonly order: Uint32Array
  readonly area: Size
  /** Between a node's centre and its name, px. */
  readonly gap: number
  /** Room a label may take to its right, px. */
  readonly room: number
}

/**
 * Chooses which names to write when there is no room for all: the important ones first, each where it covers no other. Rows of
 * taken places keep it near O(labels). Names wider than the room are cut.
 */
export function placeLabels({ count, xOf, yOf, widthOf, order, area, gap, room }: LabelInput): PlacedLabel[] {
  const linePx = LABEL_PX + 2
  const rows = new Map<number, PlacedLabel[]>()
  const placed: PlacedLabel[] = []
  for (let i = 0; i < count && placed.length < MOST_LABELS; i++) {
    const node = order[i]
    const centre = xOf(node)
    const y = yOf(node)
    if (centre < -room || centre > area.width + 20 || y < -20 || y > area.height + 20) continue
    const width = Math.min(widthOf(node), Math.max(room, 48))
    // at the right border the name stands on the other side
    const x = centre + gap + width > area.width && centre < area.width ? centre - gap - width : centre + gap
    const label = { node, x, y, width }
    const row = Math.floor(y / linePx)
    const covers = (other: PlacedLabel) =>
      Math.abs(other.y - y) < linePx && x < other.x + other.width + 4 && other.x < x + label.width + 4
    if ([row - 1, row, row + 1].some((near) => rows.get(near)?.some(covers))) continue
    const own = rows.get(row)
    if (own) own.push(label)
    else rows.set(row, [label])
    placed.push(label)
  }
  return placed
}
