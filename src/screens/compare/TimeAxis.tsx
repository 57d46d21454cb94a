import { useLayoutEffect, useRef, useState, type PointerEvent } from 'react'
import { formatTick, placeTicks, TICK_PX } from '../../layout/ticks.ts'
import type { TimeRange } from '../../layout/timeRange.ts'
import styles from './TreeGrid.module.css'

const LETTER_PX = 8
const LEAST_DRAG_PX = 4

interface TimeAxisProps {
  readonly label?: string
  readonly range: TimeRange
  readonly onShow: (range: TimeRange | null) => void
}

/** Round times from the roots' start. A drag zooms to what was drawn over, a double click shows all again; keys do it, too. */
export function TimeAxis({ label, range, onShow }: TimeAxisProps) {
  const root = useRef<HTMLDivElement>(null)
  const [widthPx, setWidthPx] = useState(0)
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null)
  useLayoutEffect(() => {
    const resized = new ResizeObserver(([{ contentRect }]) => setWidthPx(contentRect.width))
    resized.observe(root.current!)
    return () => resized.disconnect()
  }, [])
  const lengthUs = range.endUs - range.startUs
  const ticks = widthPx === 0 ? [] : placeTicks(range, widthPx, TICK_PX)
  const stepUs = ticks.length > 1 ? ticks[1] - ticks[0] : lengthUs
  const xOf = (event: PointerEvent) =>
    Math.max(0, Math.min(widthPx, event.clientX - root.current!.getBoundingClientRect().left))
  const timeAt = (x: number) => range.startUs + (x / widthPx) * lengthUs
  return (
    <div
      ref={root}
      aria-hidden="true"
      className={styles.axis}
      title="Drag to zoom, double click for all"
      onPointerDown={(event) => {
        if (event.button !== 0 || widthPx === 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ from: xOf(event), to: xOf(event) })
      }}
      onPointerMove={(event) => drag && setDrag({ from: drag.from, to: xOf(event) })}
      onPointerUp={() => {
        setDrag(null)
        if (!drag || Math.abs(drag.to - drag.from) < LEAST_DRAG_PX) return
        const [startUs, endUs] = [timeAt(drag.from), timeAt(drag.to)].sort((x, y) => x - y)
        onShow({ startUs, endUs })
      }}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onShow(null)}
    >
      {ticks.map((us) => {
        const x = ((us - range.startUs) / lengthUs) * widthPx
        const text = `${us === ticks[0] && label ? `${label} ` : ''}${formatTick(us, stepUs)}`
        if (x + text.length * LETTER_PX > widthPx) return null
        return (
          <span key={us} style={{ left: `${x}px` }}>
            {text}
          </span>
        )
      })}
      {drag && <i style={{ left: `${Math.min(drag.from, drag.to)}px`, width: `${Math.abs(drag.to - drag.from)}px` }} />}
    </div>
  )
}
