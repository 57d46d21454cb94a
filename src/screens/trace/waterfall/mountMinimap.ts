import { createTimeScale, usOf } from '../../../layout/bars.ts'
import type { Minimap } from '../../../layout/minimap.ts'
import { sameRange } from '../../../layout/timeRange.ts'
import { formatDuration } from '../../../lib/format.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import { afterFrame } from '../../../ui/afterFrame.ts'
import type * as Strip from './minimapStrip.ts'
import { watchTheme } from './watchTheme.ts'

interface MinimapElements {
  readonly root: HTMLElement
  readonly canvas: HTMLCanvasElement
  /** What lies outside the range, on both sides. */
  readonly before: HTMLElement
  readonly after: HTMLElement
  /** The two edges of the range. */
  readonly start: HTMLElement
  readonly end: HTMLElement
  /** Seen until there is something to see on the canvas. */
  readonly standIn: Element | null
}

const DRAG_PX = 4

/** Paints the strip once per view, size and theme; the range is shown and changed by elements over it. */
export function mountMinimap(elements: MinimapElements, store: TraceStore): () => void {
  const { root, canvas, before, after, start, end, standIn } = elements
  const abort = new AbortController()
  const { signal } = abort
  // What the strip is painted with comes after the rows.
  let strip: typeof Strip | null = null
  let map: Minimap | null = null
  let building = new AbortController()
  let painting = new AbortController()
  let widthPx = 0
  let callOffPaint: (() => void) | null = null

  async function build(): Promise<void> {
    building.abort()
    building = new AbortController()
    const { signal } = building
    strip ??= await import('./minimapStrip.ts')
    if (signal.aborted) return
    const { view, extent } = store.getState()
    strip.buildStrip(view, extent, onBuilt, signal)
  }

  function onBuilt(built: Minimap): void {
    map = built
    paintLater()
  }

  function paintLater(): void {
    callOffPaint ??= afterFrame(paint)
  }

  function paint(): void {
    callOffPaint = null
    if (widthPx === 0 || map === null) return
    painting.abort()
    painting = new AbortController()
    const onPainted = () => standIn?.remove()
    strip!.paintStrip(canvas, map, root, store.getState().view.trace.services, onPainted, painting.signal)
  }

  function showRange({ range, extent, home }: TraceState): void {
    const lengthUs = extent.endUs - extent.startUs
    const from = (100 * (range.startUs - extent.startUs)) / lengthUs
    const to = (100 * (range.endUs - extent.startUs)) / lengthUs
    before.style.width = `${from}%`
    after.style.left = `${to}%`
    after.style.width = `${100 - to}%`
    start.style.left = `${from}%`
    end.style.left = `${to}%`
    root.dataset.zoomed = String(!sameRange(range, home))
    describeEdge(start, range.startUs, extent.startUs, range.endUs)
    describeEdge(end, range.endUs, range.startUs, extent.endUs)
  }

  function listen(): void {
    let drag: {
      mode: 'brush' | 'move' | 'start' | 'end'
      fromX: number
      startUs: number
      endUs: number
      isMoved: boolean
    } | null = null
    const xOf = (event: PointerEvent) => event.clientX - root.getBoundingClientRect().left
    const usAt = (x: number) =>
      usOf(createTimeScale(store.getState().extent, widthPx), Math.min(widthPx, Math.max(0, x)))

    root.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return
        const { range } = store.getState()
        const x = xOf(event)
        const us = usAt(x)
        const isZoomed = root.dataset.zoomed === 'true'
        const isInside = us > range.startUs && us < range.endUs
        const mode =
          event.target === start
            ? 'start'
            : event.target === end
              ? 'end'
              : isZoomed && isInside && !event.shiftKey
                ? 'move'
                : 'brush'
        drag = { mode, fromX: x, startUs: range.startUs, endUs: range.endUs, isMoved: false }
        root.setPointerCapture(event.pointerId)
      },
      { signal },
    )

    root.addEventListener(
      'pointermove',
      (event) => {
        if (drag === null) return
        const x = xOf(event)
        if (!drag.isMoved && Math.abs(x - drag.fromX) < DRAG_PX) return
        drag.isMoved = true
        const state = store.getState()
        const us = usAt(x)
        const fromUs = usAt(drag.fromX)
        if (drag.mode === 'move')
          state.setRange({ startUs: drag.startUs + us - fromUs, endUs: drag.endUs + us - fromUs })
        else if (drag.mode === 'brush') state.setRange({ startUs: Math.min(us, fromUs), endUs: Math.max(us, fromUs) })
        else if (drag.mode === 'start') state.setRange({ startUs: Math.min(us, drag.endUs), endUs: drag.endUs })
        else state.setRange({ startUs: drag.startUs, endUs: Math.max(us, drag.startUs) })
      },
      { signal },
    )

    root.addEventListener(
      'pointerup',
      (event) => {
        // A click outside the window brings it there.
        if (drag !== null && !drag.isMoved && drag.mode === 'brush' && root.dataset.zoomed === 'true') {
          const us = usAt(xOf(event))
          const halfUs = (drag.endUs - drag.startUs) / 2
          store.getState().setRange({ startUs: us - halfUs, endUs: us + halfUs })
        }
        drag = null
      },
      { signal },
    )
    root.addEventListener('pointercancel', () => (drag = null), { signal })
    root.addEventListener('dblclick', () => store.getState().setRange(null), { signal })
  }

  const resized = new ResizeObserver(() => {
    widthPx = root.clientWidth
    // Stretched by the style until then: what made the room (an open span) is on screen first.
    paintLater()
  })
  resized.observe(root)
  const unwatchTheme = watchTheme(paintLater)
  const unsubscribe = store.subscribe((state, last) => {
    if (state.view !== last.view) void build()
    if (state.range !== last.range || state.extent !== last.extent) showRange(state)
  })
  listen()
  showRange(store.getState())
  void build()

  return () => {
    callOffPaint?.()
    abort.abort()
    building.abort()
    painting.abort()
    resized.disconnect()
    unwatchTheme()
    unsubscribe()
  }
}

function describeEdge(edge: HTMLElement, us: number, leastUs: number, mostUs: number): void {
  edge.setAttribute('aria-valuemin', String(Math.round(leastUs)))
  edge.setAttribute('aria-valuemax', String(Math.round(mostUs)))
  edge.setAttribute('aria-valuenow', String(Math.round(us)))
  edge.setAttribute('aria-valuetext', formatDuration(Math.round(us)))
}
