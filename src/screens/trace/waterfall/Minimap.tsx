import { type KeyboardEvent, useLayoutEffect, useRef } from 'react'
import type { TraceState, TraceStore } from '../traceStore.ts'
import styles from './Minimap.module.css'
import { mountMinimap } from './mountMinimap.ts'

const STEP_SHARE = 0.01

/**
 * The whole trace in a strip: drag to zoom, drag the window to move it, drag or key its two edges; a double click
 * shows all again.
 */
export function Minimap({ store }: { readonly store: TraceStore }) {
  const root = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const before = useRef<HTMLDivElement>(null)
  const after = useRef<HTMLDivElement>(null)
  const start = useRef<HTMLDivElement>(null)
  const end = useRef<HTMLDivElement>(null)
  useLayoutEffect(
    () =>
      mountMinimap(
        {
          root: root.current!,
          canvas: canvas.current!,
          before: before.current!,
          after: after.current!,
          start: start.current!,
          end: end.current!,
        },
        store,
      ),
    [store],
  )
  const onKeyDown = (edge: 'startUs' | 'endUs') => (event: KeyboardEvent) => {
    const state = store.getState()
    const next = edgeAfterKey(state, edge, event)
    if (next === null) return
    event.preventDefault()
    event.stopPropagation()
    state.setRange({ ...state.range, [edge]: next })
  }
  const slider = { role: 'slider', tabIndex: 0, 'aria-orientation': 'horizontal' } as const
  return (
    <div ref={root} className={styles.minimap} role="group" aria-label="Minimap">
      <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
      <div ref={before} className={styles.outside} />
      <div ref={after} className={styles.outside} />
      <div ref={start} className={styles.edge} aria-label="Range start" onKeyDown={onKeyDown('startUs')} {...slider} />
      <div ref={end} className={styles.edge} aria-label="Range end" onKeyDown={onKeyDown('endUs')} {...slider} />
    </div>
  )
}

function edgeAfterKey({ extent, range }: TraceState, edge: 'startUs' | 'endUs', event: KeyboardEvent): number | null {
  const stepUs = (extent.endUs - extent.startUs) * STEP_SHARE * (event.shiftKey ? 10 : 1)
  const least = edge === 'startUs' ? extent.startUs : range.startUs
  const most = edge === 'startUs' ? range.endUs : extent.endUs
  const to = (us: number) => Math.min(most, Math.max(least, us))
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return to(range[edge] - stepUs)
    case 'ArrowRight':
    case 'ArrowUp':
      return to(range[edge] + stepUs)
    case 'PageDown':
      return to(range[edge] - 10 * stepUs)
    case 'PageUp':
      return to(range[edge] + 10 * stepUs)
    case 'Home':
      return least
    case 'End':
      return most
    default:
      return null
  }
}
