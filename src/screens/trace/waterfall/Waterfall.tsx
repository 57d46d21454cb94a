import { useLayoutEffect, useRef } from 'react'
import { useThrow } from '../../../ui/useThrow.ts'
import { takeEarlyRows } from '../earlyRows.ts'
import type { TraceStore } from '../traceStore.ts'
import { createWaterfall } from './createWaterfall.ts'
import styles from './Waterfall.module.css'
import { makeBoxes } from './waterfallBoxes.ts'

interface WaterfallProps {
  readonly store: TraceStore
  readonly hideMinimap: boolean
}

/** The place of the waterfall, which follows the store without React. */
export function Waterfall({ store, hideMinimap }: WaterfallProps) {
  const place = useRef<HTMLDivElement>(null)
  const fail = useThrow()
  useLayoutEffect(() => {
    const first = hideMinimap ? null : takeEarlyRows(store, place.current!)
    const waterfall = first ?? createWaterfall(makeBoxes(place.current!, hideMinimap), store)
    waterfall.drawn.catch(fail)
    return waterfall.destroy
  }, [store, hideMinimap, fail])
  return <div ref={place} className={styles.place} />
}
