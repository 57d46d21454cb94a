import { createTimeScale, xOf } from '../../../layout/bars.ts'
import { formatTick, placeTicks, TICK_PX } from '../../../layout/ticks.ts'
import { makeElement } from '../../../ui/makeElement.ts'
import type { TraceStore } from '../traceStore.ts'
import styles from './Waterfall.module.css'

/** Wide enough for any digit: labels that would be cut are left out without measuring them. */
const LETTER_PX = 8

/** Round times above the time column, from the trace's start. Follows the store; drawn when it learns its width. */
export function createTimeAxis(store: TraceStore) {
  const element = makeElement('div', { class: styles.axis, 'aria-hidden': 'true' })
  let widthPx = 0

  function draw(): void {
    const { range } = store.getState()
    const ticks = placeTicks(range, widthPx, TICK_PX)
    const scale = createTimeScale(range, widthPx)
    while (element.childElementCount > ticks.length) element.lastElementChild!.remove()
    while (element.childElementCount < ticks.length) element.append(document.createElement('span'))
    const stepUs = ticks.length > 1 ? ticks[1] - ticks[0] : range.endUs - range.startUs
    ticks.forEach((us, i) => {
      const label = element.children[i] as HTMLElement
      const x = xOf(scale, us)
      label.textContent = formatTick(us, stepUs)
      label.style.transform = `translateX(${Math.round(x)}px)`
      label.hidden = x + label.textContent.length * LETTER_PX > widthPx
    })
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.range !== before.range && widthPx > 0) draw()
  })
  return {
    element,
    setWidth(px: number): void {
      if (px === widthPx) return
      widthPx = px
      draw()
    },
    destroy: unsubscribe,
  }
}
