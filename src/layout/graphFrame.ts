import type { GraphLayout } from './graphLayout.ts'

/** No text is drawn smaller. */
export const LABEL_PX = 11
const MIN_PITCH = 84
const MAX_PITCH = 260
const MARGIN = 28

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
  const x = Float64Array.from(layout.column, (column) => (column + 0.5) * pitch)
  return {
    x,
    y: layout.y,
    pitch,
    fit: { k, x: (area.width - width * k) / 2, y: (area.height - layout.height * k) / 2 },
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
  /** Room a label may take to its right, px. */
  readonly room: number
}

/**
 * Chooses which names to write when there is no room for all: the important ones first, each where it covers no other. A grid of
 * taken cells makes it O(labels). Names beyond the room are cut, never below `minWidth`.
 */
export function placeLabels({ count, xOf, yOf, widthOf, order, area, room }: LabelInput): PlacedLabel[] {
  const rowPx = LABEL_PX + 4
  const rows = new Map<number, [number, number][]>()
  const placed: PlacedLabel[] = []
  for (let i = 0; i < count; i++) {
    const node = order[i]
    const x = xOf(node)
    const y = yOf(node)
    if (x < -room || x > area.width + 20 || y < -20 || y > area.height + 20) continue
    const width = Math.min(widthOf(node), Math.max(room, 48))
    const left = x
    const right = x + width + 4
    const firstRow = Math.floor((y - rowPx / 2) / rowPx)
    const lastRow = Math.floor((y + rowPx / 2) / rowPx)
    let free = true
    for (let row = firstRow; row <= lastRow && free; row++) {
      free = !(rows.get(row) ?? []).some(([from, to]) => left < to && right > from)
    }
    if (!free) continue
    for (let row = firstRow; row <= lastRow; row++) {
      const taken = rows.get(row)
      if (taken) taken.push([left, right])
      else rows.set(row, [[left, right]])
    }
    placed.push({ node, x: left, y, width })
  }
  return placed
}
