import { makeElement, makeIcon } from '../../../ui/makeElement.ts'
import { makeIconButton } from '../../../ui/makeIconButton.ts'
import { type ColumnDivider, createColumnDivider } from './createColumnDivider.ts'
import { takeOutline } from './createMinimap.ts'
import minimapStyles from './Minimap.module.css'
import styles from './Waterfall.module.css'

/** All of a waterfall that does not depend on a trace: it is made, laid out and measured while the trace is on its way. */
export interface WaterfallBoxes {
  readonly section: HTMLElement
  readonly minimap: HTMLElement | null
  readonly treeHead: HTMLElement
  readonly collapse: HTMLElement
  readonly expand: HTMLElement
  readonly axisBox: HTMLElement
  readonly cursorTime: HTMLElement
  readonly reset: HTMLElement
  readonly divider: ColumnDivider
  /** The treegrid: scrolls, has the focus. */
  readonly scroller: HTMLElement
  /** As high as all rows (or as a browser can); makes the scroll bar. */
  readonly spacer: HTMLElement
  /** Sticks to the scroller's window; rows and canvas move in it, in the same frame. */
  readonly pane: HTMLElement
  /** Not in the document before they have something to show. */
  readonly layer: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly cursor: HTMLElement
  readonly stretch: HTMLElement
  /**
   * Asks the browser for sizes, and fits what depends on them. The only place that does: call it when they have just been laid out. The
   * same object as before when nothing has changed.
   */
  fit(): WaterfallSizes
}

/** In px. */
export interface WaterfallSizes {
  readonly treePx: number
  /** Of tree and time together, without the scroll bar. */
  readonly widthPx: number
  readonly heightPx: number
  readonly rowPx: number
}

/** Lucide's: rows with chevrons to and from each other, a magnifier with a minus. */
const ICONS = {
  collapse: 'M3 5h8M3 12h8M3 19h8m4-14 3 3 3-3m-6 14 3-3 3 3',
  expand: 'M3 5h8M3 12h8M3 19h8m4-11 3-3 3 3m-6 8 3 3 3-3',
  zoomOut: 'M3 11a8 8 0 1 0 16 0a8 8 0 1 0-16 0m18 10-4.35-4.35M8 11h6',
}
const ICON_PX = 14

/**
 *   minimap
 *   head      (levels), collapse, expand │ (time axis)
 *   scroller  (rows) ................... │ canvas
 *                                     divider
 */
export function makeBoxes(place: Element, hideMinimap: boolean): WaterfallBoxes {
  const minimap = hideMinimap
    ? null
    : makeElement('div', { class: minimapStyles.minimap, role: 'group', 'aria-label': 'Minimap' }, ...takeOutline())
  const collapse = makeIconButton('Collapse all', makeIcon(ICON_PX, ICONS.collapse))
  const expand = makeIconButton('Expand all', makeIcon(ICON_PX, ICONS.expand), '*')
  const title = makeElement('span', { class: styles.title }, 'Service · operation')
  const treeHead = makeElement('div', { class: styles.treeHead }, title, collapse, expand)
  const cursorTime = makeElement('div', { class: styles.cursorTime, hidden: true })
  const reset = makeIconButton('Reset zoom', makeIcon(ICON_PX, ICONS.zoomOut), '0')
  reset.classList.add(styles.reset)
  reset.hidden = true
  const axisBox = makeElement('div', { class: styles.axisBox }, cursorTime, reset)
  const layer = makeElement('div', { class: styles.layer, role: 'rowgroup' })
  const canvas = makeElement('canvas', { class: styles.canvas, 'aria-hidden': 'true' })
  const cursor = makeElement('div', { class: styles.cursor, hidden: true })
  const stretch = makeElement('div', { class: styles.stretch, hidden: true })
  const pane = makeElement('div', { class: styles.pane, role: 'presentation' }, cursor, stretch)
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
  const body = makeElement('div', { class: styles.body })
  const divider = createColumnDivider(body)
  body.append(makeElement('div', { class: styles.head }, treeHead, axisBox), scroller, divider.element)
  const section = makeElement('section', { class: styles.waterfall, 'aria-label': 'Waterfall' })
  if (minimap) section.append(minimap)
  section.append(body)
  place.append(section)

  let measured = ''
  let sizes: WaterfallSizes = { treePx: 0, widthPx: 0, heightPx: 0, rowPx: 24 }

  function fit(): WaterfallSizes {
    const widthPx = pane.clientWidth
    const heightPx = scroller.clientHeight
    const allPx = scroller.offsetWidth
    const rowPx = parseFloat(getComputedStyle(scroller).getPropertyValue('--row')) || 24
    const now = [widthPx, allPx, heightPx, rowPx, devicePixelRatio].join(' ')
    if (now === measured) return sizes
    measured = now
    pane.style.height = `${heightPx}px`
    sizeCanvas(canvas, widthPx, heightPx)
    const treePx = divider.treePxOf(allPx)
    // As the time column will be: nothing in the document changes when the trace comes, before its rows do.
    axisBox.style.width = `${Math.max(1, widthPx - treePx)}px`
    sizes = { treePx, widthPx, heightPx, rowPx }
    return sizes
  }

  return {
    section,
    minimap,
    treeHead,
    collapse,
    expand,
    axisBox,
    cursorTime,
    reset,
    divider,
    scroller,
    spacer,
    pane,
    layer,
    canvas,
    cursor,
    stretch,
    fit,
  }
}

/** Device pixels for sharp lines, CSS px for everything that is painted. */
function sizeCanvas(canvas: HTMLCanvasElement, widthPx: number, heightPx: number): void {
  const dpr = devicePixelRatio
  canvas.width = Math.max(1, Math.round(widthPx * dpr))
  canvas.height = Math.max(1, Math.round(heightPx * dpr))
  canvas.style.width = `${widthPx}px`
  canvas.style.height = `${heightPx}px`
  canvas.getContext('2d')!.setTransform(dpr, 0, 0, dpr, 0, 0)
}
