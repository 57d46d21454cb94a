import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef } from 'react'
import styles from './Waterfall.module.css'

const LEAST_PX = 120
const DEFAULT_SHARE = 0.36
/** Where the whole is narrow, names need more of it. */
const NARROW_PX = 640
const NARROW_SHARE = 0.46
const MOST_AT_FIRST_PX = 480
const STEP_PX = 16

/**
 * Moves the border between tree and time by pointer, arrow keys (Shift: larger steps), Home and End; a double click puts it back.
 * The width is a share of the parent's, kept there as `--tree-px`: dragging renders nothing.
 */
export function ColumnDivider({ onResize }: { readonly onResize: () => void }) {
  const divider = useRef<HTMLDivElement>(null)
  const share = useRef<number | null>(null)
  const latest = useRef(onResize)
  useLayoutEffect(() => {
    latest.current = onResize
  })

  const root = () => divider.current!.parentElement!
  const widthPx = () => root().clientWidth
  const apply = (wantedPx?: number) => {
    const allPx = widthPx()
    if (wantedPx !== undefined && allPx > 0) share.current = wantedPx / allPx
    const sharePx = share.current === null ? Math.min(MOST_AT_FIRST_PX, allPx * (allPx < NARROW_PX ? NARROW_SHARE : DEFAULT_SHARE)) : share.current * allPx
    const treePx = Math.round(Math.max(Math.min(LEAST_PX, allPx / 2), Math.min(sharePx, allPx - LEAST_PX)))
    root().style.setProperty('--tree-px', `${treePx}px`)
    divider.current!.setAttribute('aria-valuenow', String(Math.round((100 * treePx) / Math.max(1, allPx))))
    latest.current()
    return treePx
  }
  useLayoutEffect(() => {
    const resized = new ResizeObserver(() => void apply())
    resized.observe(root())
    apply()
    return () => resized.disconnect()
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    const nowPx = parseFloat(root().style.getPropertyValue('--tree-px'))
    const step = event.shiftKey ? 4 * STEP_PX : STEP_PX
    const next = { ArrowLeft: nowPx - step, ArrowRight: nowPx + step, Home: LEAST_PX, End: widthPx() }[event.key]
    if (next === undefined) return
    event.preventDefault()
    apply(next)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    apply(event.clientX - root().getBoundingClientRect().left)
  }

  return (
    <div
      ref={divider}
      className={styles.divider}
      role="separator"
      tabIndex={0}
      aria-label="Resize tree column"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onDoubleClick={() => {
        share.current = null
        apply()
      }}
    />
  )
}
