import { isOnBar, placeBar, rowAt, usOf } from '../../../layout/bars.ts'
import type { RowKind } from '../../../layout/rows.ts'
import { isExpandable } from '../../../layout/shut.ts'
import { sameRange } from '../../../layout/timeRange.ts'
import { NONE } from '../../../model/trace.ts'
import { timesOfRow } from '../../../paint/timeColumn.ts'
import type { TraceStore } from '../traceStore.ts'
import type { MountedWaterfall } from './mountWaterfall.ts'
import styles from './Waterfall.module.css'

interface PointerTargets {
  readonly scroller: HTMLElement
  readonly pane: HTMLElement
  /** A thin line under the pointer, with the time beside it. */
  readonly cursor: HTMLElement
  /** The stretch being drawn out for a zoom. */
  readonly stretch: HTMLElement
  /** Shows a time, given px in the time column. */
  readonly showTime: (us: number | null) => void
}

const DRAG_PX = 4
const WHEEL_ZOOM = 0.0022
/** Room on both sides of a bar that was zoomed to, as a share of it. */
const MARGIN = 0.08

/**
 * The pointer on the waterfall. Wheel scrolls; with Ctrl, ⌘ or Shift it zooms about the pointer. A drag in the time
 * column pans, or draws
 * out a range with Shift or where there is nothing to pan. A click selects; a double click on a bar zooms to it.
 */
export function listenToPointer(mounted: MountedWaterfall, store: TraceStore, targets: PointerTargets): () => void {
  const { scroller, pane, cursor, stretch, showTime } = targets
  let drag: {
    pointer: number
    fromX: number
    startUs: number
    endUs: number
    mode: 'none' | 'pan' | 'stretch'
  } | null = null
  let wasDragged = false
  let clicked = { row: NONE, isBar: false }
  const times = new Float64Array(2)
  const bar = { x: 0, widthPx: 0, side: 0 }

  const place = (event: MouseEvent) => {
    const box = pane.getBoundingClientRect()
    return { x: event.clientX - box.left - mounted.treePx(), y: event.clientY - box.top }
  }
  const rowUnder = (event: MouseEvent) => {
    const { scrollPx, rowPx, rows } = store.getState()
    // Assistive technology clicks the row, not the place.
    const named =
      event.detail === 0 ? (event.target as Element).closest('[role=row]')?.getAttribute('aria-rowindex') : null
    const row = named ? Number(named) - 1 : rowAt(place(event).y, scrollPx, rowPx)
    return row >= 0 && row < rows.length ? row : NONE
  }

  function onMove(event: PointerEvent): void {
    const { x } = place(event)
    if (drag !== null) return moveDrag(x, event)
    if (event.pointerType === 'touch') return
    store.getState().setHoverRow(rowUnder(event))
    const isInTime = x >= 0
    cursor.hidden = !isInTime
    if (isInTime) cursor.style.transform = `translateX(${Math.round(x + mounted.treePx())}px)`
    showTime(isInTime ? usOf(mounted.scale(), x) : null)
  }

  function onLeave(): void {
    store.getState().setHoverRow(NONE)
    cursor.hidden = true
    showTime(null)
  }

  function onDown(event: PointerEvent): void {
    wasDragged = false
    const { x } = place(event)
    if (event.button !== 0 || x < 0) return
    const { range, home } = store.getState()
    const canPan = !sameRange(range, home) && !event.shiftKey
    drag = { pointer: event.pointerId, fromX: x, ...range, mode: 'none' }
    pane.dataset.drag = canPan ? 'pan' : 'stretch'
  }

  function moveDrag(x: number, event: PointerEvent): void {
    if (drag === null) return
    if (drag.mode === 'none') {
      if (Math.abs(x - drag.fromX) < DRAG_PX) return
      drag.mode = pane.dataset.drag === 'pan' ? 'pan' : 'stretch'
      pane.setPointerCapture(event.pointerId)
      wasDragged = true
      cursor.hidden = true
    }
    const scale = mounted.scale()
    if (drag.mode === 'pan') {
      const byUs = (drag.fromX - x) / scale.pxPerUs
      store.getState().setRange({ startUs: drag.startUs + byUs, endUs: drag.endUs + byUs })
      return
    }
    const left = Math.max(0, Math.min(drag.fromX, x))
    const right = Math.min(scale.widthPx, Math.max(drag.fromX, x))
    stretch.hidden = false
    stretch.style.transform = `translateX(${mounted.treePx() + left}px)`
    stretch.style.width = `${right - left}px`
    showTime(usOf(scale, Math.min(scale.widthPx, Math.max(0, x))))
  }

  function onUp(event: PointerEvent): void {
    if (drag?.mode === 'stretch') {
      const scale = mounted.scale()
      const { x } = place(event)
      const startUs = usOf(scale, Math.max(0, Math.min(drag.fromX, x)))
      const endUs = usOf(scale, Math.min(scale.widthPx, Math.max(drag.fromX, x)))
      store.getState().setRange({ startUs, endUs })
    }
    endDrag()
  }

  function endDrag(): void {
    drag = null
    stretch.hidden = true
    delete pane.dataset.drag
  }

  function onClick(event: MouseEvent): void {
    if (wasDragged) {
      wasDragged = false
      return
    }
    const row = rowUnder(event)
    if (event.detail <= 1) clicked = { row, isBar: row !== NONE && isBarAt(row, place(event).x) }
    if (row === NONE) return
    const state = store.getState()
    const ref = { kind: state.rows.kind[row] as RowKind, index: state.rows.index[row] }
    if ((event.target as Element).closest(`.${styles.expander}`) && isExpandable(ref, state.view.trace))
      return state.toggleRow(row)
    state.select(ref)
  }

  function isBarAt(row: number, x: number): boolean {
    const [startUs, endUs] = timesOfRow(store.getState(), row, times)
    return isOnBar(placeBar(mounted.scale(), startUs, endUs, bar), x)
  }

  /** What counts is where the first click was: it may have opened the details and moved the bars. */
  function onDoubleClick(event: MouseEvent): void {
    const { row, isBar } = clicked
    const state = store.getState()
    if (row === NONE || row >= state.rows.length) return
    if (!isBar) {
      if (place(event).x < 0) state.toggleRow(row)
      return
    }
    const [startUs, endUs] = timesOfRow(state, row, times)
    const margin = Math.max(5, (endUs - startUs) * MARGIN)
    state.setRange({ startUs: startUs - margin, endUs: endUs + margin })
  }

  function onWheel(event: WheelEvent): void {
    const state = store.getState()
    const { x } = place(event)
    const scale = mounted.scale()
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      event.preventDefault()
      const delta = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? 24 : 1)
      const anchorUs = usOf(scale, Math.min(scale.widthPx, Math.max(0, x)))
      state.zoomBy(Math.exp(Math.max(-300, Math.min(300, delta)) * WHEEL_ZOOM), anchorUs)
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault()
      const byUs = event.deltaX / scale.pxPerUs
      state.setRange({ startUs: state.range.startUs + byUs, endUs: state.range.endUs + byUs })
    }
  }

  const abort = new AbortController()
  const { signal } = abort
  pane.addEventListener('pointermove', onMove, { signal })
  pane.addEventListener('pointerleave', onLeave, { signal })
  pane.addEventListener('pointerdown', onDown, { signal })
  pane.addEventListener('pointerup', onUp, { signal })
  pane.addEventListener('pointercancel', endDrag, { signal })
  pane.addEventListener('click', onClick, { signal })
  pane.addEventListener('dblclick', onDoubleClick, { signal })
  scroller.addEventListener('wheel', onWheel, { signal, passive: false })
  return () => abort.abort()
}
