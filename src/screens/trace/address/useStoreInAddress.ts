import { useEffect, useRef } from 'react'
import type { Gaps } from '../../../analysis/gaps.ts'
import { ROW } from '../../../layout/rows.ts'
import { sameRange } from '../../../layout/timeRange.ts'
import { NONE } from '../../../model/trace.ts'
import type { TraceAddress } from '../../../url/traceAddress.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import type { AddressSync } from './useTraceAddress.ts'

type StoredPart = Pick<TraceAddress, 'range' | 'spanId' | 'gapAtUs'>

/** The part of the address that the store holds. */
export function addressOf({
  range,
  home,
  selection,
  view,
}: Pick<TraceState, 'range' | 'home' | 'selection' | 'view'>): StoredPart {
  return {
    range: sameRange(range, home) ? null : { fromUs: Math.floor(range.startUs), toUs: Math.ceil(range.endUs) },
    spanId: selection?.spanId ?? null,
    gapAtUs: selection?.kind === ROW.gap ? view.gaps.startUs[selection.index] : null,
  }
}

/** Puts a store where an address says. False when the address names a span that the trace does not have. */
export function applyAddress(store: TraceStore, { range, spanId, gapAtUs }: StoredPart): boolean {
  const state = store.getState()
  state.setRange(range && { startUs: range.fromUs, endUs: range.toUs })
  if (spanId === null) {
    state.select(null)
    return true
  }
  if (!state.revealSpanId(spanId)) return false
  const span = store.getState().selection?.span
  const gap = gapAtUs === null || span === undefined ? NONE : findGap(state.view.gaps, span, gapAtUs)
  if (gap !== NONE) state.revealGap(gap)
  return true
}

/** The gap of a span that begins at a time, or NONE. Gaps are by owner, then start. */
export function findGap(
  { length, owner, startUs }: Pick<Gaps, 'length' | 'owner' | 'startUs'>,
  span: number,
  atUs: number,
): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (owner[middle] < span || (owner[middle] === span && startUs[middle] < atUs)) low = middle + 1
    else high = middle
  }
  return low < length && owner[low] === span && startUs[low] === atUs ? low : NONE
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
