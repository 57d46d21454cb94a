import type { TimeScale } from '../layout/bars.ts'
import type { DrawnView, RowPlan } from '../layout/rowPlan.ts'
import type { Rows } from '../layout/rows.ts'
import type { SegmentIndex } from '../layout/segmentIndex.ts'
import type { Bitset } from '../lib/bitset.ts'
import type { Palette } from './palette.ts'
import type { Textures } from './textures.ts'

/** Everything one frame of the time column is painted from. */
export interface TimeScene {
  readonly view: DrawnView
  readonly rows: Rows
  readonly plan: RowPlan
  readonly scale: TimeScale
  /** Rows `[firstRow, endRow)` are on screen. */
  readonly firstRow: number
  readonly endRow: number
  readonly scrollPx: number
  readonly rowPx: number
  readonly heightPx: number
  readonly ticksUs: readonly number[]
  /** Where the main ledger's segments are; null until it is indexed. */
  readonly critical: SegmentIndex | null
  /**
   * By process: 1 where its clock is off (or contradicts itself) and its spans were not moved; null when there is
   * none.
   */
  readonly skewed: Uint8Array | null
  readonly highlight: Bitset | null
  /** Text beside the bar of a row, measured once when the row comes on screen. */
  readonly labelOf: (row: number) => Label
  /** Times of a span's events in µs; null when it has none or they are not here yet. */
  readonly eventsOf: (span: number) => ArrayLike<number> | null
  readonly palette: Palette
  readonly textures: Textures
}

export interface Label {
  readonly text: string
  readonly widthPx: number
}

/** The font of labels, for measuring them. */
export const labelFont = (palette: Palette): string => `11px ${palette.font}`

/**
 * One row, 24 px high (the proportions hold for 20):
 *
 *      ┌╌╌╌╌ ghost ╌╌╌╌┐
 *   5  ▇▇▇▇▇▇▇▨▨▨▨▇▇▇▇▇▇ ! 1.88 s      bar, gaps in it, error mark, label
 *  17
 *  18  ▔▔▔▔▔▔▔    ▔▔▔▔▔▔               critical path, 2 px
 */
export interface RowMetrics {
  readonly barTop: number
  readonly barPx: number
  readonly criticalTop: number
}

const NORMAL: RowMetrics = { barTop: 5, barPx: 12, criticalTop: 19 }
const COMPACT: RowMetrics = { barTop: 4, barPx: 10, criticalTop: 16 }

export const rowMetrics = (rowPx: number): RowMetrics => (rowPx >= 24 ? NORMAL : COMPACT)
