import { memo, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useHref, useNavigate } from 'react-router'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import { afterFrame } from '../../ui/afterFrame.ts'
import type { EmbedOptions } from '../../url/embed.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import type { Plot, PlotCell, PlotPoint } from './plotLayout.ts'
import { titleOfResult } from './results.ts'
import styles from './ResultsPlot.module.css'
import type { Zoom } from './resultsView.ts'
import { formatFullTime, type TimeZoneChoice } from './timeText.ts'

interface PlotMarksProps {
  readonly plot: Plot
  readonly zone: TimeZoneChoice
  readonly embed: EmbedOptions
  readonly onZoom: (zoom: Zoom) => void
}

/** Marks drawn in one task; thousands at once would hold the page up. */
const AT_ONCE = 150

/** The points and crowds of a plot: arrows walk them, Enter opens one, + and - zoom around it. */
export const PlotMarks = memo(function PlotMarks({ plot, zone, embed, onZoom }: PlotMarksProps) {
  const [current, setCurrent] = useState(0)
  const group = useRef<SVGGElement>(null)
  const { points, cells } = plot
  const total = cells.length + points.length
  const active = Math.min(current, total - 1)
  const slices = useMemo(() => [...slicesOf(cells, 0), ...slicesOf(points, cells.length)], [cells, points])
  const drawn = useOneMoreEachFrame(slices.length)
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
  const zoomInto = useCallback(
    ({ xPx, yPx, sizePx }: PlotCell) =>
      onZoom(plot.zoomOf(xPx - sizePx, yPx - sizePx, xPx + 2 * sizePx, yPx + 2 * sizePx)),
    [plot, onZoom],
  )
  return (
    <g ref={group} onKeyDown={onKeyDown}>
      {slices.slice(0, drawn).map(({ from, marks }) => (
        <Slice
          key={from}
          from={from}
          marks={marks}
          active={active >= from && active < from + marks.length ? active : null}
          zone={zone}
          embed={embed}
          onFocus={setCurrent}
          onOpen={zoomInto}
        />
      ))}
    </g>
  )
})

interface MarkSlice {
  /** Of its first mark. */
  readonly from: number
  readonly marks: readonly (PlotCell | PlotPoint)[]
}

const slicesOf = (marks: MarkSlice['marks'], from: number): MarkSlice[] =>
  Array.from({ length: Math.ceil(marks.length / AT_ONCE) }, (_, i) => ({
    from: from + i * AT_ONCE,
    marks: marks.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  }))

/** 1, 2, 3 … up to `count`, each in a task of its own. */
function useOneMoreEachFrame(count: number): number {
  const [reached, setReached] = useState(1)
  useEffect(() => {
    if (reached > count) setReached(Math.max(1, count))
    else if (reached < count) return afterFrame(() => setReached(reached + 1))
  }, [reached, count])
  return Math.min(reached, count)
}

interface SliceProps extends MarkSlice, Pick<PlotMarksProps, 'zone' | 'embed'> {
  /** The mark that Tab leads to; null: in another slice. */
  readonly active: number | null
  readonly onFocus: (index: number) => void
  readonly onOpen: (cell: PlotCell) => void
}

const Slice = memo(function Slice({ from, marks, active, zone, embed, onFocus, onOpen }: SliceProps) {
  const navigate = useNavigate()
  const base = useHref('/').replace(/\/$/, '')
  return marks.map((mark, i) => {
    const shared = { tabIndex: from + i === active ? 0 : -1, onFocus: () => onFocus(from + i) }
    if ('count' in mark)
      return <Crowd key={`${mark.xPx} ${mark.yPx}`} cell={mark} {...shared} onOpen={() => onOpen(mark)} />
    const link = linkToTrace(mark.trace.traceId, null, embed)
    const text = describePoint(mark.trace, zone)
    return (
      <a
        key={mark.trace.traceId}
        data-mark=""
        href={base + link}
        aria-label={text.replaceAll('\n', ', ')}
        data-tip={text}
        className={styles.point}
        draggable={false}
        {...shared}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
          event.preventDefault()
          void navigate(link)
        }}
      >
        <Mark point={mark} />
      </a>
    )
  })
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
