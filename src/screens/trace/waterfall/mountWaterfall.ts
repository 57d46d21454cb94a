import { createTimeScale, type TimeScale } from '../../../layout/bars.ts'
import { createScrollScale, type ScrollScale, toRows, toScroller } from '../../../layout/scrollScale.ts'
import { segmentIndexOf, type SegmentIndex } from '../../../layout/segmentIndex.ts'
import { placeTicks, TICK_PX } from '../../../layout/ticks.ts'
import { type Palette, readPalette } from '../../../paint/palette.ts'
import { createTextures, type Textures } from '../../../paint/textures.ts'
import { paintTimeColumn } from '../../../paint/timeColumn.ts'
import { labelFont } from '../../../paint/timeScene.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import { createEventTimes, type LoadEvents } from './eventTimes.ts'
import { findSkewed } from './findSkewed.ts'
import { createFrame } from './frame.ts'
import { createLabelWidths } from './labelWidths.ts'
import { createRowWindow } from './rowWindow.ts'
import { createRowPool, type RowPool } from './rowPool.ts'
import { watchTheme } from './watchTheme.ts'

export interface WaterfallElements {
  /** The treegrid: scrolls, has the focus. */
  readonly scroller: HTMLElement
  /** As high as all rows (or as a browser can); makes the scroll bar. */
  readonly spacer: HTMLElement
  /** Sticks to the scroller's window; rows and canvas move in it, in the same frame. */
  readonly pane: HTMLElement
  readonly layer: HTMLElement
  readonly canvas: HTMLCanvasElement
}

/** How the columns beside the rows are fitted. */
export interface WaterfallColumns {
  /** The tree column's width where the whole has this width, px. */
  treePxOf(allPx: number): number
  /** The time column got this width, px. */
  onTimeWidth(px: number): void
}

export interface MountedWaterfall {
  readonly pool: RowPool
  /** Scale of the time column as painted last. */
  scale(): TimeScale
  /** Left edge of the time column, in px from the scroller's. */
  treePx(): number
  /** The tree column gets another width. */
  placeColumns(treePx: number): void
  /** Reads sizes and paints, if that has not been done: a task of its own, where it would be part of the first frame's. */
  measure(): void
  /** After the elements were moved in the document: browsers forget how far they were scrolled. */
  scrollAgain(): void
  destroy(): void
}

const RESYNC_MS = 200
const SETTLE_MS = 150

/**
 * Connects one store with one set of elements, which are in the document already. Scrolling, hovering, dragging and
 * selecting change the store; the store asks for a frame; the frame brings rows and canvas up to date. `palette`: as read before there
 * were elements; asked for it inside of a size container, the browser first lays out the page, which is still without rows.
 */
export function mountWaterfall(
  elements: WaterfallElements,
  store: TraceStore,
  idPrefix: string,
  columns: WaterfallColumns,
  loadEvents: LoadEvents,
  palette: Palette,
): MountedWaterfall {
  const { scroller, spacer, pane, layer, canvas } = elements
  const context = canvas.getContext('2d')!
  let textures!: Textures
  const labelWidth = createLabelWidths()
  const pool = createRowPool(layer, idPrefix, (text) => labelWidth(text, labelFont(palette)))

  let scale = createTimeScale(store.getState().range, 1)
  let scroll: ScrollScale = createScrollScale(0, 0)
  // Most often the whole is as wide as the window. If not, it is measured a moment later.
  let treePx = columns.treePxOf(innerWidth)
  let paneWidthPx = 0
  let indentTimer = 0
  let isMeasured = false
  let measured = ''
  let isStale = true
  // Where the scroller stands, and which scroll position of the rows that is.
  let scrollerTop = 0
  let alignedPx = 0
  let resyncTimer = 0
  let critical: SegmentIndex | null = null
  let skewed = findSkewed(store.getState().view)
  let ticksUs: number[] = []
  const events = createEventTimes(store, loadEvents, () => frame.request())
  const frame = createFrame(draw)
  const rowWindow = createRowWindow(pool)
  const marks = createFrame(() => pool.mark(store.getState()))

  /**
   * The only place that asks the browser for sizes: when it has just laid them out, first and after changes. So the
   * commit that mounts this forces no layout, and the first rows are drawn in the same frame.
   */
  function measureElements(): void {
    paneWidthPx = pane.clientWidth
    const heightPx = scroller.clientHeight
    const rowPx = rowHeight(scroller)
    const sizes = `${paneWidthPx} ${scroller.offsetWidth} ${heightPx} ${rowPx} ${devicePixelRatio}`
    if (sizes === measured) return
    measured = sizes
    if (rowPx !== store.getState().rowPx) isStale = true
    store.getState().setViewport(heightPx, rowPx)
    pane.style.height = `${heightPx}px`
    sizeCanvas(canvas, context, paneWidthPx, heightPx)
    const isFirst = !isMeasured
    isMeasured = true
    const lastTreePx = treePx
    placeColumns(columns.treePxOf(scroller.offsetWidth))
    // Rows that were drawn for another width are drawn again, at once.
    if (isFirst && treePx !== lastTreePx && pool.fitIndent(treePx, store.getState().maxDepth)) isStale = true
    if (isFirst) draw()
  }

  /** Before anything is measured, about as many as will fit: so they are laid out once, together with the page. */
  function drawFirstRows(): void {
    takePalette()
    const state = store.getState()
    const { rows, rowPx, scrollPx } = state
    pool.fitIndent(treePx, state.maxDepth)
    const firstRow = Math.min(rows.length, Math.floor(scrollPx / rowPx))
    pool.sync(state, firstRow, Math.min(rows.length, firstRow + Math.ceil(innerHeight / 2 / rowPx)), true)
    pool.mark(state)
    isStale = false
  }

  function placeColumns(px: number): void {
    treePx = px
    const timePx = Math.max(1, paneWidthPx - treePx)
    scale = createTimeScale(store.getState().range, timePx)
    ticksUs = placeTicks(store.getState().range, timePx, TICK_PX)
    columns.onTimeWidth(timePx)
    frame.request()
    // Indentation follows the column's width once it rests.
    clearTimeout(indentTimer)
    indentTimer = window.setTimeout(() => {
      if (!pool.fitIndent(treePx, store.getState().maxDepth)) return
      isStale = true
      frame.request()
    }, SETTLE_MS)
  }

  function draw(): void {
    if (!isMeasured) return
    const state = store.getState()
    const { rows, rowPx, scrollPx, viewportPx } = state
    fitSpacer(state)
    const endRow = Math.min(rows.length, Math.ceil((scrollPx + viewportPx) / rowPx))
    const firstRow = Math.min(endRow, Math.floor(scrollPx / rowPx))
    rowWindow.show(state, firstRow, endRow, isStale)
    isStale = false
    const activeId = pool.idOf(state.activeRow)
    if (activeId === '') scroller.removeAttribute('aria-activedescendant')
    else if (scroller.getAttribute('aria-activedescendant') !== activeId)
      scroller.setAttribute('aria-activedescendant', activeId)
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
      readTheme()
      prepareCritical()
      skewed = findSkewed(state.view)
      events.clear()
    }
    if (state.rows !== before.rows || state.view !== before.view || state.suspects !== before.suspects) isStale = true
    if (state.range !== before.range) rescale(state)
    // Of what matches only the rows tell: nothing is painted while one types.
    if (state.matches !== before.matches && state.view === before.view) marks.request()
    else frame.request()
  }

  function rescale({ range }: TraceState): void {
    scale = createTimeScale(range, scale.widthPx)
    ticksUs = placeTicks(range, scale.widthPx, TICK_PX)
  }

  function readTheme(): void {
    palette = readPalette(scroller, store.getState().view.trace.services)
    takePalette()
  }

  function takePalette(): void {
    textures = createTextures(palette, devicePixelRatio)
    isStale = true
    frame.request()
  }

  /** After the first rows are on screen: the line under the bars can wait a moment. */
  function prepareCritical(): void {
    critical = null
    const { view } = store.getState()
    setTimeout(() => {
      if (store.getState().view !== view || view.ledgers.length === 0) return
      critical = segmentIndexOf(view.ledgers[0].segments, view.trace.length)
      frame.request()
    })
  }

  drawFirstRows()
  const resized = new ResizeObserver(measureElements)
  resized.observe(scroller)
  const unwatchTheme = watchTheme(readTheme)
  const unsubscribe = store.subscribe(onChange)
  scroller.addEventListener('scroll', onScroll, { passive: true })
  prepareCritical()

  return {
    pool,
    scale: () => scale,
    treePx: () => treePx,
    placeColumns,
    measure() {
      if (!isMeasured) measureElements()
    },
    scrollAgain() {
      // At the top they stand there already, and asking would lay out the page.
      if (scrollerTop !== 0) scroller.scrollTop = scrollerTop
    },
    destroy() {
      frame.cancel()
      marks.cancel()
      rowWindow.cancel()
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

const rowHeight = (element: Element) => parseFloat(getComputedStyle(element).getPropertyValue('--row')) || 24

/** Device pixels for sharp lines, CSS px for everything that is painted. */
function sizeCanvas(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  widthPx: number,
  heightPx: number,
): void {
  const dpr = devicePixelRatio
  canvas.width = Math.max(1, Math.round(widthPx * dpr))
  canvas.height = Math.max(1, Math.round(heightPx * dpr))
  canvas.style.width = `${widthPx}px`
  canvas.style.height = `${heightPx}px`
  context.setTransform(dpr, 0, 0, dpr, 0, 0)
}
