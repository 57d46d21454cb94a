import { xOf } from '../../../layout/bars.ts'
import { formatTick, roundStep } from '../../../layout/ticks.ts'
import type { MountedWaterfall } from './mountWaterfall.ts'

/** The time under the pointer, above its line, with the digits that a pixel is worth. */
export function showCursorTime(element: HTMLElement, mounted: MountedWaterfall, us: number | null): void {
  element.hidden = us === null
  if (us === null) return
  const scale = mounted.scale()
  element.textContent = formatTick(Math.round(us), Math.max(1, roundStep(1 / scale.pxPerUs)))
  const x = xOf(scale, us)
  element.style.transform = `translateX(${Math.round(x)}px) translateX(${x > scale.widthPx / 2 ? '-100%' : '0'})`
}
