import { useEffect, useRef, useState } from 'react'
import { clampRange, sameRange, type TimeRange } from '../../layout/timeRange.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'

/** The address follows when the hand rests: browsers limit how often it may change. */
const REST_MS = 250

export interface Zoom {
  readonly range: TimeRange
  readonly isZoomed: boolean
  /** Shows another stretch of time; null all of it. */
  show(range: TimeRange | null): void
}

/** The stretch of time that the trees show, at once in the page and a moment later in the address. */
export function useZoom(
  asked: CompareAddress['range'],
  whole: TimeRange,
  onChange: (range: CompareAddress['range']) => void,
): Zoom {
  const [live, setLive] = useState<TimeRange | null>(null)
  const range = live ?? (asked ? clampRange({ startUs: asked.fromUs, endUs: asked.toUs }, whole) : whole)
  const tell = useRef(onChange)
  tell.current = onChange
  useEffect(() => {
    if (!live) return
    const timer = setTimeout(() => {
      setLive(null)
      tell.current(sameRange(live, whole) ? null : { fromUs: Math.floor(live.startUs), toUs: Math.ceil(live.endUs) })
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [live, whole])
  return {
    range,
    isZoomed: !sameRange(range, whole),
    show: (wanted) => setLive(wanted ? clampRange(wanted, whole) : whole),
  }
}
