import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import styles from './TreeGrid.module.css'

const LEAST = 0.15
const MOST = 0.7
const STEP = 0.02

interface NameDividerProps {
  /** Of the whole width; null: nobody has chosen one. */
  readonly share: number | null
  readonly onChange: (share: number | null) => void
}

/** Moves the border between names and time by pointer, arrow keys (Shift: larger steps), Home and End; a double click puts it back. */
export function NameDivider({ share, onChange }: NameDividerProps) {
  const grabbed = useRef<number | null>(null)
  const measure = (element: HTMLElement) => {
    const names = element.parentElement!.getBoundingClientRect()
    return { namesPx: names.width, allPx: element.closest('[data-columns]')!.getBoundingClientRect().width }
  }
  const change = (next: number) => onChange(Math.max(LEAST, Math.min(MOST, next)))
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { namesPx, allPx } = measure(event.currentTarget)
    const now = namesPx / allPx
    const step = event.shiftKey ? 4 * STEP : STEP
    const next = { ArrowLeft: now - step, ArrowRight: now + step, Home: LEAST, End: MOST }[event.key]
    if (next === undefined) return
    event.preventDefault()
    change(next)
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    grabbed.current = event.clientX - measure(event.currentTarget).namesPx
  }
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label="Resize name column"
      aria-orientation="vertical"
      aria-valuemin={100 * LEAST}
      aria-valuemax={100 * MOST}
      aria-valuenow={Math.round(100 * (share ?? 0.34))}
      className={styles.divider}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (grabbed.current !== null) change((event.clientX - grabbed.current) / measure(event.currentTarget).allPx)
      }}
      onPointerUp={() => void (grabbed.current = null)}
      onPointerCancel={() => void (grabbed.current = null)}
      onDoubleClick={() => onChange(null)}
    />
  )
}
