import { scaleLinear, scaleLog, scaleTime, scaleUtc } from 'd3-scale'
import { formatDuration } from '../../lib/format.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import type { Zoom } from './resultsView.ts'
import type { TimeZoneChoice } from './timeText.ts'

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

export interface PlotTick {
  readonly atPx: number
  readonly label: string
}

export interface Plot {
  /** By start: the order in which arrow keys walk them. */
  readonly points: readonly PlotPoint[]
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
const MIN_RADIUS_PX = 3
const MAX_RADIUS_PX = 9

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
  const xScale = (zone === 'utc' ? scaleUtc() : scaleTime()).domain([extent.startUs / 1e3, extent.endUs / 1e3]).range([left, right])
  const low = logarithmic ? Math.max(extent.lowUs, 1) : extent.lowUs
  const high = Math.max(extent.highUs, low + 1)
  const yScale = (logarithmic ? scaleLog() : scaleLinear()).domain([low, high]).range([bottom, top])
  const most = traces.reduce((max, trace) => Math.max(max, trace.spanCount), 1)
  const clampY = (us: number) => Math.min(bottom, Math.max(top, yScale(logarithmic ? Math.max(us, low) : us)))
  const points = traces
    .map((trace) => ({
      trace,
      xPx: xScale(trace.startUs / 1e3),
      yPx: clampY(trace.durationUs),
      radiusPx: MIN_RADIUS_PX + (MAX_RADIUS_PX - MIN_RADIUS_PX) * Math.sqrt(trace.spanCount / most),
    }))
    .sort((a, b) => a.xPx - b.xPx)
  const timeFormat = xScale.tickFormat()
  return {
    points,
    xTicks: xScale.ticks(Math.max(2, Math.floor((right - left) / 110))).map((at) => ({ atPx: xScale(at), label: timeLabel(at, timeFormat) })),
    yTicks: durationTicks(low, high, logarithmic).map((us) => ({ atPx: yScale(us), label: formatDuration(us) })),
    left,
    right,
    top,
    bottom,
    zoomOf: (x0, y0, x1, y1) => ({
      startUs: Math.floor(xScale.invert(Math.min(x0, x1)).getTime() * 1e3),
      endUs: Math.ceil(xScale.invert(Math.max(x0, x1)).getTime() * 1e3),
      lowUs: Math.max(0, Math.floor(yScale.invert(Math.max(y0, y1)))),
      highUs: Math.ceil(yScale.invert(Math.min(y0, y1))),
    }),
  }
}

/** d3's own labels are American (`03 PM`); ours are 24 h, and as short as the step allows. */
function timeLabel(at: Date, format: (date: Date) => string): string {
  const text = format(at)
  if (/^:\d\d$|^\.\d+$/.test(text)) return text
  const match = /^(\d\d) ([AP])M$/.exec(text)
  if (match) return `${String((Number(match[1]) % 12) + (match[2] === 'P' ? 12 : 0)).padStart(2, '0')}:00`
  return text
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
  ...[1, 1e3, 1e6].flatMap((unit) => [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => step * unit)).filter((us) => us <= 30e6),
  30e6,
  ...[60e6, 3600e6].flatMap((unit) => [1, 2, 5, 10, 20, 30].map((step) => step * unit)),
  86_400e6,
]

function durationTicks(low: number, high: number, logarithmic: boolean): number[] {
  if (!logarithmic) {
    const step = STEPS_US.find((us) => (high - low) / us <= 5) ?? Math.ceil((high - low) / 5)
    const first = Math.ceil(low / step)
    return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step)
  }
  const inside = STEPS_US.filter((us) => us >= low && us <= high)
  const every = Math.ceil(inside.length / 5)
  return inside.filter((_, i) => (inside.length - 1 - i) % every === 0)
}
