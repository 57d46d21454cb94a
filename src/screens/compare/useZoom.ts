import { useEffect, useRef, useState } from 'react'
import { clampRange, sameRange, type TimeRange } from '../../layout/timeRange.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'

/** The address follows when the hand rests: browsers limit how often it may change. */
const REST_MS = 250

export interface Zoom {
  readonly range: TimeRange
  /** What a step in or out goes about: what is chosen, when it is in sight, else the middle. */
  readonly focusUs: number
  readonly isZoomed: boolean
  /** Shows another stretch of time; null all of it. */
  show(range: TimeRange | null): void
}

/**
 * The stretch of time that the trees show, at once in the page and a moment later in the address. `home` is shown when none is asked for,
 * `extent` is all there is. `chosen`: what the reader has chosen.
 */
export function useZoom(
  asked: CompareAddress['range'],
  { home, extent }: { readonly home: TimeRange; readonly extent: TimeRange },
  chosen: TimeRange | null,
  onChange: (range: CompareAddress['range']) => void,
): Zoom {
  const [live, setLive] = useState<TimeRange | null>(null)
  const range = live ?? (asked ? clampRange({ startUs: asked.fromUs, endUs: asked.toUs }, extent) : home)
  const tell = useRef(onChange)
  tell.current = onChange
  useEffect(() => {
    if (!live) return
    const timer = setTimeout(() => {
      setLive(null)
      tell.current(sameRange(live, home) ? null : { fromUs: Math.floor(live.startUs), toUs: Math.ceil(live.endUs) })
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [live, home])
  const middleUs = (range.startUs + range.endUs) / 2
  const chosenUs = chosen ? (chosen.startUs + chosen.endUs) / 2 : middleUs
  return {
    range,
    focusUs: chosenUs >= range.startUs && chosenUs <= range.endUs ? chosenUs : middleUs,
    isZoomed: !sameRange(range, home),
    show: (wanted) => setLive(wanted ? clampRange(wanted, extent) : home),
  }
}
