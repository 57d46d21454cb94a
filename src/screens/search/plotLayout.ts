import { placeTicks, formatTick, roundStep } from '../../layout/ticks.ts'
import { formatDuration } from '../../lib/format.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { isInside } from './results.ts'
import type { Zoom } from './resultsView.ts'
import { formatAxisTime, zoneOffsetUs, type TimeZoneChoice } from './timeText.ts'

export interface PlotSize {
  readonly widthPx: number
  readonly heightPx: number
}

export interface PlotPoint {
  readonly trace: TraceSummary
  readonly xPx: number
  readonly yPx: number
  readonly radiusPx: number
}

/** Points that would lie on each other, as one. */
export interface PlotCell {
  readonly count: number
  /** Traces with errors among them. */
  readonly failed: number
  readonly xPx: number
  readonly yPx: number
  /** A cell has this width and height. */
  readonly sizePx: number
  /** 0 … 1 by the logarithm of its count. */
  readonly weight: number
}

export interface PlotTick {
  readonly atPx: number
  readonly label: string
}

export interface Plot {
  /** By start: the order in which arrow keys walk them. Those inside the axes that are not in a cell. */
  readonly points: readonly PlotPoint[]
  /** By start. */
  readonly cells: readonly PlotCell[]
  readonly xTicks: readonly PlotTick[]
  readonly yTicks: readonly PlotTick[]
  /** The inside of the axes. */
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** An area in pixels as an area of times and durations. */
  readonly zoomOf: (x0: number, y0: number, x1: number, y1: number) => Zoom
}

export const PLOT_MARGIN = { left: 60, right: 14, top: 10, bottom: 22 } as const
const TIME_TICK_PX = 90
const MIN_RADIUS_PX = 3
const MAX_RADIUS_PX = 9
/** In a plot of many, large ones would hide their neighbours. */
const MAX_RADIUS_OF_MANY_PX = 5

interface PlotOptions {
  readonly size: PlotSize
  readonly logarithmic: boolean
  readonly zone: TimeZoneChoice
  /** Shows this area instead of all points. */
  readonly zoom: Zoom | null
}

/**
 * Start × duration. An area by span count (a trace of 400 spans has twice the radius of one of 100), big ones first so that small
 * ones stay on top. A duration of 0 has no logarithm: it sits at the lower edge.
 */
export function layoutPlot(traces: readonly TraceSummary[], { size, logarithmic, zone, zoom }: PlotOptions): Plot {
  const left = PLOT_MARGIN.left
  const right = Math.max(left + 1, size.widthPx - PLOT_MARGIN.right)
  const top = PLOT_MARGIN.top
  const bottom = Math.max(top + 1, size.heightPx - PLOT_MARGIN.bottom)
  const extent = zoom ?? extentOf(traces)
  const xScale = makeScale(extent.startUs, Math.max(extent.endUs, extent.startUs + 1), left, right, false)
  const low = logarithmic ? Math.max(extent.lowUs, 1) : extent.lowUs
  const high = Math.max(extent.highUs, low + 1)
  const yScale = makeScale(low, high, bottom, top, logarithmic)
  const most = traces.reduce((max, trace) => Math.max(max, trace.spanCount), 1)
  const maxRadiusPx = traces.length > FEW ? MAX_RADIUS_OF_MANY_PX : MAX_RADIUS_PX
  const all = traces
    .map((trace) => ({
      trace,
      xPx: xScale.toPx(trace.startUs),
      yPx: Math.min(bottom, Math.max(top, yScale.toPx(Math.max(trace.durationUs, low)))),
      radiusPx: MIN_RADIUS_PX + (maxRadiusPx - MIN_RADIUS_PX) * Math.sqrt(trace.spanCount / most),
    }))
    .filter(({ xPx, trace }) => xPx >= left - 1 && xPx <= right + 1 && (!zoom || isInside(trace, zoom)))
    .sort((a, b) => a.xPx - b.xPx)
  const { points, cells } = gather(all, left, top)
  return {
    points,
    cells,
    xTicks: timeTicks(extent, right - left, zone).map(({ us, label }) => ({ atPx: xScale.toPx(us), label })),
    yTicks: durationTicks(low, high, logarithmic).map(({ us, label }) => ({ atPx: yScale.toPx(us), label })),
    left,
    right,
    top,
    bottom,
    zoomOf: (x0, y0, x1, y1) => ({
      startUs: Math.floor(xScale.toUs(Math.min(x0, x1))),
      endUs: Math.ceil(xScale.toUs(Math.max(x0, x1))),
      lowUs: Math.max(0, Math.floor(yScale.toUs(Math.max(y0, y1)))),
      highUs: Math.ceil(yScale.toUs(Math.min(y0, y1))),
    }),
  }
}

/** So few points are all drawn, wherever they lie. */
const FEW = 250
const CELL_PX = 12
/** So many on one cell's area hide each other; in a plot of very many, fewer do. */
const crowdOf = (points: number) => (points > 1000 ? 3 : 5)

/** Of many points, those that crowd on a cell's area become one cell. O(n). */
function gather(all: readonly PlotPoint[], left: number, top: number): Pick<Plot, 'points' | 'cells'> {
  if (all.length <= FEW) return { points: all, cells: [] }
  const crowd = crowdOf(all.length)
  const areas = new Map<string, PlotPoint[]>()
  for (const point of all) {
    const key = `${Math.floor((point.xPx - left) / CELL_PX)} ${Math.floor((point.yPx - top) / CELL_PX)}`
    const area = areas.get(key)
    if (area) area.push(point)
    else areas.set(key, [point])
  }
  const crowded = [...areas].filter(([, area]) => area.length >= crowd)
  const most = crowded.reduce((max, [, area]) => Math.max(max, area.length), crowd)
  const cells = crowded.map(([key, area]): PlotCell => {
    const [column, row] = key.split(' ').map(Number)
    return {
      count: area.length,
      failed: area.filter(({ trace }) => trace.errorCount > 0).length,
      xPx: left + column * CELL_PX,
      yPx: top + row * CELL_PX,
      sizePx: CELL_PX,
      weight: Math.log(area.length) / Math.log(most),
    }
  })
  const inCells = new Set(crowded.flatMap(([, area]) => area))
  return {
    points: all.filter((point) => !inCells.has(point)),
    cells: cells.sort((a, b) => a.xPx - b.xPx || a.yPx - b.yPx),
  }
}

interface Scale {
  readonly toPx: (us: number) => number
  readonly toUs: (px: number) => number
}

/** [low, high] in µs onto [from, to] in px. d3-scale does the same, with 17 KB of interpolators and formats that a plot of points needs none of. */
function makeScale(low: number, high: number, from: number, to: number, logarithmic: boolean): Scale {
  const map = logarithmic ? Math.log : (us: number) => us
  const unmap = logarithmic ? Math.exp : (value: number) => value
  const [start, width] = [map(low), map(high) - map(low)]
  return {
    toPx: (us) => from + ((map(us) - start) / width) * (to - from),
    toUs: (px) => unmap(start + ((px - from) / (to - from)) * width),
  }
}

interface Tick {
  readonly us: number
  readonly label: string
}

/** Round times of the clock that the page shows. */
function timeTicks({ startUs, endUs }: Zoom, widthPx: number, zone: TimeZoneChoice): Tick[] {
  const offsetUs = zoneOffsetUs(startUs, zone)
  const range = { startUs: startUs + offsetUs, endUs: endUs + offsetUs }
  const stepUs = roundStep(((endUs - startUs) * TIME_TICK_PX) / Math.max(1, widthPx))
  return placeTicks(range, widthPx, TIME_TICK_PX).map((at) => ({
    us: at - offsetUs,
    label: formatAxisTime(at - offsetUs, stepUs, zone),
  }))
}

/** A little air around the points, so that none sits on the frame. */
function extentOf(traces: readonly TraceSummary[]): Zoom {
  let startUs = Infinity
  let endUs = -Infinity
  let lowUs = Infinity
  let highUs = 0
  for (const trace of traces) {
    startUs = Math.min(startUs, trace.startUs)
    endUs = Math.max(endUs, trace.startUs)
    lowUs = Math.min(lowUs, trace.durationUs)
    highUs = Math.max(highUs, trace.durationUs)
  }
  if (traces.length === 0) return { startUs: 0, endUs: 1, lowUs: 0, highUs: 1 }
  const airUs = Math.max((endUs - startUs) * 0.03, 1e6)
  return { startUs: startUs - airUs, endUs: endUs + airUs, lowUs: lowUs * 0.8, highUs: Math.max(highUs * 1.15, 1) }
}

/** Steps that read well in each unit: 1, 2 and 5 of µs, ms and s; 1, 2, 5, 10, 20, 30 of minutes and hours. */
const STEPS_US = [
  ...[1, 1e3, 1e6]
    .flatMap((unit) => [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => step * unit))
    .filter((us) => us <= 30e6),
  30e6,
  ...[60e6, 3600e6].flatMap((unit) => [1, 2, 5, 10, 20, 30].map((step) => step * unit)),
  86_400e6,
]

function durationTicks(low: number, high: number, logarithmic: boolean): Tick[] {
  const inside = STEPS_US.filter((us) => us >= low && us <= high)
  if (!logarithmic || inside.length < 3) {
    const stepUs = roundStep((high - low) / 5)
    return placeTicks({ startUs: low, endUs: high }, 5, 1).map((us) => ({ us, label: formatTick(us, stepUs) }))
  }
  const every = Math.ceil(inside.length / 5)
  return inside.filter((_, i) => (inside.length - 1 - i) % every === 0).map((us) => ({ us, label: formatDuration(us) }))
}
