import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useIsDrawn } from '../../ui/useIsDrawn.ts'
import { useKeyboardHelp } from '../../ui/keyboardHelp.ts'
import type { EmbedOptions } from '../../url/embed.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { FarNote } from './FarNote.tsx'
import { partFarTraces } from './farTraces.ts'
import { layoutPlot, type Plot } from './plotLayout.ts'
import { PlotMarks } from './PlotMarks.tsx'
import styles from './ResultsPlot.module.css'
import type { Zoom } from './resultsView.ts'
import type { TimeZoneChoice } from './timeText.ts'
import { usePlotBrush } from './usePlotBrush.ts'

const HEIGHT_PX = 150

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
  const brush = usePlotBrush(plot, onZoom)
  // The list comes first: its place is kept.
  const isDrawn = useIsDrawn()
  useKeyboardHelp(PLOT_KEYS)
  return (
    <div ref={box} className={styles.plot}>
      {isDrawn && widthPx > 0 && (
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
          <PlotMarks plot={plot} zone={zone} embed={embed} onZoom={onZoom} />
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

/** 0 until the box has been laid out. */
function useWidth(box: React.RefObject<HTMLElement | null>): number {
  const [widthPx, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    // Told after a layout: to ask now would make one more of them.
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return widthPx
}
