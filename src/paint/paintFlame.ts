import type { FlameLayout } from '../layout/flame.ts'
import { QUEUE, isNetworkGap } from '../layout/rowPlan.ts'
import type { DrawnView } from '../layout/rowPlan.ts'
import { formatTick, placeTicks, roundStep } from '../layout/ticks.ts'
import type { TimeRange } from '../layout/timeRange.ts'
import { hasBit, type Bitset } from '../lib/bitset.ts'
import { formatDuration } from '../lib/format.ts'
import { FLAG, type Trace } from '../model/trace.ts'
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
  /** Gaps worth showing. */
  readonly notable: Uint32Array
  readonly gaps: DrawnView['gaps']
  readonly highlight: Bitset | null
  readonly matches: Bitset | null
}

/** Text in bars needs this much room. */
const MIN_LABEL_PX = 28
const PAD_PX = 4
const TICK_PX = 110

/** Paints the rows on screen. A span is at least a pixel; where several share one, one is painted: O(pixels · log spans). */
export function paintFlame(
  context: CanvasRenderingContext2D,
  frame: FlameFrame,
  palette: Palette,
  textures: Textures,
): void {
  const { layout, scrollPx, widthPx, heightPx } = frame
  context.fillStyle = palette.bg
  context.fillRect(0, 0, widthPx, heightPx)
  const first = Math.max(0, Math.floor(scrollPx / FLAME_ROW_PX))
  const last = Math.min(layout.rows - 1, Math.floor((scrollPx + heightPx - FLAME_AXIS_PX) / FLAME_ROW_PX))
  context.font = `12px ${palette.font}`
  context.textBaseline = 'middle'
  paintGaps(context, frame, textures)
  for (let row = first; row <= last; row++) paintRow(context, frame, palette, row)
  paintAxis(context, frame, palette)
}

/** Below their owner, where a child would be: spans are painted over them. */
function paintGaps(
  context: CanvasRenderingContext2D,
  { layout, gaps, notable, range, scrollPx, widthPx, heightPx }: FlameFrame,
  textures: Textures,
): void {
  const pxPerUs = widthPx / (range.endUs - range.startUs)
  for (const gap of notable) {
    const top = FLAME_AXIS_PX + (layout.row[gaps.owner[gap]] + 1) * FLAME_ROW_PX - scrollPx
    if (top + FLAME_ROW_PX < 0 || top > heightPx || gaps.endUs[gap] < range.startUs || gaps.startUs[gap] > range.endUs)
      continue
    if (gaps.kind[gap] === QUEUE) continue
    context.fillStyle = isNetworkGap(gaps, gap) ? textures.network : textures.gap
    const left = (gaps.startUs[gap] - range.startUs) * pxPerUs
    context.fillRect(left, top, Math.max(1, (gaps.endUs[gap] - gaps.startUs[gap]) * pxPerUs), FLAME_ROW_PX - 1)
  }
}

function paintRow(context: CanvasRenderingContext2D, frame: FlameFrame, palette: Palette, row: number): void {
  const { trace, layout, range, scrollPx, widthPx, selected, hovered, highlight, matches } = frame
  const { order, rowStart } = layout
  const top = FLAME_AXIS_PX + row * FLAME_ROW_PX - scrollPx
  const pxPerUs = widthPx / (range.endUs - range.startUs)
  const end = rowStart[row + 1]
  let at = firstEndingAfter(trace, layout, row, range.startUs)
  while (at < end) {
    const span = order[at]
    if (trace.startUs[span] > range.endUs) break
    const left = Math.max(-1, (trace.startUs[span] - range.startUs) * pxPerUs)
    const right = Math.min(widthPx + 1, (trace.endUs[span] - range.startUs) * pxPerUs)
    const width = Math.max(1, right - left - (right - left > 4 ? 1 : 0))
    const dimmed =
      (highlight !== null && !hasBit(highlight, span)) ||
      (highlight === null && matches !== null && !hasBit(matches, span))
    context.globalAlpha = dimmed ? 0.3 : 1
    context.fillStyle = palette.services[trace.serviceId[span]]
    context.fillRect(left, top, width, FLAME_ROW_PX - 1)
    if (trace.flags[span] & FLAG.error) {
      context.fillStyle = palette.error
      context.fillRect(left, top + FLAME_ROW_PX - 4, width, 3)
    }
    if (width >= MIN_LABEL_PX) paintLabel(context, trace, span, left, top, width, palette)
    context.globalAlpha = 1
    if (span === selected || span === hovered) {
      context.strokeStyle = span === selected ? palette.accent : palette.ink
      context.lineWidth = 2
      context.strokeRect(left + 1, top + 1, Math.max(1, width - 2), FLAME_ROW_PX - 3)
    }
    // What ends before the next pixel begins cannot be told from this bar.
    at =
      width > 1
        ? at + 1
        : Math.max(at + 1, firstEndingAfter(trace, layout, row, range.startUs + (left + 1) / pxPerUs, at + 1))
  }
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
