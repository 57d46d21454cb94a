import type { TimeRange } from './timeRange.ts'

/**
 * Where times are on the time column, in CSS px from its left edge.
 *
 *   startUs          endUs
 *   |====bar====|    |
 *   0            widthPx
 */
export interface TimeScale {
  readonly startUs: number
  readonly pxPerUs: number
  readonly widthPx: number
}

export const createTimeScale = ({ startUs, endUs }: TimeRange, widthPx: number): TimeScale => ({
  startUs,
  pxPerUs: Math.max(1, widthPx) / Math.max(1e-9, endUs - startUs),
  widthPx,
})

export const xOf = (scale: TimeScale, us: number): number => (us - scale.startUs) * scale.pxPerUs
export const usOf = (scale: TimeScale, x: number): number => scale.startUs + x / scale.pxPerUs

/** On which side of what is seen a bar lies. */
export const SIDE = { left: -1, seen: 0, right: 1 } as const

/** A bar's place; one object is reused for all bars of a frame. */
export interface Bar {
  x: number
  widthPx: number
  /** A `SIDE`. */
  side: number
}

/** How far outside the column an edge is still drawn, so that no outline shows at the column's own edge. */
const BLEED_PX = 4

/**
 * Places the bar of [startUs, endUs): never thinner than a pixel, and cut just outside the column, because canvases
 * lose
 * precision far beyond it. Writes into `bar`.
 */
export function placeBar(scale: TimeScale, startUs: number, endUs: number, bar: Bar): Bar {
  const left = xOf(scale, startUs)
  const right = xOf(scale, endUs)
  // What starts with the column's very end keeps its pixel: it may be the trace's last, zero-length span.
  bar.side = Math.max(right, left + 1) <= 0 ? SIDE.left : left > scale.widthPx + 0.5 ? SIDE.right : SIDE.seen
  bar.x = Math.min(Math.max(-BLEED_PX, left), scale.widthPx - 1)
  bar.widthPx = Math.max(1, Math.min(right, scale.widthPx + BLEED_PX) - bar.x)
  return bar
}

/** Bars closer than this to the pointer count as hit, so that a one-pixel bar can be. */
export const GRAB_PX = 3

export const isOnBar = (bar: Bar, x: number): boolean =>
  bar.side === SIDE.seen && x >= bar.x - GRAB_PX && x <= bar.x + bar.widthPx + GRAB_PX

/** The row at a height in the window; may lie past the last row. */
export const rowAt = (yPx: number, scrollPx: number, rowPx: number): number => Math.floor((yPx + scrollPx) / rowPx)
export const yOfRow = (row: number, scrollPx: number, rowPx: number): number => row * rowPx - scrollPx

/**
 * Visits stretches of time from left to right, joining those that fall on the same pixels: at most one visit per pixel,
 * however many there are. `startUs` and `endUs` are read through `at`, positions `[from, to)` ascending by start and
 * not
 * overlapping (gaps of a span, segments of a ledger, members of sequential repeats). O(pixels · log).
 *
 *   stretches  |=||=|=|   |==|        visits  [=======]  [===]
 */
export function mergeByPixel(
  scale: TimeScale,
  startUs: ArrayLike<number>,
  endUs: ArrayLike<number>,
  at: ArrayLike<number> | null,
  from: number,
  to: number,
  visit: (x: number, widthPx: number, first: number) => void,
): void {
  const indexOf = (position: number) => (at === null ? position : at[position])
  const rightUs = usOf(scale, scale.widthPx)
  // A pixel before the column: what has no length and stands at its very start is still to be seen.
  let position = firstEndingAfter(endUs, at, from, to, usOf(scale, -1))
  while (position < to) {
    const first = indexOf(position)
    if (startUs[first] > rightUs) return
    const x = Math.min(Math.max(-BLEED_PX, xOf(scale, startUs[first])), scale.widthPx - 1)
    let end = Math.max(x + 1, xOf(scale, endUs[first]))
    position++
    // What ends before this pixel does is part of it: searched over, not walked over.
    while (position < to) {
      position = firstEndingAfter(endUs, at, position, to, usOf(scale, end))
      if (position === to || xOf(scale, startUs[indexOf(position)]) >= end) break
      end = Math.max(end, xOf(scale, endUs[indexOf(position++)]))
    }
    visit(x, Math.min(end, scale.widthPx + BLEED_PX) - x, first)
    if (end >= scale.widthPx) return
  }
}

function firstEndingAfter(
  endUs: ArrayLike<number>,
  at: ArrayLike<number> | null,
  lo: number,
  hi: number,
  us: number,
): number {
  // Neighbours first: stretches wider than a pixel are the common case.
  if (lo < hi && endUs[at === null ? lo : at[lo]] > us) return lo
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if (endUs[at === null ? middle : at[middle]] <= us) lo = middle + 1
    else hi = middle
  }
  return lo
}
