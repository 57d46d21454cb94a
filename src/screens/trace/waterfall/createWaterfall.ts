import { spanDetails } from '../../../data/workerClient.ts'
import { sameRange } from '../../../layout/timeRange.ts'
import { readPalette } from '../../../paint/palette.ts'
import { makeElement, makeIcon } from '../../../ui/makeElement.ts'
import { makeIconButton } from '../../../ui/makeIconButton.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import { createColumnDivider } from './createColumnDivider.ts'
import { createLevelSelect } from './createLevelSelect.ts'
import { createMinimap } from './createMinimap.ts'
import { createTimeAxis } from './createTimeAxis.ts'
import { showCursorTime } from './cursorTime.ts'
import { handleKey } from './keyboard.ts'
import { mountWaterfall } from './mountWaterfall.ts'
import { listenToPointer } from './pointer.ts'
import styles from './Waterfall.module.css'

export interface Waterfall {
  readonly store: TraceStore
  /** Reads sizes and paints now, not in the first frame. */
  measure(): void
  /** Moves it to another place in the document, with its focus and scroll position. */
  moveTo(place: Element): void
  destroy(): void
}

/** Lucide's: rows with chevrons to and from each other, a magnifier with a minus. */
const ICONS = {
  collapse: 'M3 5h8M3 12h8M3 19h8m4-14 3 3 3-3m-6 14 3-3 3 3',
  expand: 'M3 5h8M3 12h8M3 19h8m4-11 3-3 3 3m-6 8 3 3 3-3',
  zoomOut: 'M3 11a8 8 0 1 0 16 0a8 8 0 1 0-16 0m18 10-4.35-4.35M8 11h6',
}
const ICON_PX = 14

let made = 0

/**
 * The spans as a tree beside their times: `treegrid` Spans, with all that belongs to it. It follows its store by itself:
 * scrolling, hovering and dragging render no component, and it can be seen before there are any.
 *
 *   minimap
 *   head      levels, collapse, expand │ time axis
 *   scroller  rows ................... │ canvas
 *                                  divider
 */
export function createWaterfall(place: Element, store: TraceStore, hideMinimap: boolean): Waterfall {
  const body = makeElement('div', { class: styles.body })
  const section = makeElement('section', { class: styles.waterfall, 'aria-label': 'Waterfall' })
  const minimap = hideMinimap ? null : createMinimap(store)
  const levels = createLevelSelect(store)
  const axis = createTimeAxis(store)
  const axisBox = makeElement('div', { class: styles.axisBox }, axis.element)
  const divider = createColumnDivider(body, (treePx) => mounted.placeColumns(treePx))
  const cursorTime = makeElement('div', { class: styles.cursorTime, hidden: true })
  const reset = makeResetZoom(store)

  const layer = makeElement('div', { class: styles.layer, role: 'rowgroup' })
  const canvas = makeElement('canvas', { class: styles.canvas, 'aria-hidden': 'true' })
  const cursor = makeElement('div', { class: styles.cursor, hidden: true })
  const stretch = makeElement('div', { class: styles.stretch, hidden: true })
  const pane = makeElement('div', { class: styles.pane, role: 'presentation' }, layer, canvas, cursor, stretch)
  const spacer = makeElement('div', { class: styles.spacer, role: 'presentation' }, pane)
  const scroller = makeElement(
    'div',
    {
      class: styles.scroller,
      role: 'treegrid',
      'aria-label': 'Spans',
      'aria-colcount': 2,
      tabindex: 0,
      'data-testid': 'waterfall-scroll',
    },
    spacer,
  )
  scroller.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroller) return
    if (handleKey(store.getState(), event.key, { shift: event.shiftKey })) event.preventDefault()
  })

  if (minimap) section.append(minimap.element)
  section.append(body)
  body.append(
    makeElement(
      'div',
      { class: styles.head },
      makeElement(
        'div',
        { class: styles.treeHead },
        makeElement('span', { class: styles.title }, 'Service · operation'),
        levels.element,
        makeIconButton('Collapse all', makeIcon(ICON_PX, ICONS.collapse), () => store.getState().collapseAll()),
        makeIconButton('Expand all', makeIcon(ICON_PX, ICONS.expand), () => store.getState().expandAll(), '*'),
      ),
      axisBox,
    ),
    scroller,
    divider.element,
  )
  axisBox.append(cursorTime, reset.element)
  const palette = readPalette(document.documentElement, store.getState().view.trace.services)
  place.append(section)

  const mounted = mountWaterfall(
    { scroller, spacer, pane, layer, canvas },
    store,
    `rows-${++made}-`,
    { treePxOf: divider.treePxOf, onTimeWidth: showAxis },
    async (record) => {
      const { events } = await spanDetails(store.getState().view.key, record)
      return events.map((event) => event.timeUs)
    },
    palette,
  )
  function showAxis(timePx: number): void {
    // Not a custom property of the whole: every row would inherit it, and be styled anew.
    axisBox.style.width = `${timePx}px`
    axis.setWidth(timePx)
  }
  const unlisten = listenToPointer(mounted, store, {
    scroller,
    pane,
    cursor,
    stretch,
    showTime: (us) => showCursorTime(cursorTime, mounted, us),
  })

  return {
    store,
    measure: mounted.measure,
    moveTo(next) {
      const focused = section.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null
      next.append(section)
      mounted.scrollAgain()
      focused?.focus({ preventScroll: true })
    },
    destroy() {
      for (const part of [minimap, levels, axis, reset, mounted]) part?.destroy()
      unlisten()
      scroller.remove()
      section.remove()
    },
  }
}

/** Takes part in the layout only while there is something to reset. */
function makeResetZoom(store: TraceStore) {
  const reset = () => store.getState().setRange(null)
  const element = makeIconButton('Reset zoom', makeIcon(ICON_PX, ICONS.zoomOut), reset, '0')
  element.classList.add(styles.reset)
  // The browser takes an attribute that is written again for a change.
  const show = ({ range, home }: TraceState) => {
    const isWhole = sameRange(range, home)
    if (element.hidden !== isWhole) element.hidden = isWhole
  }
  show(store.getState())
  return { element, destroy: store.subscribe(show) }
}
