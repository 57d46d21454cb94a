import { useRef, useState, type MouseEvent, type PointerEvent } from 'react'
import type { Plot } from './plotLayout.ts'
import type { Zoom } from './resultsView.ts'

/** A press that moves less is a click. */
const DRAG_PX = 5

interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Dragging over the plot marks an area; letting go zooms to it. */
export function usePlotBrush(plot: Plot, onZoom: (zoom: Zoom) => void) {
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
    onClickCapture: (event: MouseEvent) => {
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
