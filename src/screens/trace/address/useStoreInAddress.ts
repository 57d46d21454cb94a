import { useEffect, useRef } from 'react'
import { sameRange } from '../../../layout/timeRange.ts'
import type { TraceAddress } from '../../../url/traceAddress.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import type { AddressSync } from './useTraceAddress.ts'

/** The part of the address that the store holds. */
export function addressOf({ range, home, selection }: Pick<TraceState, 'range' | 'home' | 'selection'>): Pick<TraceAddress, 'range' | 'spanId'> {
  return {
    range: sameRange(range, home) ? null : { fromUs: Math.floor(range.startUs), toUs: Math.ceil(range.endUs) },
    spanId: selection?.spanId ?? null,
  }
}

/** Puts a store where an address says. False when the address names a span that the trace does not have. */
export function applyAddress(store: TraceStore, { range, spanId }: Pick<TraceAddress, 'range' | 'spanId'>): boolean {
  const state = store.getState()
  state.setRange(range && { startUs: range.fromUs, endUs: range.toUs })
  if (spanId === null) {
    state.select(null)
    return true
  }
  return state.revealSpanId(spanId)
}

/** Keeps address and store together: the store's changes are noted, an address that arrives is applied. */
export function useStoreInAddress(store: TraceStore, { address, arrival, note }: AddressSync): void {
  const applied = useRef(arrival)
  useEffect(() => {
    if (applied.current === arrival) return
    applied.current = arrival
    applyAddress(store, address)
  }, [store, arrival, address])
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (state.range !== before.range || state.selection !== before.selection) note(addressOf(state))
      }),
    [store, note],
  )
}
