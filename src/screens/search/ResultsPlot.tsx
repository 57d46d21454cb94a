import { memo, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useHref, useNavigate } from 'react-router'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import { useKeyboardHelp } from '../../ui/keyboardHelp.ts'
import type { EmbedOptions } from '../../url/embed.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { partFarTraces } from './farTraces.ts'
import { FarNote } from './FarNote.tsx'
import { layoutPlot, type Plot, type PlotCell, type PlotPoint } from './plotLayout.ts'
import { titleOfResult } from './results.ts'
import styles from './ResultsPlot.module.css'
import type { Zoom } from './resultsView.ts'
import { formatFullTime, type TimeZoneChoice } from './timeText.ts'

const HEIGHT_PX = 150
/** A press that moves less is a click. */
const DRAG_PX = 5

interface ResultsPlotProps {
  readonly traces: readonly TraceSummary[]
  readonly logarithmic: boolean
  readonly zone: TimeZoneChoice
  readonly zoom: Zoom | null
  readonly embed: EmbedOptions
  readonly onZoom: (zoom: Zoom) => void
}

const PLOT_KEYS = {
  title: 'Plot of the results',
  shortcuts: [
    { keys: ['←', '→'], does: 'The trace before, the next one' },
    { keys: ['Home', 'End'], does: 'The earliest, the latest' },
    { keys: ['Enter'], does: 'Open the trace; zoom into many at one place' },
    { keys: ['+', '-'], does: 'Zoom in and out around it' },
  ],
}

/** Start × duration: a point per trace, a cross where it has errors, a square where many crowd. Drag to zoom; arrows walk the points, Enter opens one. */
export function ResultsPlot({ traces, logarithmic, zone, zoom, embed, onZoom }: ResultsPlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const widthPx = useWidth(box)
  const [showsFar, setShowsFar] = useState(false)
  const { near, far } = useMemo(() => partFarTraces(traces), [traces])
  const plotted = showsFar ? traces : near
  const plot = useMemo(
    () => layoutPlot(plotted, { size: { widthPx, heightPx: HEIGHT_PX }, logarithmic, zone, zoom }),
    [plotted, widthPx, logarithmic, zone, zoom],
  )
  const brush = useBrush(plot, onZoom)
  useKeyboardHelp(PLOT_KEYS)
  return (
    <div ref={box} className={styles.plot}>
      {widthPx > 0 && (
        <svg
          role="group"
          aria-label="Start and duration of each trace. Arrow keys walk the points, Enter opens one."
          width={widthPx}
          height={HEIGHT_PX}
          className={brush.area ? `${styles.svg} ${styles.brushing}` : styles.svg}
          onPointerDown={brush.onPointerDown}
          onPointerMove={brush.onPointerMove}
          onPointerUp={brush.onPointerUp}
          onPointerCancel={brush.onPointerCancel}
          onClickCapture={brush.onClickCapture}
        >
          <Axes plot={plot} widthPx={widthPx} />
          <Points plot={plot} zone={zone} embed={embed} onZoom={onZoom} />
          {brush.area && (
            <rect
              className={styles.brush}
              x={brush.area.x}
              y={brush.area.y}
              width={brush.area.width}
              height={brush.area.height}
            />
          )}
        </svg>
      )}
      {far.length > 0 && <FarNote far={far} shown={showsFar} zone={zone} onShow={setShowsFar} />}
    </div>
  )
}

const Axes = memo(function Axes({ plot, widthPx }: { readonly plot: Plot; readonly widthPx: number }) {
  return (
    <g aria-hidden="true">
      {plot.yTicks.map(({ atPx, label }) => (
        <g key={label} transform={`translate(0 ${Math.round(atPx) + 0.5})`}>
          <line className={styles.grid} x1={plot.left} x2={plot.right} />
          <text className={styles.tick} x={plot.left - 8} dy="0.32em" textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {plot.xTicks.map(({ atPx, label }) => (
        <text
          key={atPx}
          className={styles.tick}
          x={Math.min(Math.max(atPx, plot.left + 16), widthPx - 24)}
          y={plot.bottom + 16}
          textAnchor="middle"
        >
          {label}
        </text>
      ))}
      <line className={styles.axis} x1={plot.left} x2={plot.right} y1={plot.bottom + 0.5} y2={plot.bottom + 0.5} />
    </g>
  )
})

interface PointsProps {
  readonly plot: Plot
  readonly zone: TimeZoneChoice
  readonly embed: EmbedOptions
  readonly onZoom: (zoom: Zoom) => void
}

const Points = memo(function Points({ plot, zone, embed, onZoom }: PointsProps) {
  const navigate = useNavigate()
  const base = useHref('/').replace(/\/$/, '')
  const [current, setCurrent] = useState(0)
  const group = useRef<SVGGElement>(null)
  const { points, cells } = plot
  const total = cells.length + points.length
  const active = Math.min(current, total - 1)
  const focus = (index: number) => {
    setCurrent(index)
    group.current?.querySelectorAll<SVGElement>('[data-mark]')[index]?.focus()
  }
  const zoomTo = (xPx: number, share: number) => {
    const half = ((plot.right - plot.left) * share) / 2
    onZoom(plot.zoomOf(xPx - half, plot.top, xPx + half, plot.bottom))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const at = active < cells.length ? cells[active] : points[active - cells.length]
    if (event.key === '+' && at) zoomTo(at.xPx, 0.5)
    else if (event.key === '-' && at) zoomTo(at.xPx, 2)
    else {
      const to = indexAfterKey(event.key, active, total)
      if (to === null) return
      focus(to)
    }
    event.preventDefault()
  }
  return (
    <g ref={group} onKeyDown={onKeyDown}>
      {cells.map((cell, index) => (
        <Crowd
          key={`${cell.xPx} ${cell.yPx}`}
          cell={cell}
          tabIndex={index === active ? 0 : -1}
          onFocus={() => setCurrent(index)}
          onOpen={() => {
            const { xPx, yPx, sizePx } = cell
            onZoom(plot.zoomOf(xPx - sizePx, yPx - sizePx, xPx + 2 * sizePx, yPx + 2 * sizePx))
          }}
        />
      ))}
      {points.map((point, i) => (
        <a
          key={point.trace.traceId}
          data-mark=""
          href={base + linkToTrace(point.trace.traceId, null, embed)}
          tabIndex={cells.length + i === active ? 0 : -1}
          aria-label={describePoint(point.trace, zone).replaceAll('\n', ', ')}
          data-tip={describePoint(point.trace, zone)}
          className={styles.point}
          draggable={false}
          onFocus={() => setCurrent(cells.length + i)}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
            event.preventDefault()
            void navigate(linkToTrace(point.trace.traceId, null, embed))
          }}
        >
          <Mark point={point} />
        </a>
      ))}
    </g>
  )
})

interface CrowdProps {
  readonly cell: PlotCell
  readonly tabIndex: number
  readonly onFocus: () => void
  readonly onOpen: () => void
}

/** Many traces in one place: darker the more there are, with the errors' cross when any failed; pressing it zooms in. */
function Crowd({ cell: { count, failed, xPx, yPx, sizePx, weight }, tabIndex, onFocus, onOpen }: CrowdProps) {
  const errors = failed > 0 ? `, ${formatCount(failed)} with errors` : ''
  const text = `${plural(count, 'trace')} here${errors}`
  return (
    <g
      role="button"
      data-mark=""
      tabIndex={tabIndex}
      aria-label={`${text}: zoom in`}
      data-tip={`${text}\nClick to zoom in`}
      className={styles.crowd}
      onFocus={onFocus}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        onOpen()
      }}
    >
      <rect
        className={styles.cell}
        x={xPx + 0.5}
        y={yPx + 0.5}
        width={sizePx - 1}
        height={sizePx - 1}
        rx={2}
        fillOpacity={0.3 + 0.7 * weight}
      />
      {failed > 0 && (
        <path
          className={styles.cellError}
          d={`M${xPx + 3} ${yPx + 3}l${sizePx - 6} ${sizePx - 6}m0 ${6 - sizePx}l${6 - sizePx} ${sizePx - 6}`}
        />
      )}
    </g>
  )
}

/** A dot; with errors a cross in a halo, so that the shape says it too. */
function Mark({ point: { trace, xPx, yPx, radiusPx } }: { readonly point: PlotPoint }) {
  if (trace.errorCount === 0) return <circle className={styles.dot} cx={xPx} cy={yPx} r={radiusPx} />
  const arm = Math.max(3.5, radiusPx * 0.75)
  return (
    <g transform={`translate(${xPx} ${yPx})`} className={styles.error}>
      <circle r={arm + 3} className={styles.halo} />
      <path d={`M${-arm} ${-arm}L${arm} ${arm}M${-arm} ${arm}L${arm} ${-arm}`} />
    </g>
  )
}

function describePoint(trace: TraceSummary, zone: TimeZoneChoice): string {
  const errors = trace.errorCount > 0 ? ` · ${plural(trace.errorCount, 'error')}` : ''
  return `${titleOfResult(trace)}\n${formatDuration(trace.durationUs)} · ${plural(trace.spanCount, 'span')}${errors}\n${formatFullTime(trace.startUs, zone)}`
}

function indexAfterKey(key: string, at: number, count: number): number | null {
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(count - 1, at + 1)
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(0, at - 1)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return null
}

interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function useBrush(plot: Plot, onZoom: (zoom: Zoom) => void) {
  const start = useRef<{ x: number; y: number } | null>(null)
  const dragged = useRef(false)
  const [area, setArea] = useState<Area | null>(null)
  const at = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return {
      x: Math.min(plot.right, Math.max(plot.left, event.clientX - box.left)),
      y: Math.min(plot.bottom, Math.max(plot.top, event.clientY - box.top)),
    }
  }
  const stop = () => {
    start.current = null
    setArea(null)
  }
  return {
    area,
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button !== 0) return
      start.current = at(event)
      dragged.current = false
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      if (!start.current) return
      const { x, y } = at(event)
      const from = start.current
      if (!dragged.current && Math.hypot(x - from.x, y - from.y) < DRAG_PX) return
      if (!dragged.current) event.currentTarget.setPointerCapture(event.pointerId)
      dragged.current = true
      setArea({
        x: Math.min(x, from.x),
        y: Math.min(y, from.y),
        width: Math.abs(x - from.x),
        height: Math.abs(y - from.y),
      })
    },
    onPointerUp: () => {
      if (area && area.width >= DRAG_PX) onZoom(zoomOfArea(plot, area))
      stop()
    },
    onPointerCancel: stop,
    /** The end of a drag over a point must not open it. */
    onClickCapture: (event: React.MouseEvent) => {
      if (!dragged.current) return
      dragged.current = false
      event.preventDefault()
      event.stopPropagation()
    },
  }
}

/** A flat brush selects times only, at any duration. */
function zoomOfArea(plot: Plot, { x, y, width, height }: Area): Zoom {
  const flat = height < DRAG_PX * 2
  return plot.zoomOf(x, flat ? plot.top : y, x + width, flat ? plot.bottom : y + height)
}

function useWidth(box: React.RefObject<HTMLElement | null>): number {
  const [widthPx, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    setWidth(element.clientWidth)
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return widthPx
}
