import { type Bar, createTimeScale, placeBar, SIDE, type TimeScale, xOf } from '../layout/bars.ts'
import { formatTick, placeTicks, roundStep, TICK_PX } from '../layout/ticks.ts'
import type { TimeRange } from '../layout/timeRange.ts'
import { plural } from '../lib/format.ts'
import type { Palette } from './palette.ts'
import type { BoxShape, Picture, Shape, TextureName } from './picture.ts'

/** One row as it is shown. Times are those of the view. */
export interface PictureRow {
  readonly depth: number
  readonly service: string
  readonly operation: string
  readonly note: string
  /** Beside the bar. */
  readonly label: string
  readonly startUs: number
  readonly endUs: number
  /** A service's id, a texture, or a parent that was never received. */
  readonly look: number | TextureName | 'missing'
  /** For repeats: one stretch per member; else empty. */
  readonly pieces: readonly Stretch[]
  /** Gaps inside the bar. */
  readonly gaps: readonly (Stretch & { readonly texture: TextureName })[]
  readonly critical: readonly Stretch[]
  /** Where it was recorded, when it is drawn elsewhere. */
  readonly recorded: Stretch | null
  /** Its clock is off, and it is drawn as recorded. */
  readonly isSkewed: boolean
  readonly isError: boolean
  readonly isAsync: boolean
}

export interface Stretch {
  readonly startUs: number
  readonly endUs: number
}

export interface WaterfallSubject {
  readonly rows: readonly PictureRow[]
  /** Rows that did not fit into the picture. */
  readonly more: number
  readonly range: TimeRange
  /** The first is the title. */
  readonly headings: readonly string[]
}

const WIDTH = 1440
const MARGIN = 24
const NAME_PX = 430
const ROW_PX = 22
const BAR_PX = 12
const TEXT_PX = 12
/** What a character takes on average; a vector file is read with fonts that nobody knows. */
const CHARACTER_PX = 6.7
const BOLD_CHARACTER_PX = 7.8
const STEP_PX = 12

/**
 * The waterfall as it is shown, with everything that carries a meaning: gaps, errors, corrected and skewed clocks, what is missing,
 * the critical path; a legend names what occurs.
 *
 *     root           ==========================  1.88 s
 *       extract_text   =======  634 ms
 *       gap                   ///  201 ms
 */
export function drawWaterfall({ rows, more, range, headings }: WaterfallSubject, palette: Palette): Picture {
  const shapes: Shape[] = []
  const timeX = MARGIN + NAME_PX
  const scale = createTimeScale(range, WIDTH - MARGIN - timeX)
  let y = MARGIN
  headings.forEach((heading, at) => {
    shapes.push(text(MARGIN, (y += 20) - 6, cut(heading, (WIDTH - 2 * MARGIN) / CHARACTER_PX), palette.ink, at === 0))
  })
  y += 24
  const ticksUs = placeTicks(range, scale.widthPx, TICK_PX)
  const stepUs = roundStep(((range.endUs - range.startUs) * TICK_PX) / scale.widthPx)
  for (const us of ticksUs) {
    const x = timeX + xOf(scale, us)
    shapes.push(text(x + 3, y - 6, formatTick(us, stepUs), palette.inkMuted))
    shapes.push(box(x, y, 1, rows.length * ROW_PX, palette.grid))
  }
  for (const row of rows) {
    shapes.push(box(MARGIN, y, WIDTH - 2 * MARGIN, 1, palette.grid))
    drawName(shapes, row, y, palette)
    drawBar(shapes, row, y, timeX, scale, palette)
    y += ROW_PX
  }
  if (more > 0) shapes.push(text(MARGIN, (y += 20) - 6, `and ${plural(more, 'more row')}`, palette.inkMuted))
  y = drawLegend(shapes, rows, y + 14, palette)
  return {
    width: WIDTH,
    height: Math.ceil(y + MARGIN),
    background: palette.bg,
    font: palette.font,
    shapes,
    textures: { gap: [palette.gap, palette.gapBg], network: [palette.network, palette.networkBg] },
  }
}

function drawName(shapes: Shape[], row: PictureRow, y: number, palette: Palette): void {
  const x = MARGIN + Math.min(row.depth, 20) * STEP_PX
  const middle = y + 15
  shapes.push(swatch(row, x, y + 7, palette))
  const room = (timeRoom(x) - 14) / CHARACTER_PX
  const service = cut(row.service, room)
  shapes.push(text(x + 14, middle, service, row.isError ? palette.error : palette.ink, true))
  const left = room - service.length - 1
  if (left < 3) return
  const operation = cut([row.operation, row.note].filter(Boolean).join(' · '), left)
  // Where the bold name ends no vector file knows: a little more than its letters take.
  shapes.push(text(x + 14 + (service.length + 1) * BOLD_CHARACTER_PX, middle, operation, palette.inkMuted))
}

const timeRoom = (x: number) => MARGIN + NAME_PX - 10 - x

function swatch({ look }: PictureRow, x: number, y: number, palette: Palette): BoxShape {
  const shape = box(x, y, 9, 9, typeof look === 'number' ? palette.services[look] : palette.bg)
  if (look === 'missing') return { ...shape, stroke: palette.missing, dashed: true }
  return typeof look === 'number' ? shape : { ...shape, texture: look, stroke: palette[look] }
}

const bar: Bar = { x: 0, widthPx: 0, side: 0 }

function drawBar(shapes: Shape[], row: PictureRow, y: number, timeX: number, scale: TimeScale, palette: Palette): void {
  const top = y + 5
  const place = ({ startUs, endUs }: Stretch): BoxShape | null => {
    placeBar(scale, startUs, endUs, bar)
    const x = Math.max(0, bar.x)
    return bar.side === SIDE.seen
      ? box(timeX + x, top, Math.max(1, Math.min(scale.widthPx, bar.x + bar.widthPx) - x), BAR_PX, palette.bg)
      : null
  }
  const whole = place(row)
  if (!whole) {
    const isLeft = bar.side === SIDE.left
    const label = isLeft ? `‹ ${row.label}` : `${row.label} ›`
    const x = isLeft ? timeX + 4 : timeX + scale.widthPx - 4
    shapes.push(text(x, y + 15, label, palette.inkFaint, false, isLeft ? 'start' : 'end'))
    return
  }
  const { look } = row
  const color = typeof look === 'number' ? palette.services[look] : palette.bg
  if (row.pieces.length > 0) {
    for (const piece of row.pieces) {
      const shape = place(piece)
      if (shape) shapes.push({ ...shape, fill: color })
    }
  } else if (look === 'missing') shapes.push({ ...whole, stroke: palette.missing, dashed: true })
  else if (typeof look === 'string') shapes.push({ ...whole, texture: look, stroke: palette[look] })
  else shapes.push({ ...whole, fill: color, opacity: row.isAsync ? 0.45 : 1, stroke: row.isAsync ? color : null })
  for (const gap of row.gaps) {
    const shape = place(gap)
    if (shape) shapes.push({ ...shape, texture: gap.texture })
  }
  if (row.recorded) {
    const ghost = place(row.recorded)
    if (ghost) shapes.push(frame(ghost, 2, palette.clock, true))
    // Too far off to be drawn: a mark at the edge says on which side it would be.
    else if (bar.side === SIDE.left) shapes.push(text(timeX + 2, y + 15, '‹', palette.clock))
    else shapes.push(text(timeX + scale.widthPx - 2, y + 15, '›', palette.clock, false, 'end'))
    shapes.push(frame(whole, 0, palette.clock, false))
  } else if (row.isSkewed) shapes.push(frame(whole, 1, palette.clock, true))
  if (row.isError) shapes.push(frame(whole, 0, palette.error, false))
  for (const stretch of row.critical) {
    const shape = place(stretch)
    if (shape) shapes.push({ ...shape, y: top + BAR_PX + 1, height: 2, fill: palette.critical })
  }
  drawLabel(shapes, row, whole, y, timeX + scale.widthPx, timeX, palette)
}

/** An outline without a fill. */
const frame = (shape: BoxShape, outPx: number, stroke: string, dashed: boolean): BoxShape => ({
  ...shape,
  y: shape.y - outPx,
  height: shape.height + 2 * outPx,
  fill: 'transparent',
  opacity: 1,
  stroke,
  dashed,
})

/** To the bar's right, else to its left, else inside it. */
function drawLabel(
  shapes: Shape[],
  row: PictureRow,
  whole: BoxShape,
  y: number,
  end: number,
  start: number,
  palette: Palette,
): void {
  const label = row.isError ? `! ${row.label}` : row.label
  const width = label.length * CHARACTER_PX
  const right = whole.x + whole.width
  const ink = row.isError ? palette.error : typeof row.look === 'string' ? palette[row.look] : palette.inkMuted
  if (right + 5 + width <= end) shapes.push(text(right + 5, y + 15, label, ink))
  else if (whole.x - 5 - width >= start) shapes.push(text(whole.x - 5, y + 15, label, ink, false, 'end'))
  else {
    if (typeof row.look === 'string') shapes.push(box(right - width - 8, y + 4, width + 6, BAR_PX + 2, palette.bg))
    const inside = typeof row.look === 'string' ? ink : palette.onBar
    shapes.push(text(right - 5, y + 15, label, inside, false, 'end'))
  }
}

/** What the picture has, named; returns where it ends. */
function drawLegend(shapes: Shape[], rows: readonly PictureRow[], y: number, palette: Palette): number {
  const sample = (more: Partial<BoxShape>): BoxShape => ({ ...box(0, 0, 18, 10, palette.bg), ...more })
  const has = (is: (row: PictureRow) => boolean) => rows.some(is)
  const hasTexture = (name: TextureName) =>
    has(({ look, gaps }) => look === name || gaps.some(({ texture }) => texture === name))
  const entries: readonly (readonly [boolean, BoxShape, string])[] = [
    [hasTexture('gap'), sample({ texture: 'gap', stroke: palette.gap }), 'time no span explains'],
    [hasTexture('network'), sample({ texture: 'network', stroke: palette.network }), 'network or queue'],
    [has(({ critical }) => critical.length > 0), sample({ height: 2, fill: palette.critical }), 'critical path'],
    [has(({ isError }) => isError), sample({ stroke: palette.error }), 'error'],
    [has(({ isSkewed }) => isSkewed), sample({ stroke: palette.clock, dashed: true }), 'clock is off, as recorded'],
    [
      has(({ recorded }) => recorded !== null),
      sample({ stroke: palette.clock }),
      'clock corrected; dashed: as recorded',
    ],
    [has(({ look }) => look === 'missing'), sample({ stroke: palette.missing, dashed: true }), 'never received'],
    [
      has(({ isAsync }) => isAsync),
      sample({ fill: palette.inkMuted, opacity: 0.45, stroke: palette.inkMuted }),
      'asynchronous',
    ],
  ]
  let x = MARGIN
  for (const [occurs, shape, name] of entries) {
    if (!occurs) continue
    shapes.push({ ...shape, x, y: y + (10 - shape.height) / 2 })
    shapes.push(text(x + 24, y + 9, name, palette.inkMuted))
    x += 24 + name.length * CHARACTER_PX + 24
  }
  return y + 10
}

const box = (x: number, y: number, width: number, height: number, fill: string): BoxShape => ({
  type: 'box',
  x,
  y,
  width,
  height,
  fill,
  opacity: 1,
  stroke: null,
})

const text = (
  x: number,
  y: number,
  value: string,
  fill: string,
  bold = false,
  align: 'start' | 'end' = 'start',
): Shape => ({ type: 'text', x, y, text: value, fill, align, bold, sizePx: TEXT_PX })

const cut = (value: string, characters: number) =>
  value.length <= characters ? value : `${value.slice(0, Math.max(1, Math.floor(characters) - 1))}…`
