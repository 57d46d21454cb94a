import { useLayoutEffect, useRef, useState } from 'react'
import type { TraceView } from '../../../worker/protocol.ts'
import { takeEarlyRows } from '../earlyRows.ts'
import type { TraceStore } from '../traceStore.ts'
import { createWaterfall } from './createWaterfall.ts'
import styles from './Waterfall.module.css'
import { makeBoxes } from './waterfallBoxes.ts'

interface WaterfallProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly hideMinimap: boolean
}

/** The place of the waterfall, which follows the store without React. */
export function Waterfall({ view, store, hideMinimap }: WaterfallProps) {
  const place = useRef<HTMLDivElement>(null)
  const [, fail] = useState(null)
  useLayoutEffect(() => store.getState().setView(view), [store, view])
  useLayoutEffect(() => {
    const first = hideMinimap ? null : takeEarlyRows(store, place.current!)
    const waterfall = first ?? createWaterfall(makeBoxes(place.current!, hideMinimap), store)
    // To the error boundary, as if it had been rendered.
    waterfall.drawn.catch((error: unknown) =>
      fail(() => {
        throw error
      }),
    )
    return waterfall.destroy
  }, [store, hideMinimap])
  return <div ref={place} className={styles.place} />
}
