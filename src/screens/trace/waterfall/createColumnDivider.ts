import { makeElement } from '../../../ui/makeElement.ts'
import styles from './Waterfall.module.css'

const LEAST_PX = 120
const DEFAULT_SHARE = 0.36
/** Where the whole is narrow, names need more of it. */
const NARROW_PX = 640
const NARROW_SHARE = 0.46
const MOST_AT_FIRST_PX = 480
const STEP_PX = 16

export interface ColumnDivider {
  readonly element: HTMLElement
  /** The tree column's width, px, where the whole has this width. */
  treePxOf(allPx: number): number
  /** Calls back with the tree column's width, px, when the reader has moved the border. */
  listen(onResize: (treePx: number) => void): void
}

/**
 * Moves the border between tree and time by pointer, arrow keys (Shift: larger steps), Home and End; a double click
 * puts it back.
 * The width is a share of `whole`'s, kept there as `--tree-px`: dragging draws nothing anew but the columns.
 */
export function createColumnDivider(whole: HTMLElement): ColumnDivider {
  const element = makeElement('div', {
    class: styles.divider,
    role: 'separator',
    tabindex: 0,
    'aria-label': 'Resize tree column',
    'aria-orientation': 'vertical',
    'aria-valuemin': 0,
    'aria-valuemax': 100,
  })
  let onResize = (_treePx: number) => {}
  let share: number | null = null
  let allPx = 0
  /** Where the left edge is for the pointer that drags. */
  let grabbedPx = 0

  function apply(): number {
    const treePx = treeWidth(allPx, share)
    whole.style.setProperty('--tree-px', `${treePx}px`)
    element.setAttribute('aria-valuenow', String(Math.round((100 * treePx) / Math.max(1, allPx))))
    return treePx
  }

  function resize(wantedPx: number | null): void {
    share = wantedPx === null || allPx === 0 ? null : wantedPx / allPx
    onResize(apply())
  }

  element.addEventListener('keydown', (event) => {
    const nowPx = treeWidth(allPx, share)
    const step = event.shiftKey ? 4 * STEP_PX : STEP_PX
    const next = { ArrowLeft: nowPx - step, ArrowRight: nowPx + step, Home: LEAST_PX, End: allPx }[event.key]
    if (next === undefined) return
    event.preventDefault()
    resize(next)
  })
  element.addEventListener('pointerdown', (event) => {
    grabbedPx = event.clientX - treeWidth(allPx, share)
    element.setPointerCapture(event.pointerId)
  })
  element.addEventListener('pointermove', (event) => {
    if (element.hasPointerCapture(event.pointerId)) resize(event.clientX - grabbedPx)
  })
  element.addEventListener('dblclick', () => resize(null))
  return {
    element,
    treePxOf(px) {
      allPx = px
      whole.dataset.narrow = String(px < NARROW_PX)
      return apply()
    },
    listen(listener) {
      onResize = listener
    },
  }
}

/** The tree column's width where the whole is `allPx` wide; null: nobody has chosen a share yet. */
function treeWidth(allPx: number, share: number | null): number {
  const atFirst = Math.min(MOST_AT_FIRST_PX, allPx * (allPx < NARROW_PX ? NARROW_SHARE : DEFAULT_SHARE))
  const least = Math.min(LEAST_PX, allPx / 2)
  return Math.round(Math.max(least, Math.min(share === null ? atFirst : share * allPx, allPx - LEAST_PX)))
}
