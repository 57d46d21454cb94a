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
 * Moves the border between tree and time by pointer, arrow keys (Shift: larger steps), Home and End; a double click
 * puts it back.
 * The width is a share of the parent's, kept there as `--tree-px`: dragging renders nothing.
 */
export function ColumnDivider({ onResize }: { readonly onResize: (treePx: number) => void }) {
  const divider = useRef<HTMLDivElement>(null)
  const share = useRef<number | null>(null)
  /** Where the parent's left edge is for the pointer that drags. */
  const grabbed = useRef(0)
  const latest = useRef(onResize)
  useLayoutEffect(() => {
    latest.current = onResize
  })

  const allPx = useRef(0)
  const apply = (wantedPx?: number) => {
    if (wantedPx !== undefined && allPx.current > 0) share.current = wantedPx / allPx.current
    const treePx = treeWidth(allPx.current, share.current)
    divider.current!.parentElement!.style.setProperty('--tree-px', `${treePx}px`)
    divider.current!.setAttribute('aria-valuenow', String(Math.round((100 * treePx) / Math.max(1, allPx.current))))
    latest.current(treePx)
  }
  useLayoutEffect(() => {
    const parent = divider.current!.parentElement!
    const resized = new ResizeObserver(() => {
      allPx.current = parent.clientWidth
      apply()
    })
    resized.observe(parent)
    return () => resized.disconnect()
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    const nowPx = treeWidth(allPx.current, share.current)
    const step = event.shiftKey ? 4 * STEP_PX : STEP_PX
    const next = { ArrowLeft: nowPx - step, ArrowRight: nowPx + step, Home: LEAST_PX, End: allPx.current }[event.key]
    if (next === undefined) return
    event.preventDefault()
    apply(next)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    apply(event.clientX - grabbed.current)
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
      onPointerDown={(event) => {
        grabbed.current = event.clientX - treeWidth(allPx.current, share.current)
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={onPointerMove}
      onDoubleClick={() => {
        share.current = null
        apply()
      }}
    />
  )
}

/** The tree column's width where the whole is `allPx` wide; null: nobody has chosen a share yet. */
function treeWidth(allPx: number, share: number | null): number {
  const atFirst = Math.min(MOST_AT_FIRST_PX, allPx * (allPx < NARROW_PX ? NARROW_SHARE : DEFAULT_SHARE))
  const least = Math.min(LEAST_PX, allPx / 2)
  return Math.round(Math.max(least, Math.min(share === null ? atFirst : share * allPx, allPx - LEAST_PX)))
}
