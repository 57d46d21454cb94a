import { ListChevronsDownUp, ListChevronsUpDown, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { sameRange } from '../../../layout/timeRange.ts'
import { IconButton } from '../../../ui/Button.tsx'
import type { TraceView } from '../../../worker/protocol.ts'
import type { TraceStore } from '../traceStore.ts'
import { ColumnDivider } from './ColumnDivider.tsx'
import { showCursorTime } from './cursorTime.ts'
import type { LoadEvents } from './eventTimes.ts'
import { handleKey } from './keyboard.ts'
import { LevelSelect } from './LevelSelect.tsx'
import { Minimap } from './Minimap.tsx'
import { mountWaterfall, type MountedWaterfall } from './mountWaterfall.ts'
import { listenToPointer } from './pointer.ts'
import { TimeAxis } from './TimeAxis.tsx'
import styles from './Waterfall.module.css'

export interface WaterfallProps {
  readonly view: TraceView
  readonly store: TraceStore
  /** Times of a span's events, for the ticks on its bar. Without it there are none. */
  readonly loadEvents?: LoadEvents
  /** A row was chosen by click or Enter: `store.selection` says which. */
  readonly onOpen?: () => void
  readonly hideMinimap?: boolean
}

/**
 * The spans as a tree beside their times: `treegrid` Spans. React makes the frame once; rows, canvas, axis and minimap
 * then follow the store
 * by themselves, so that scrolling, hovering and dragging cost no render.
 */
export function Waterfall({ view, store, loadEvents, onOpen, hideMinimap = false }: WaterfallProps) {
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const spacer = useRef<HTMLDivElement>(null)
  const pane = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const cursor = useRef<HTMLDivElement>(null)
  const cursorTime = useRef<HTMLDivElement>(null)
  const stretch = useRef<HTMLDivElement>(null)
  const treePx = useRef(0)
  const mounted = useRef<MountedWaterfall | null>(null)
  const latest = useRef({ loadEvents, onOpen })
  useEffect(() => {
    latest.current = { loadEvents, onOpen }
  })
  useLayoutEffect(() => store.getState().setView(view), [store, view])
  useLayoutEffect(() => {
    const elements = {
      scroller: scroller.current!,
      spacer: spacer.current!,
      pane: pane.current!,
      layer: layer.current!,
      canvas: canvas.current!,
    }
    const load: LoadEvents = async (record) => latest.current.loadEvents?.(record) ?? []
    const waterfall = mountWaterfall(elements, store, `${id}-`, treePx.current, load)
    const unlisten = listenToPointer(waterfall, store, {
      scroller: elements.scroller,
      pane: elements.pane,
      cursor: cursor.current!,
      stretch: stretch.current!,
      showTime: (us) => showCursorTime(cursorTime.current!, waterfall, us),
      onOpen: () => latest.current.onOpen?.(),
    })
    mounted.current = waterfall
    return () => {
      unlisten()
      waterfall.destroy()
      mounted.current = null
    }
  }, [store, id])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroller.current) return
    if (!handleKey(store.getState(), event.key, { shift: event.shiftKey })) return
    event.preventDefault()
    if (event.key === 'Enter') onOpen?.()
  }

  return (
    <section className={styles.waterfall} aria-label="Waterfall">
      {!hideMinimap && <Minimap store={store} />}
      <div className={styles.body}>
        <div className={styles.head}>
          <div className={styles.treeHead}>
            <span className={styles.title}>Service · operation</span>
            <LevelSelect store={store} />
            <IconButton label="Collapse all" size="small" onClick={() => store.getState().collapseAll()}>
              <ListChevronsDownUp size={14} aria-hidden />
            </IconButton>
            <IconButton label="Expand all" shortcut="*" size="small" onClick={() => store.getState().expandAll()}>
              <ListChevronsUpDown size={14} aria-hidden />
            </IconButton>
          </div>
          <div className={styles.axisBox}>
            <TimeAxis store={store} />
            <div ref={cursorTime} className={styles.cursorTime} hidden />
            <ResetZoom store={store} />
          </div>
        </div>
        <div
          ref={scroller}
          className={styles.scroller}
          role="treegrid"
          aria-label="Spans"
          aria-colcount={2}
          tabIndex={0}
          data-testid="waterfall-scroll"
          onKeyDown={onKeyDown}
        >
          <div ref={spacer} className={styles.spacer} role="presentation">
            <div ref={pane} className={styles.pane} role="presentation">
              <div ref={layer} className={styles.layer} role="rowgroup" />
              <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
              <div ref={cursor} className={styles.cursor} hidden />
              <div ref={stretch} className={styles.stretch} hidden />
            </div>
          </div>
        </div>
        <ColumnDivider
          onResize={(px) => {
            treePx.current = px
            mounted.current?.placeColumns(px)
          }}
        />
      </div>
    </section>
  )
}

/** Takes part in the layout only while there is something to reset. */
function ResetZoom({ store }: { readonly store: TraceStore }) {
  const isZoomed = useStore(store, ({ range, home }) => !sameRange(range, home))
  if (!isZoomed) return null
  return (
    <IconButton
      label="Reset zoom"
      shortcut="0"
      size="small"
      className={styles.reset}
      onClick={() => store.getState().setRange(null)}
    >
      <ZoomOut size={14} aria-hidden />
    </IconButton>
  )
}
