import { makeElement } from '../../../ui/makeElement.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import styles from './Minimap.module.css'
import { mountMinimap } from './mountMinimap.ts'

const STEP_SHARE = 0.01

let outline: Element | null = null

/** Leaves what stood in the minimap's place to the one that is made in this task, until that is painted. */
export function leaveOutline(element: Element): void {
  outline = element
  queueMicrotask(() => (outline = null))
}

/** What was left, if anything. */
export const takeOutline = (): Element[] => (outline ? [outline] : [])

/**
 * The whole trace in a strip: drag to zoom, drag the window to move it, drag or key its two edges; a double click
 * shows all again.
 */
export function createMinimap(root: HTMLElement, store: TraceStore): { destroy(): void } {
  const standIn = root.firstElementChild
  const canvas = makeElement('canvas', { class: styles.canvas, 'aria-hidden': 'true' })
  const before = makeElement('div', { class: styles.outside })
  const after = makeElement('div', { class: styles.outside })
  const start = makeEdge('Range start', 'startUs')
  const end = makeEdge('Range end', 'endUs')
  root.append(canvas, before, after, start, end)

  function makeEdge(label: string, edge: 'startUs' | 'endUs'): HTMLElement {
    const slider = makeElement('div', {
      class: styles.edge,
      role: 'slider',
      tabindex: 0,
      'aria-label': label,
      'aria-orientation': 'horizontal',
    })
    slider.addEventListener('keydown', (event) => {
      const state = store.getState()
      const next = edgeAfterKey(state, edge, event)
      if (next === null) return
      event.preventDefault()
      event.stopPropagation()
      state.setRange({ ...state.range, [edge]: next })
    })
    return slider
  }

  return { destroy: mountMinimap({ root, canvas, before, after, start, end, standIn }, store) }
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
