import { type Bar, mergeByPixel, placeBar, SIDE, xOf, yOfRow } from '../layout/bars.ts'
import { marksOf, skewIn } from '../layout/repeatMarks.ts'
import { isPickedOut } from '../layout/pickedOut.ts'
import { isNetworkGap, QUEUE } from '../layout/rowPlan.ts'
import { ROW, type RowKind } from '../layout/rows.ts'
import type { Stretches } from '../layout/stretches.ts'
import { lowerBound } from '../lib/bisect.ts'
import { FLAG } from '../model/trace.ts'
import { DASH, fill, outline, paintLabel, paintOffscreen, SOLID } from './barParts.ts'
import type { Palette } from './palette.ts'
import { labelFont, rowMetrics, type TimeScene } from './timeScene.ts'

const DIMMED = 0.25
const ASYNC_ALPHA = 0.45
/** Under a bar wider than this, stretches of the critical path below a pixel would only be dust. */
const SPECK_PX = 8
/** Stands out below the bar, so that it is seen on hatching, too. */
const ERROR_LINE_PX = 5

const bar: Bar = { x: 0, widthPx: 0, side: 0 }
const ghost: Bar = { x: 0, widthPx: 0, side: 0 }

/** Paints the rows on screen. Work and allocations depend on them and on the width in pixels, not on the trace. */
export function paintTimeColumn(context: CanvasRenderingContext2D, scene: TimeScene): void {
  const { view, plan, scale, heightPx, firstRow, endRow, rows, palette, highlight } = scene
  context.clearRect(0, 0, scale.widthPx, heightPx)
  paintGrid(context, scene)
  context.font = labelFont(palette)
  context.textBaseline = 'middle'
  for (let row = firstRow; row < endRow; row++) {
    const y = yOfRow(row, scene.scrollPx, scene.rowPx)
    const index = rows.index[row]
    const kind = rows.kind[row] as RowKind
    context.globalAlpha = highlight === null || isPickedOut(highlight, { kind, index }, view, plan) ? 1 : DIMMED
    switch (kind) {
      case ROW.span:
        paintSpan(context, scene, index, row, y)
        break
      case ROW.gap:
        paintGap(context, scene, index, row, y)
        break
      case ROW.missing:
        paintMissing(context, scene, index, row, y)
        break
      default:
        paintRepeat(context, scene, index, row, y)
    }
  }
  context.globalAlpha = 1
}

function paintGrid(context: CanvasRenderingContext2D, { scale, ticksUs, heightPx, palette }: TimeScene): void {
  context.fillStyle = palette.grid
  for (let i = 0; i < ticksUs.length; i++) context.fillRect(Math.round(xOf(scale, ticksUs[i])), 0, 1, heightPx)
}

function paintSpan(context: CanvasRenderingContext2D, scene: TimeScene, span: number, row: number, y: number): void {
  const { view, scale, palette } = scene
  const { trace, shiftUs, asynchronous } = view
  const { barTop, barPx } = rowMetrics(scene.rowPx)
  const top = y + barTop
  const color = palette.services[trace.serviceId[span]]
  const flags = trace.flags[span]
  placeBar(scale, trace.startUs[span], trace.endUs[span], bar)

  const shift = shiftUs === null ? 0 : shiftUs[span]
  if (shift !== 0) paintGhost(context, scene, trace.startUs[span] + shift, trace.endUs[span] + shift, top)
  if (bar.side !== SIDE.seen) return paintOffscreen(context, scene, bar, row, y)

  if (asynchronous[span] === 1) {
    const alpha = context.globalAlpha
    context.globalAlpha = alpha * ASYNC_ALPHA
    fill(context, color, bar.x, top, bar.widthPx, barPx)
    context.globalAlpha = alpha
    outline(context, color, bar.x, top, bar.widthPx, barPx)
  } else fill(context, color, bar.x, top, bar.widthPx, barPx)
  paintOwnGaps(context, scene, span, top, barPx)
  if (flags & FLAG.hasEvents) paintEvents(context, scene, span, top, barPx)
  if (shift !== 0) outline(context, palette.clock, bar.x, top, bar.widthPx, barPx, 1.5)
  else if (scene.skewed !== null && scene.skewed[trace.processId[span]] === 1)
    paintSkewed(context, palette, bar.x, bar.widthPx, top, barPx)
  if (flags & FLAG.error) outline(context, palette.error, bar.x, top, bar.widthPx, barPx, 1.5)
  paintCritical(context, scene, span, y)
  paintLabel(context, scene, bar, row, y, palette.inkMuted, (flags & FLAG.error) !== 0)
}

/** Where the span was recorded, before its clock was put right. */
function paintGhost(
  context: CanvasRenderingContext2D,
  scene: TimeScene,
  startUs: number,
  endUs: number,
  top: number,
): void {
  const { palette } = scene
  const { barPx } = rowMetrics(scene.rowPx)
  placeBar(scene.scale, startUs, endUs, ghost)
  if (ghost.side !== SIDE.seen) {
    // Too far off to be drawn: a mark at the edge says on which side it would be.
    const isLeft = ghost.side === SIDE.left
    context.fillStyle = palette.clock
    context.textAlign = isLeft ? 'left' : 'right'
    context.fillText(isLeft ? '‹' : '›', isLeft ? 2 : scene.scale.widthPx - 2, top + barPx / 2)
    return
  }
  context.setLineDash(DASH)
  outline(context, palette.clock, ghost.x, top - 2, Math.max(2, ghost.widthPx), barPx + 4)
  context.setLineDash(SOLID)
}

/** A bar whose clock is off and was left where it was recorded. */
function paintSkewed(
  context: CanvasRenderingContext2D,
  palette: Palette,
  x: number,
  widthPx: number,
  top: number,
  barPx: number,
): void {
  context.setLineDash(DASH)
  outline(context, palette.clock, x, top - 1, Math.max(3, widthPx), barPx + 2, 1.5)
  context.setLineDash(SOLID)
}

/** Notable gaps inside the bar: the same places as the gap rows below it, seen also while those are shut. */
function paintOwnGaps(
  context: CanvasRenderingContext2D,
  scene: TimeScene,
  span: number,
  top: number,
  barPx: number,
): void {
  const { notable, notableOwner } = scene.plan
  if (notable.length === 0 || scene.view.trace.subtreeEnd[span] === span + 1) return
  const { gaps } = scene.view
  let from = lowerBound(notableOwner, span)
  if (notableOwner[from] !== span) return
  while (notableOwner[from] === span && gaps.kind[notable[from]] === QUEUE) from++
  const to = lowerBound(notableOwner, span + 1, from)
  mergeByPixel(scene.scale, gaps.startUs, gaps.endUs, notable, from, to, (x, widthPx, gap) => {
    fill(context, isNetworkGap(gaps, gap) ? scene.textures.network : scene.textures.gap, x, top, widthPx, barPx)
  })
}

function paintEvents(
  context: CanvasRenderingContext2D,
  scene: TimeScene,
  span: number,
  top: number,
  barPx: number,
): void {
  const times = scene.eventsOf(span)
  if (times === null) return
  context.fillStyle = scene.palette.ink
  let last = -Infinity
  for (let i = 0; i < times.length; i++) {
    const x = Math.round(xOf(scene.scale, times[i]))
    if (x <= last + 1 || x < 0 || x > scene.scale.widthPx) continue
    context.fillRect(x, top - 2, 1, barPx + 4)
    context.fillRect(x - 1, top - 3, 3, 2)
    last = x
  }
}

/** The main ledger's stretches of this span. */
function paintCritical(context: CanvasRenderingContext2D, scene: TimeScene, span: number, y: number): void {
  if (scene.critical === null) return
  const { first, order } = scene.critical
  if (first[span] === first[span + 1]) return
  const { startUs, endUs } = scene.view.ledgers[0].segments
  const top = y + rowMetrics(scene.rowPx).criticalTop
  context.fillStyle = scene.palette.critical
  const leastPx = bar.widthPx > SPECK_PX ? 1.01 : 0
  mergeByPixel(scene.scale, startUs, endUs, order, first[span], first[span + 1], (x, widthPx) => {
    if (widthPx > leastPx) context.fillRect(x, top, widthPx, 2)
  })
}

function paintGap(context: CanvasRenderingContext2D, scene: TimeScene, gap: number, row: number, y: number): void {
  const { gaps } = scene.view
  const { palette, textures } = scene
  const { barTop, barPx } = rowMetrics(scene.rowPx)
  placeBar(scene.scale, gaps.startUs[gap], gaps.endUs[gap], bar)
  if (bar.side !== SIDE.seen) return paintOffscreen(context, scene, bar, row, y)
  const network = isNetworkGap(gaps, gap)
  fill(context, network ? textures.network : textures.gap, bar.x, y + barTop, bar.widthPx, barPx)
  const ink = network ? palette.network : palette.gap
  outline(context, ink, bar.x, y + barTop, bar.widthPx, barPx)
  paintLabel(context, scene, bar, row, y, ink, false, true)
}

function paintMissing(
  context: CanvasRenderingContext2D,
  scene: TimeScene,
  group: number,
  row: number,
  y: number,
): void {
  const { startUs, endUs } = scene.plan.missing[group]
  const { barTop, barPx } = rowMetrics(scene.rowPx)
  placeBar(scene.scale, startUs, endUs, bar)
  if (bar.side !== SIDE.seen) return paintOffscreen(context, scene, bar, row, y)
  context.setLineDash(DASH)
  outline(context, scene.palette.missing, bar.x, y + barTop, bar.widthPx, barPx)
  context.setLineDash(SOLID)
  paintLabel(context, scene, bar, row, y, scene.palette.missing, false, true)
}

/**
 * All members on one line: side by side where they ran one after another, one band where they overlap. Gaps, errors and clocks that
 * are off or were put right show where they are, among the members and below them, however many there are: an outline for a call
 * that failed, a line for what failed below it.
 */
function paintRepeat(context: CanvasRenderingContext2D, scene: TimeScene, index: number, row: number, y: number): void {
  const repeat = scene.plan.repeats[index]
  const { view, plan, scale, palette, textures, skewed } = scene
  const { trace } = view
  const { barTop, barPx } = rowMetrics(scene.rowPx)
  const top = y + barTop
  const startUs = trace.startUs[repeat.spans[0]]
  const color = palette.services[repeat.serviceId]
  placeBar(scale, startUs, startUs + repeat.wallUs, bar)
  if (bar.side !== SIDE.seen) return paintOffscreen(context, scene, bar, row, y)
  // Of several at once the lower half has the gaps: beside each some other runs.
  const halfPx = barPx / 2 - 1
  const gapPx = repeat.sequential ? barPx : halfPx
  const gapTop = top + barPx - gapPx
  if (repeat.sequential) {
    mergeByPixel(scale, trace.startUs, trace.endUs, repeat.spans, 0, repeat.spans.length, (x, widthPx) => {
      fill(context, color, x, top, widthPx > 3 ? widthPx - 1 : widthPx, barPx)
    })
  } else {
    fill(context, color, bar.x, top, bar.widthPx, halfPx)
    fill(context, color, bar.x, gapTop, bar.widthPx, halfPx)
  }
  const { errors, failedAt, errorsBelowAt, gapsAt, networkAt, movedAt } = marksOf(repeat, view, plan)
  const mark = ({ startUs, endUs }: Stretches, paint: (x: number, widthPx: number) => void) =>
    mergeByPixel(scale, startUs, endUs, null, 0, startUs.length, paint)
  mark(networkAt, (x, widthPx) => fill(context, textures.network, x, gapTop, widthPx, gapPx))
  mark(gapsAt, (x, widthPx) => fill(context, textures.gap, x, gapTop, widthPx, gapPx))
  mark(movedAt, (x, widthPx) => outline(context, palette.clock, x, top, Math.max(2, widthPx), barPx, 1.5))
  if (skewed !== null)
    mark(skewIn(repeat, trace, skewed), (x, widthPx) => paintSkewed(context, palette, x, widthPx, top, barPx))
  mark(errorsBelowAt, (x, widthPx) =>
    fill(context, palette.error, x, top + barPx - 3, Math.max(2, widthPx), ERROR_LINE_PX),
  )
  mark(failedAt, (x, widthPx) => outline(context, palette.error, x, top, Math.max(2, widthPx), barPx, 1.5))
  paintLabel(context, scene, bar, row, y, palette.inkMuted, errors > 0, true)
}

/** The row's own stretch of time: of its span, gap, orphans or repeats. Writes start and end into `out`. */
export function timesOfRow(
  { view, rows, plan }: Pick<TimeScene, 'view' | 'rows' | 'plan'>,
  row: number,
  out: Float64Array,
): Float64Array {
  const index = rows.index[row]
  const kind = rows.kind[row]
  if (kind === ROW.span || kind === ROW.gap) {
    const { startUs, endUs } = kind === ROW.span ? view.trace : view.gaps
    out[0] = startUs[index]
    out[1] = endUs[index]
  } else if (kind === ROW.missing) {
    out[0] = plan.missing[index].startUs
    out[1] = plan.missing[index].endUs
  } else {
    const { spans, wallUs } = plan.repeats[index]
    out[0] = view.trace.startUs[spans[0]]
    out[1] = out[0] + wallUs
  }
  return out
}
