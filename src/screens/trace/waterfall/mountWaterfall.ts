import { createTimeScale, type TimeScale } from '../../../layout/bars.ts'
import { createScrollScale, type ScrollScale, toRows, toScroller } from '../../../layout/scrollScale.ts'
import { segmentIndexOf, type SegmentIndex } from '../../../layout/segmentIndex.ts'
import { placeTicks, TICK_PX } from '../../../layout/ticks.ts'
import { type Palette, readPalette } from '../../../paint/palette.ts'
import { nextTask } from '../../../lib/nextTask.ts'
import { createTextures, type Textures } from '../../../paint/textures.ts'
import { paintTimeColumn } from '../../../paint/timeColumn.ts'
import { labelFont } from '../../../paint/timeScene.ts'
import { afterFrame } from '../../../ui/afterFrame.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import { createEventTimes, type LoadEvents } from './eventTimes.ts'
import { findSkewed } from './findSkewed.ts'
import { createFrame } from './frame.ts'
import { createLabelWidths } from './labelWidths.ts'
import { createRowWindow } from './rowWindow.ts'
import { createRowPool, type RowPool } from './rowPool.ts'
import { watchTheme } from './watchTheme.ts'
import type { WaterfallBoxes, WaterfallSizes } from './waterfallBoxes.ts'

export interface MountedWaterfall {
  readonly pool: RowPool
  /** Scale of the time column as painted last. */
  scale(): TimeScale
  /** Left edge of the time column, in px from the scroller's. */
  treePx(): number
  /** The tree column gets another width. */
  placeColumns(treePx: number): void
  /** Writes the rows on screen; they are not in the document before they are shown. */
  writeRows(): void
  /** Paints their bars. */
  paint(): void
  /** Puts both into the document, and follows the store from here on. */
  show(): void
  /** After the elements were moved in the document: browsers forget how far they were scrolled. */
  scrollAgain(): void
  destroy(): void
}

const RESYNC_MS = 200
const SETTLE_MS = 150

/**
 * Connects one store with one set of boxes, which are in the document already, and laid out. Scrolling, hovering, dragging and
 * selecting change the store; the store asks for a frame; the frame brings rows and canvas up to date. `onTimeWidth`: the time column got
 * this width, px.
 */
export function mountWaterfall(
  { scroller, spacer, pane, layer, canvas, fit }: WaterfallBoxes,
  store: TraceStore,
  idPrefix: string,
  onTimeWidth: (px: number) => void,
  loadEvents: LoadEvents,
): MountedWaterfall {
  const context = canvas.getContext('2d')!
  let palette!: Palette
  let textures!: Textures
  const labelWidth = createLabelWidths()
  const pool = createRowPool(layer, idPrefix, (text) => labelWidth(text, labelFont(palette)))

  let scale = createTimeScale(store.getState().range, 1)
  let scroll: ScrollScale = createScrollScale(0, 0)
  let sizes: WaterfallSizes | null = null
  let treePx = 0
  let indentTimer = 0
  let isShown = false
  let isBehind = false
  let isStale = true
  // Where the scroller stands, and which scroll position of the rows that is.
  let scrollerTop = 0
  let alignedPx = 0
  let resyncTimer = 0
  let critical: SegmentIndex | null = null
  let callOffCritical = () => {}
  let skewed = findSkewed(store.getState().view)
  let ticksUs: number[] = []
  const events = createEventTimes(store, loadEvents, () => frame.request())
  const drawing = createFrame(draw)
  const frame = {
    /** What changes before there is anything to see is drawn with it, or in the frame after. */
    request: () => (isShown ? drawing.request() : void (isBehind = true)),
  }
  let isRewriteDue = false
  const rowWindow = createRowWindow(pool)
  const marks = createFrame(() => pool.mark(store.getState()))

  function fitSizes(): void {
    const now = fit()
    if (now === sizes) return
    sizes = now
    const { heightPx, rowPx } = now
    if (rowPx !== store.getState().rowPx) isStale = true
    store.getState().setViewport(heightPx, rowPx)
    placeColumns(now.treePx)
  }

  function placeColumns(px: number): void {
    treePx = px
    const timePx = Math.max(1, sizes!.widthPx - treePx)
    scale = createTimeScale(store.getState().range, timePx)
    ticksUs = placeTicks(store.getState().range, timePx, TICK_PX)
    onTimeWidth(timePx)
    frame.request()
    // Indentation follows the column's width once it rests.
    clearTimeout(indentTimer)
    indentTimer = window.setTimeout(() => {
      if (!pool.fitIndent(treePx, store.getState().maxDepth)) return
      isStale = true
      frame.request()
    }, SETTLE_MS)
  }

  /**
   * Other rows are written and painted in a task of their own: often the page changes with them, and the frame has enough to do with the
   * layout of both.
   */
  async function rewrite(): Promise<void> {
    // In the frame, should that come first.
    frame.request()
    if (isRewriteDue || !isShown) return
    isRewriteDue = true
    await nextTask()
    if (isRewriteDue) draw()
  }

  function draw(): void {
    drawing.cancel()
    isRewriteDue = false
    writeRows()
    fitSpacer(store.getState())
    paint()
  }

  /** The rows on screen. */
  function rowsOnScreen({ rows, rowPx, scrollPx, viewportPx }: TraceState) {
    const endRow = Math.min(rows.length, Math.ceil((scrollPx + viewportPx) / rowPx))
    return { firstRow: Math.min(endRow, Math.floor(scrollPx / rowPx)), endRow }
  }

  function writeRows(): void {
    const state = store.getState()
    const { firstRow, endRow } = rowsOnScreen(state)
    if (isShown) rowWindow.show(state, firstRow, endRow, isStale)
    else rowWindow.begin(state, firstRow, endRow)
    isStale = false
    const activeId = pool.idOf(state.activeRow)
    if (activeId === '') scroller.removeAttribute('aria-activedescendant')
    else if (scroller.getAttribute('aria-activedescendant') !== activeId)
      scroller.setAttribute('aria-activedescendant', activeId)
  }

  function paint(): void {
    const state = store.getState()
    const { rows, rowPx, scrollPx, viewportPx } = state
    const { firstRow, endRow } = rowsOnScreen(state)
    paintTimeColumn(context, {
      view: state.view,
      rows,
      plan: state.plan,
      scale,
      firstRow,
      endRow,
      scrollPx,
      rowPx,
      heightPx: viewportPx,
      ticksUs,
      critical,
      skewed,
      highlight: state.highlight,
      labelOf: pool.labelOf,
      eventsOf: events.of,
      palette,
      textures,
    })
    events.want(firstRow, endRow)
  }

  /** Brings height and position of the scroll bar in line with the rows. */
  function fitSpacer({ rows, rowPx, viewportPx, scrollPx }: TraceState): void {
    const contentPx = rows.length * rowPx
    if (scroll.contentPx !== contentPx || scroll.viewportPx !== viewportPx) {
      scroll = createScrollScale(contentPx, viewportPx)
      alignedPx = NaN
      spacer.style.height = `${scroll.scrollerPx}px`
      scroller.setAttribute('aria-rowcount', String(rows.length))
    }
    if (scrollPx !== alignedPx) moveScroller(scrollPx)
  }

  function moveScroller(rowsPx: number): void {
    alignedPx = rowsPx
    // At the top already: asking would lay out the whole page before its first rows are drawn.
    if (rowsPx === 0 && scrollerTop === 0) return
    scroller.scrollTop = toScroller(scroll, rowsPx)
    scrollerTop = scroller.scrollTop
  }

  function onScroll(): void {
    const top = scroller.scrollTop
    if (top === scrollerTop) return
    const state = store.getState()
    state.scrollTo(toRows(scroll, state.scrollPx, scrollerTop, top))
    scrollerTop = top
    alignedPx = store.getState().scrollPx
    if (scroll.scrollerPx === scroll.contentPx) return
    // Small steps let a scaled scroll bar drift from its rows; at rest it is put where it belongs.
    clearTimeout(resyncTimer)
    resyncTimer = window.setTimeout(() => moveScroller(store.getState().scrollPx), RESYNC_MS)
  }

  function onChange(state: TraceState, before: TraceState): void {
    if (state.view !== before.view) {
      pool.fitIndent(treePx, state.maxDepth)
      // Asking for colours has the browser bring the page's style up to date.
      if (!sameTexts(state.view.trace.services, before.view.trace.services)) readTheme()
      prepareCritical()
      skewed = findSkewed(state.view)
      events.clear()
    }
    const areOthers = state.rows !== before.rows || state.view !== before.view || state.suspects !== before.suspects
    if (areOthers) isStale = true
    if (state.range !== before.range) rescale(state)
    // Of what matches only the rows tell: nothing is painted while one types.
    if (state.matches !== before.matches && state.view === before.view) marks.request()
    else if (areOthers) void rewrite()
    else frame.request()
  }

  function rescale({ range }: TraceState): void {
    scale = createTimeScale(range, scale.widthPx)
    ticksUs = placeTicks(range, scale.widthPx, TICK_PX)
  }

  function readTheme(): void {
    palette = readPalette(scroller, store.getState().view.trace.services)
    textures = createTextures(palette, devicePixelRatio)
    isStale = true
    frame.request()
  }

  /** After the first rows are on screen: the line under the bars can wait a moment. */
  function prepareCritical(): void {
    critical = null
    const { view } = store.getState()
    callOffCritical()
    callOffCritical = afterFrame(() => {
      if (view.ledgers.length > 0) critical = segmentIndexOf(view.ledgers[0].segments, view.trace.length)
      // With the rows around those on screen, when these are there.
      frame.request()
    })
  }

  readTheme()
  fitSizes()
  pool.fitIndent(treePx, store.getState().maxDepth)
  const resized = new ResizeObserver(fitSizes)
  const unwatchTheme = watchTheme(readTheme)
  const unsubscribe = store.subscribe(onChange)

  return {
    pool,
    scale: () => scale,
    treePx: () => treePx,
    placeColumns,
    writeRows() {
      isBehind = false
      writeRows()
    },
    paint,
    show() {
      isShown = true
      if (isBehind) frame.request()
      fitSpacer(store.getState())
      pane.prepend(layer, canvas)
      resized.observe(scroller)
      scroller.addEventListener('scroll', onScroll, { passive: true })
      prepareCritical()
    },
    scrollAgain() {
      // At the top they stand there already, and asking would lay out the page.
      if (scrollerTop !== 0) scroller.scrollTop = scrollerTop
    },
    destroy() {
      isRewriteDue = false
      drawing.cancel()
      marks.cancel()
      rowWindow.cancel()
      callOffCritical()
      clearTimeout(resyncTimer)
      clearTimeout(indentTimer)
      resized.disconnect()
      unwatchTheme()
      unsubscribe()
      scroller.removeEventListener('scroll', onScroll)
      // Whoever still holds a row (a debugger, a reader, a test) must not hold the trace with it.
      layer.replaceChildren()
    },
  }
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, i) => text === b[i])
