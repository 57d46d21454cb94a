import { useLayoutEffect, useRef } from 'react'
import { createTimeScale, xOf } from '../../../layout/bars.ts'
import { formatTick, placeTicks, TICK_PX } from '../../../layout/ticks.ts'
import type { TraceStore } from '../traceStore.ts'
import styles from './Waterfall.module.css'

/** Wide enough for any digit: labels that would be cut are left out without measuring them. */
const LETTER_PX = 8

/** Round times above the time column, from the trace's start. Follows the store without React. */
export function TimeAxis({ store }: { readonly store: TraceStore }) {
  const root = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => followRange(root.current!, store), [store])
  return <div ref={root} className={styles.axis} aria-hidden="true" />
}

function followRange(root: HTMLElement, store: TraceStore): () => void {
  let widthPx = 0
  function draw(): void {
    const { range } = store.getState()
    const ticks = placeTicks(range, widthPx, TICK_PX)
    const scale = createTimeScale(range, widthPx)
    while (root.childElementCount > ticks.length) root.lastElementChild!.remove()
    while (root.childElementCount < ticks.length) root.append(document.createElement('span'))
    const stepUs = ticks.length > 1 ? ticks[1] - ticks[0] : range.endUs - range.startUs
    ticks.forEach((us, i) => {
      const label = root.children[i] as HTMLElement
      const x = xOf(scale, us)
      label.textContent = formatTick(us, stepUs)
      label.style.transform = `translateX(${Math.round(x)}px)`
      label.hidden = x + label.textContent.length * LETTER_PX > widthPx
    })
  }
  const resized = new ResizeObserver(() => {
    widthPx = root.clientWidth
    draw()
  })
  resized.observe(root)
  const unsubscribe = store.subscribe((state, before) => {
    if (state.range !== before.range && widthPx > 0) draw()
  })
  return () => {
    resized.disconnect()
    unsubscribe()
  }
}
