import { useLayoutEffect, useRef } from 'react'
import type { TraceView } from '../../../worker/protocol.ts'
import { takeEarlyRows } from '../earlyRows.ts'
import type { TraceStore } from '../traceStore.ts'
import { createWaterfall } from './createWaterfall.ts'
import styles from './Waterfall.module.css'

interface WaterfallProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly hideMinimap: boolean
}

/** The place of the waterfall, which follows the store without React. */
export function Waterfall({ view, store, hideMinimap }: WaterfallProps) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => store.getState().setView(view), [store, view])
  useLayoutEffect(() => {
    const first = hideMinimap ? null : takeEarlyRows(store, place.current!)
    return (first ?? createWaterfall(place.current!, store, hideMinimap)).destroy
  }, [store, hideMinimap])
  return <div ref={place} className={styles.place} />
}
