import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import styles from './SplitPane.module.css'

interface SplitPaneProps {
  /** What the separator resizes: "Details". */
  readonly label: string
  /** The two panes, in reading order. A null pane takes no room and hides the separator. */
  readonly start: ReactNode
  readonly end: ReactNode
  /** Which of the two has the size; the other takes the rest. */
  readonly sized?: 'start' | 'end'
  readonly orientation?: 'row' | 'column'
  readonly sizePx: number
  readonly onSizeChange: (sizePx: number) => void
  readonly minPx?: number
  readonly maxPx?: number
  readonly className?: string
}

const STEP_PX = 16

/** Two panes with a separator between them, moved by pointer, arrow keys (Shift: larger steps), Home and End. */
export function SplitPane(props: SplitPaneProps) {
  const {
    label,
    start,
    end,
    sized = 'start',
    orientation = 'row',
    sizePx,
    onSizeChange,
    minPx = 120,
    maxPx = 1200,
    className,
  } = props
  const root = useRef<HTMLDivElement>(null)
  const drag = useRef<{ at: number; sizePx: number } | null>(null)
  const column = orientation === 'column'
  const direction = sized === 'start' ? 1 : -1
  const size = clamp(sizePx, minPx, maxPx)
  /** Never so far that the other pane has nothing left. */
  const resize = (nextPx: number) => {
    const box = root.current?.getBoundingClientRect()
    const room = box ? Math.max(minPx, (column ? box.height : box.width) - minPx) : maxPx
    onSizeChange(Math.round(clamp(nextPx, minPx, Math.min(maxPx, room))))
  }
  const position = (event: PointerEvent) => (column ? event.clientY : event.clientX)
  const onKeyDown = (event: KeyboardEvent) => {
    const next = sizeAfterKey(event, { column, direction, size, minPx, maxPx })
    if (next === null) return
    event.preventDefault()
    resize(next)
  }
  const both = start !== null && end !== null
  const style = both ? { [column ? 'height' : 'width']: `${size}px` } : undefined
  const paneClass = (pane: 'start' | 'end') => (both && pane === sized ? styles.sized : styles.rest)
  return (
    <div ref={root} className={[styles.split, column ? styles.stacked : '', className ?? ''].filter(Boolean).join(' ')}>
      {start !== null && (
        <div className={paneClass('start')} style={sized === 'start' ? style : undefined}>
          {start}
        </div>
      )}
      {both && (
        <div
          role="separator"
          tabIndex={0}
          aria-label={`Resize ${label}`}
          aria-orientation={column ? 'horizontal' : 'vertical'}
          aria-valuenow={Math.round(size)}
          aria-valuemin={minPx}
          aria-valuemax={maxPx}
          className={styles.separator}
          onKeyDown={onKeyDown}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            drag.current = { at: position(event), sizePx: size }
          }}
          onPointerMove={(event) => {
            if (drag.current) resize(drag.current.sizePx + direction * (position(event) - drag.current.at))
          }}
          onLostPointerCapture={() => {
            drag.current = null
          }}
        />
      )}
      {end !== null && (
        <div className={paneClass('end')} style={sized === 'end' ? style : undefined}>
          {end}
        </div>
      )}
    </div>
  )
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high)

interface KeyContext {
  readonly column: boolean
  readonly direction: 1 | -1
  readonly size: number
  readonly minPx: number
  readonly maxPx: number
}

function sizeAfterKey(
  { key, shiftKey }: KeyboardEvent,
  { column, direction, size, minPx, maxPx }: KeyContext,
): number | null {
  const step = (shiftKey ? 5 : 1) * STEP_PX * direction
  if (key === (column ? 'ArrowDown' : 'ArrowRight')) return size + step
  if (key === (column ? 'ArrowUp' : 'ArrowLeft')) return size - step
  if (key === 'Home') return minPx
  if (key === 'End') return maxPx
  return null
}
