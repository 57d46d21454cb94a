import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { layoutFlame } from '../../../layout/flame.ts'
import type { FlameLayout } from '../../../layout/flame.ts'
import { indexFlameMarks, type FlameMarks } from '../../../layout/flameMarks.ts'
import { ROW } from '../../../layout/rows.ts'
import { formatDuration } from '../../../lib/format.ts'
import { durationOf, NONE, titleOf } from '../../../model/trace.ts'
import type { Trace } from '../../../model/trace.ts'
import { FLAME_AXIS_PX, FLAME_ROW_PX, hitFlame, paintFlame } from '../../../paint/paintFlame.ts'
import type { FlameFrame } from '../../../paint/paintFlame.ts'
import { readPalette } from '../../../paint/palette.ts'
import { createTextures } from '../../../paint/textures.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import { findSkewed } from '../waterfall/findSkewed.ts'
import styles from './FlameView.module.css'
import { neighbourOf } from './neighbourOf.ts'

interface FlameViewProps {
  readonly store: TraceStore
}

interface Hover {
  readonly span: number
  readonly x: number
  readonly y: number
}

/** The trace as an icicle over time; selection, zoom, find and highlight are the waterfall's. */
export function FlameView({ store }: FlameViewProps) {
  const trace = useStore(store, (state) => state.view.trace)
  const layout = useMemo(() => layoutFlame(trace), [trace])
  const selected = useStore(store, (state) => (state.selection?.kind === ROW.span ? state.selection.span : NONE))
  const canvas = useRef<HTMLCanvasElement>(null)
  const [hover, setHover] = useState<Hover | null>(null)
  useFlamePainter(canvas, store, trace, layout, setHover)

  const onKeyDown = (event: KeyboardEvent) => {
    const span = neighbourOf(trace, selected, event.key)
    if (span === null) return
    event.preventDefault()
    store.getState().revealSpan(span)
  }
  return (
    <div className={styles.view}>
      <canvas
        ref={canvas}
        className={styles.canvas}
        role="img"
        tabIndex={0}
        aria-label={`Flame chart of ${trace.length} spans in ${layout.rows} levels. Arrow keys go to parents, children and siblings.`}
        onKeyDown={onKeyDown}
      />
      <p role="status" className={styles.status}>
        {selected === NONE
          ? 'A click or the arrow keys select a span. Ctrl and the wheel zoom, dragging moves, a double click shows one span alone.'
          : describe(trace, selected)}
      </p>
      {hover && (
        <div className={styles.tip} style={{ transform: `translate(${hover.x}px, ${hover.y}px)` }} aria-hidden="true">
          <bdi>{describe(trace, hover.span)}</bdi>
        </div>
      )}
    </div>
  )
}

const describe = (trace: Trace, span: number) =>
  `${titleOf(trace, span)}, ${formatDuration(durationOf(trace, span))}, ${formatDuration(trace.startUs[span])} in`

/** Paints on every change of the store, at most once per frame, and handles the pointer; React stays out of it. */
function useFlamePainter(
  ref: React.RefObject<HTMLCanvasElement | null>,
  store: TraceStore,
  trace: Trace,
  layout: FlameLayout,
  onHover: (hover: Hover | null) => void,
) {
  const hoverRef = useRef(onHover)
  hoverRef.current = onHover
  useEffect(() => {
    const canvas = ref.current!
    const context = canvas.getContext('2d')!
    let palette = readPalette(canvas, trace.services)
    let textures = createTextures(palette, window.devicePixelRatio)
    let [scrollPx, hovered, scheduled] = [0, NONE, 0]
    const abort = new AbortController()

    let marked: { view: TraceState['view']; notable: Uint32Array; marks: FlameMarks } | null = null
    const marksFor = (view: TraceState['view'], notable: Uint32Array) => {
      // Of a view whose layout is yet to come, what was known stays.
      if (marked === null || (view.trace === trace && (marked.view !== view || marked.notable !== notable)))
        marked = { view, notable, marks: indexFlameMarks(layout, view, notable, findSkewed(view)) }
      return marked
    }

    const frame = (): FlameFrame => {
      const { range, selection, highlight, matches, view, plan } = store.getState()
      const { marks, view: of } = marksFor(view, plan.notable)
      const selected = selection?.kind === ROW.span ? selection.span : NONE
      return {
        trace,
        layout,
        range,
        scrollPx,
        widthPx: canvas.clientWidth,
        heightPx: canvas.clientHeight,
        selected,
        hovered,
        highlight,
        matches,
        gaps: of.gaps,
        marks,
      }
    }
    const paint = () => {
      scheduled = 0
      const dpr = window.devicePixelRatio
      const [width, height] = [Math.round(canvas.clientWidth * dpr), Math.round(canvas.clientHeight * dpr)]
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
      context.setTransform(dpr, 0, 0, dpr, 0, 0)
      paintFlame(context, frame(), palette, textures)
    }
    const schedule = () => {
      if (scheduled === 0) scheduled = requestAnimationFrame(paint)
    }
    const scrollTo = (px: number) => {
      const most = Math.max(0, layout.rows * FLAME_ROW_PX + FLAME_AXIS_PX - canvas.clientHeight)
      scrollPx = Math.min(Math.max(0, px), most)
      schedule()
    }
    const showSelected = () => {
      const { selected } = frame()
      if (selected === NONE) return
      const top = layout.row[selected] * FLAME_ROW_PX
      const room = canvas.clientHeight - FLAME_AXIS_PX - FLAME_ROW_PX
      if (top < scrollPx) scrollTo(top)
      else if (top > scrollPx + room) scrollTo(top - room)
    }
    const setHovered = (span: number, event: PointerEvent | null) => {
      if (span !== hovered) schedule()
      hovered = span
      hoverRef.current(
        span === NONE || !event
          ? null
          : { span, x: Math.min(event.offsetX + 12, canvas.clientWidth - 320), y: event.offsetY + 14 },
      )
    }
    let lastSelection = store.getState().selection
    const unsubscribe = store.subscribe((state) => {
      if (state.selection !== lastSelection) showSelected()
      lastSelection = state.selection
      schedule()
    })
    listenToPointer(canvas, store, { frame, scrollBy: (px) => scrollTo(scrollPx + px), setHovered }, abort.signal)
    const resize = new ResizeObserver(() => scrollTo(scrollPx))
    resize.observe(canvas)
    const theme = new MutationObserver(() => {
      palette = readPalette(canvas, trace.services)
      textures = createTextures(palette, window.devicePixelRatio)
      schedule()
    })
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    showSelected()
    schedule()
    return () => {
      unsubscribe()
      abort.abort()
      resize.disconnect()
      theme.disconnect()
      cancelAnimationFrame(scheduled)
    }
  }, [ref, store, trace, layout])
}

interface Pointing {
  readonly frame: () => FlameFrame
  readonly scrollBy: (px: number) => void
  readonly setHovered: (span: number, event: PointerEvent | null) => void
}

/** A press that moved less than this is a click. */
const DRAG_PX = 4

function listenToPointer(
  canvas: HTMLCanvasElement,
  store: TraceStore,
  { frame, scrollBy, setHovered }: Pointing,
  signal: AbortSignal,
): void {
  let drag: { x: number; y: number; moved: boolean } | null = null
  const usPerPx = () => {
    const { range, widthPx } = frame()
    return (range.endUs - range.startUs) / widthPx
  }
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      drag = { x: event.clientX, y: event.clientY, moved: false }
      canvas.setPointerCapture(event.pointerId)
    },
    { signal },
  )
  canvas.addEventListener(
    'pointermove',
    (event) => {
      if (!drag) return setHovered(hitFlame(frame(), event.offsetX, event.offsetY), event)
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y]
      if (!drag.moved && Math.hypot(dx, dy) < DRAG_PX) return
      drag = { x: event.clientX, y: event.clientY, moved: true }
      const { range } = store.getState()
      const shiftUs = -dx * usPerPx()
      store.getState().setRange({ startUs: range.startUs + shiftUs, endUs: range.endUs + shiftUs })
      scrollBy(-dy)
    },
    { signal },
  )
  canvas.addEventListener(
    'pointerup',
    (event) => {
      const moved = drag?.moved
      drag = null
      if (moved) return
      const span = hitFlame(frame(), event.offsetX, event.offsetY)
      store.getState().select(span === NONE ? null : { kind: ROW.span, index: span })
    },
    { signal },
  )
  canvas.addEventListener('pointercancel', () => (drag = null), { signal })
  canvas.addEventListener('pointerleave', () => setHovered(NONE, null), { signal })
  canvas.addEventListener(
    'dblclick',
    (event) => {
      const span = hitFlame(frame(), event.offsetX, event.offsetY)
      const { trace } = frame()
      store.getState().setRange(span === NONE ? null : { startUs: trace.startUs[span], endUs: trace.endUs[span] })
    },
    { signal },
  )
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        const { range } = store.getState()
        const shiftUs = (event.deltaX || event.deltaY) * usPerPx()
        store.getState().setRange({ startUs: range.startUs + shiftUs, endUs: range.endUs + shiftUs })
      } else if (event.ctrlKey || event.metaKey || event.altKey) {
        const { range } = frame()
        store.getState().zoomBy(Math.exp(event.deltaY * 0.0022), range.startUs + event.offsetX * usPerPx())
      } else scrollBy(event.deltaY)
    },
    { signal, passive: false },
  )
}
