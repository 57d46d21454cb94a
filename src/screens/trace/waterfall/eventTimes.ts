import { ROW } from '../../../layout/rows.ts'
import { FLAG } from '../../../model/trace.ts'
import type { TraceStore } from '../traceStore.ts'

/** Times of one span's events in µs from the trace's epoch; `record` is `Trace.record[span]`. */
export type LoadEvents = (record: number) => Promise<ArrayLike<number>>

const SETTLE_MS = 120
const MOST_KEPT = 2000

/**
 * Events stay as bytes in the worker; their times come for the spans that are on screen, once the reader has come to
 * rest.
 */
export function createEventTimes(store: TraceStore, load: LoadEvents, onArrival: () => void) {
  const times = new Map<number, ArrayLike<number> | null>()
  let timer = 0

  function request(firstRow: number, endRow: number): void {
    const { view, rows } = store.getState()
    if (times.size > MOST_KEPT) times.clear()
    for (let row = firstRow; row < Math.min(endRow, rows.length); row++) {
      const span = rows.index[row]
      if (rows.kind[row] !== ROW.span || !(view.trace.flags[span] & FLAG.hasEvents) || times.has(span)) continue
      times.set(span, null)
      load(view.trace.record[span]).then(
        (found) => {
          if (store.getState().view !== view) return
          times.set(span, found)
          onArrival()
        },
        () => {}, // no ticks then; the details panel says what went wrong
      )
    }
  }

  return {
    of: (span: number) => times.get(span) ?? null,
    want(firstRow: number, endRow: number): void {
      clearTimeout(timer)
      timer = window.setTimeout(request, SETTLE_MS, firstRow, endRow)
    },
    clear: () => times.clear(),
  }
}
