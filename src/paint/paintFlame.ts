import { createTimeScale, mergeByPixel } from '../layout/bars.ts'
import type { FlameLayout } from '../layout/flame.ts'
import { createPlaceCursor, placesOf, type FlameMarks, type RowGaps } from '../layout/flameMarks.ts'
import type { DrawnView } from '../layout/rowPlan.ts'
import { formatTick, placeTicks, roundStep } from '../layout/ticks.ts'
import type { TimeRange } from '../layout/timeRange.ts'
import type { Bitset } from '../lib/bitset.ts'
import { formatDuration } from '../lib/format.ts'
import type { Trace } from '../model/trace.ts'
import { DASH, SOLID } from './barParts.ts'
import type { Palette } from './palette.ts'
import type { Textures } from './textures.ts'

export const FLAME_ROW_PX = 20
export const FLAME_AXIS_PX = 20

/** What a frame of the flame view is painted from. */
export interface FlameFrame {
  readonly trace: Trace
  readonly layout: FlameLayout
  readonly range: TimeRange
  readonly scrollPx: number
  readonly widthPx: number
  readonly heightPx: number
  readonly selected: number
  readonly hovered: number
  readonly gaps: Pick<DrawnView['gaps'], 'startUs' | 'endUs'>
  /** What is not lost where spans share a pixel; of these gaps and this layout. */
  readonly marks: FlameMarks
  readonly highlight: Bitset | null
  readonly matches: Bitset | null
}

/** Text in bars needs this much room. */
const MIN_LABEL_PX = 28
const PAD_PX = 4
const TICK_PX = 110
/** Bars narrower than this have no room for an outline. */
const MIN_OUTLINE_PX = 8

/**
 * Paints the rows on screen. A span is at least a pixel; where several share one, the first is painted (the first that is picked
 * out), with the errors and clocks of all: O(pixels · log spans).
 */
export function paintFlame(
  context: CanvasRenderingContext2D,
  frame: FlameFrame,
  palette: Palette,
  textures: Textures,
): void {
  const { layout, marks, highlight, matches, scrollPx, widthPx, heightPx } = frame
  context.fillStyle = palette.bg
  context.fillRect(0, 0, widthPx, heightPx)
  const first = Math.max(0, Math.floor(scrollPx / FLAME_ROW_PX))
  const last = Math.min(layout.rows - 1, Math.floor((scrollPx + heightPx - FLAME_AXIS_PX) / FLAME_ROW_PX))
  context.font = `12px ${palette.font}`
  context.textBaseline = 'middle'
  const picked = highlight ?? matches
  const cursors = {
    error: createPlaceCursor(marks.errors),
    moved: createPlaceCursor(marks.moved),
    skewed: createPlaceCursor(marks.skewed),
    picked: picked && createPlaceCursor(placesOf(picked, layout)),
  }
  for (let row = first; row <= last; row++) {
    paintGaps(context, frame, textures.network, marks.network, row)
    paintGaps(context, frame, textures.gap, marks.gaps, row)
    paintRow(context, frame, palette, row, cursors)
  }
  paintFrame(context, frame, frame.selected, palette.accent)
  if (frame.hovered !== frame.selected) paintFrame(context, frame, frame.hovered, palette.ink)
  paintAxis(context, frame, palette)
}

/** Below their owner, where a child would be: spans are painted over them. */
function paintGaps(
  context: CanvasRenderingContext2D,
  frame: FlameFrame,
  texture: CanvasPattern,
  { gaps, rowStart }: RowGaps,
  row: number,
): void {
  const from = rowStart[row]
  const to = rowStart[row + 1]
  if (from === to) return
  const { startUs, endUs } = frame.gaps
  const top = topOf(frame, row)
  context.fillStyle = texture
  mergeByPixel(createTimeScale(frame.range, frame.widthPx), startUs, endUs, gaps, from, to, (x, widthPx) =>
    context.fillRect(x, top, widthPx, FLAME_ROW_PX - 1),
  )
}

const topOf = ({ scrollPx }: FlameFrame, row: number) => FLAME_AXIS_PX + row * FLAME_ROW_PX - scrollPx

/** Writes a bar's left edge and width in px into `bar`. */
function placeSpan({ trace, range, widthPx }: FlameFrame, span: number): void {
  const pxPerUs = widthPx / (range.endUs - range.startUs)
  const right = Math.min(widthPx + 1, (trace.endUs[span] - range.startUs) * pxPerUs)
  bar.left = Math.max(-1, Math.min(widthPx - 1, (trace.startUs[span] - range.startUs) * pxPerUs))
  bar.width = Math.max(1, right - bar.left - (right - bar.left > 4 ? 1 : 0))
}
const bar = { left: 0, width: 0 }

/** What finds the marks of the spans in a pixel; for one frame, as rows are painted from the top. */
interface MarkCursors {
  readonly error: Cursor
  readonly moved: Cursor
  readonly skewed: Cursor
  /** Null while nothing is picked out. */
  readonly picked: Cursor | null
}
type Cursor = ReturnType<typeof createPlaceCursor>

function paintRow(
  context: CanvasRenderingContext2D,
  frame: FlameFrame,
  palette: Palette,
  row: number,
  cursors: MarkCursors,
): void {
  const { trace, layout, range, widthPx } = frame
  const { order, rowStart } = layout
  const top = topOf(frame, row)
  const pxPerUs = widthPx / (range.endUs - range.startUs)
  const end = rowStart[row + 1]
  let at = firstEndingAfter(trace, layout, row, range.startUs)
  while (at < end) {
    const span = order[at]
    if (trace.startUs[span] > range.endUs) break
    placeSpan(frame, span)
    const { left, width } = bar
    // What ends before the next pixel begins cannot be told from this bar: it is one with it, and so are its marks.
    const next =
      width > 1
        ? at + 1
        : Math.max(at + 1, firstEndingAfter(trace, layout, row, range.startUs + (left + 1) / pxPerUs, at + 1))
    const picked = cursors.picked?.(at, next) ?? at
    context.globalAlpha = picked < 0 ? 0.3 : 1
    context.fillStyle = palette.services[trace.serviceId[picked < 0 ? span : order[picked]]]
    context.fillRect(left, top, width, FLAME_ROW_PX - 1)
    const isMoved = cursors.moved(at, next) >= 0
    if (isMoved || cursors.skewed(at, next) >= 0) paintClock(context, palette, isMoved, left, top, width)
    if (cursors.error(at, next) >= 0) {
      context.fillStyle = palette.error
      context.fillRect(left, top + FLAME_ROW_PX - 4, width, 3)
    }
    if (width >= MIN_LABEL_PX) paintLabel(context, trace, span, left, top, width, palette)
    at = next
  }
  context.globalAlpha = 1
}

/** An outline, dashed where the span is drawn as recorded; a line on top where the bar has no room for one. */
function paintClock(
  context: CanvasRenderingContext2D,
  palette: Palette,
  isMoved: boolean,
  left: number,
  top: number,
  width: number,
): void {
  if (width < MIN_OUTLINE_PX) {
    context.fillStyle = palette.clock
    context.fillRect(left, top, width, 3)
    return
  }
  context.strokeStyle = palette.clock
  context.lineWidth = 1.5
  if (!isMoved) context.setLineDash(DASH)
  context.strokeRect(left + 0.75, top + 0.75, width - 1.5, FLAME_ROW_PX - 2.5)
  if (!isMoved) context.setLineDash(SOLID)
}

/** The frame around the span under the pointer or the one selected, however many share its pixel. */
function paintFrame(context: CanvasRenderingContext2D, frame: FlameFrame, span: number, color: string): void {
  const { trace, layout, range, heightPx } = frame
  if (span < 0 || trace.endUs[span] < range.startUs || trace.startUs[span] > range.endUs) return
  const top = topOf(frame, layout.row[span])
  if (top + FLAME_ROW_PX < FLAME_AXIS_PX || top > heightPx) return
  placeSpan(frame, span)
  context.strokeStyle = color
  context.lineWidth = 2
  context.strokeRect(bar.left + 1, top + 1, Math.max(1, bar.width - 2), FLAME_ROW_PX - 3)
}

function paintLabel(
  context: CanvasRenderingContext2D,
  trace: Trace,
  span: number,
  left: number,
  top: number,
  width: number,
  palette: Palette,
): void {
  const start = Math.max(left, 0) + PAD_PX
  const room = left + width - start - PAD_PX
  const name = trace.names[trace.nameId[span]]
  const text =
    fit(context, `${name}  ${formatDuration(trace.endUs[span] - trace.startUs[span])}`, room) ??
    fit(context, name, room) ??
    cut(context, name, room)
  context.fillStyle = palette.onBar
  context.fillText(text, start, top + FLAME_ROW_PX / 2)
}

const fit = (context: CanvasRenderingContext2D, text: string, room: number) =>
  text.length * 4 < room + 200 && context.measureText(text).width <= room ? text : null

/** As many characters as fit, judged by their average width. */
function cut(context: CanvasRenderingContext2D, text: string, room: number): string {
  const short = text.slice(0, 200)
  const perChar = context.measureText(short).width / short.length
  const count = Math.floor(room / perChar) - 1
  return count < 2 ? '' : `${short.slice(0, count)}…`
}

function paintAxis(context: CanvasRenderingContext2D, { range, widthPx }: FlameFrame, palette: Palette): void {
  context.fillStyle = palette.bg
  context.fillRect(0, 0, widthPx, FLAME_AXIS_PX)
  context.fillStyle = palette.inkMuted
  const stepUs = roundStep(((range.endUs - range.startUs) * TICK_PX) / Math.max(1, widthPx))
  for (const tick of placeTicks(range, widthPx, TICK_PX)) {
    const x = ((tick - range.startUs) / (range.endUs - range.startUs)) * widthPx
    context.fillText(formatTick(tick, stepUs), x + 3, FLAME_AXIS_PX / 2)
    context.fillRect(Math.round(x), 0, 1, FLAME_AXIS_PX)
  }
  context.fillRect(0, FLAME_AXIS_PX - 1, widthPx, 1)
}

/** First entry of a row whose span ends after a time: spans of a row do not overlap, so ends ascend like starts. */
function firstEndingAfter(
  trace: Trace,
  { order, rowStart }: FlameLayout,
  row: number,
  us: number,
  from = rowStart[row],
): number {
  let low = from
  let high = rowStart[row + 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (trace.endUs[order[middle]] < us) low = middle + 1
    else high = middle
  }
  return low
}

/** The span under a point of the canvas, or -1. Within `slackPx` of a thin one counts. */
export function hitFlame(
  { trace, layout, range, scrollPx, widthPx }: FlameFrame,
  x: number,
  y: number,
  slackPx = 2,
): number {
  const row = Math.floor((y - FLAME_AXIS_PX + scrollPx) / FLAME_ROW_PX)
  if (y < FLAME_AXIS_PX || row < 0 || row >= layout.rows) return -1
  const usPerPx = (range.endUs - range.startUs) / widthPx
  const us = range.startUs + x * usPerPx
  const at = firstEndingAfter(trace, layout, row, us - slackPx * usPerPx)
  if (at >= layout.rowStart[row + 1]) return -1
  const span = layout.order[at]
  return trace.startUs[span] <= us + slackPx * usPerPx ? span : -1
}
