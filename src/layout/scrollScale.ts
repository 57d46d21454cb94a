/**
 * Rows in a scroller whose height a browser can still hold. Engines cap an element's height (Firefox near 17.8 M px,
 * Chromium near 33.5 M px); a million rows of 24 px are 24 M px. Taller content gets a scroller of `MAX_PX`: its bar
 * moves
 * through the whole in proportion, while small steps (wheel, touch, arrow buttons) move one px per px.
 *
 *   rows px    0 ────────────────────────────────── contentPx
 *   scroller   0 ─────────────── MAX_PX
 */
export const MAX_PX = 12_000_000

export interface ScrollScale {
  readonly contentPx: number
  readonly viewportPx: number
  /** What the scroller's content is given as height. */
  readonly scrollerPx: number
}

export function createScrollScale(contentPx: number, viewportPx: number): ScrollScale {
  return { contentPx, viewportPx, scrollerPx: Math.min(contentPx, MAX_PX) }
}

const range = (sizePx: number, viewportPx: number) => Math.max(0, sizePx - viewportPx)

/** Where the scroller stands when the rows are scrolled by `rowsPx`. */
export function toScroller({ contentPx, viewportPx, scrollerPx }: ScrollScale, rowsPx: number): number {
  const all = range(contentPx, viewportPx)
  if (scrollerPx === contentPx || all === 0) return rowsPx
  return (rowsPx / all) * range(scrollerPx, viewportPx)
}

/** How far the rows are scrolled after the scroller went from one place to another, when they were at `rowsPx`. */
export function toRows(scale: ScrollScale, rowsPx: number, scrollerFrom: number, scrollerTo: number): number {
  const { contentPx, viewportPx, scrollerPx } = scale
  if (scrollerPx === contentPx) return scrollerTo
  const all = range(contentPx, viewportPx)
  const step = scrollerTo - scrollerFrom
  const next = Math.abs(step) <= 2 * viewportPx ? rowsPx + step : (scrollerTo / range(scrollerPx, viewportPx)) * all
  return Math.min(Math.max(0, next), all)
}
