import type { TraceState } from '../traceStore.ts'
import { createFrame } from './frame.ts'
import type { RowPool } from './rowPool.ts'

/**
 * Up to here all rows are in the document, so that page search and readers find them; beyond, only those around the
 * window.
 */
const ALL_ROWS = 250
const OVERSCAN_ROWS = 6

export interface RowWindow {
  /** The first rows alone: what is around them comes with the next `show`. */
  begin(state: TraceState, first: number, end: number): void
  /** Brings rows [first, end), which are on screen, into the document, and some around them. */
  show(state: TraceState, first: number, end: number, isStale: boolean): void
  cancel(): void
}

/**
 * Which rows are in the document. A page key needs a screenful of others: the next ones are written in the frame after the key's, so that
 * the frame of the key after that only moves them, and neither frame is long.
 *
 *      key           ▒[ shown ]▒               rows are written, as they are not there
 *      frame after   ▒[ shown ]▒▒▒▒▒▒▒▒▒▒      a screenful more, the way the key went
 *      key           ▒▒▒▒▒▒▒▒▒▒[ shown ]▒      moved
 *      frame after            ▒[ shown ]▒▒▒▒▒▒▒▒▒▒
 */
export function createRowWindow(pool: RowPool): RowWindow {
  let shown: TraceState
  let first = 0
  let end = 0
  let from = 0
  let to = 0
  let aheadRows = 0
  let isBare = false
  const ahead = createFrame(() => write(false, aheadRows, false))

  function write(isPlaced: boolean, aheadRows: number, isStale: boolean): void {
    if (!isPlaced) {
      const { length } = shown.rows
      const around = isBare ? 0 : length <= ALL_ROWS ? ALL_ROWS : OVERSCAN_ROWS
      from = Math.max(0, first - around + Math.min(0, aheadRows))
      to = Math.min(length, end + around + Math.max(0, aheadRows))
    }
    pool.sync(shown, from, to, isStale)
    pool.mark(shown)
  }

  return {
    begin(state, firstRow, endRow) {
      shown = state
      first = firstRow
      end = endRow
      isBare = true
      write(false, 0, true)
    },
    show(state, newFirst, newEnd, isStale) {
      const movedRows = newFirst - first
      shown = state
      first = newFirst
      end = newEnd
      const screens = Math.abs(movedRows) / (end - first)
      const isPage = screens > 0.5 && screens <= 1
      if (isPage) {
        aheadRows = Math.sign(movedRows) * (end - first)
        ahead.request()
      }
      const hasAround = !isBare
      isBare = false
      write(hasAround && !isStale && first >= from && end <= to && (isPage || movedRows === 0), 0, isStale)
    },
    cancel: ahead.cancel,
  }
}
