import { CATEGORIES, type Ledger } from '../analysis/ledger.ts'
import { FLAG, type Trace } from '../model/trace.ts'
import type { TimeRange } from './timeRange.ts'

/** Services with a band of their own; the rest share the last one. */
const OWN_BANDS = 12
const OTHERS = -1

/**
 * A trace's time as a strip of columns: how many leaf spans ran in each, by service; where the critical path is a gap;
 * errors.
 *
 *   busy     ▂▂▅▅▇▇▅▂  ▂▂▅▂▂
 *   gap              ▨▨
 *   errors        !
 */
export interface Minimap {
  readonly columns: number
  readonly range: TimeRange
  /** Service of each band, `OTHERS` (-1) for the last one. Most spans first. */
  readonly bands: Int32Array
  /** Leaf spans running on average in a column: `busy[band * columns + column]`. */
  readonly busy: Float32Array
  /** The most that run in any one column. */
  readonly mostBusy: number
  /** Share of each column that the main ledger books as gap, and as network. */
  readonly gap: Float32Array
  readonly network: Float32Array
  /** Error spans that start in the column, 255 at most. */
  readonly errors: Uint8Array
}

/** Builds a minimap bit by bit, so that no step is long. */
export interface MinimapBuilder {
  /** Does some thousand spans' work; true when all is done. */
  step(): boolean
  /** What there is once `step` has said true. */
  finish(): Minimap
}

const STEP = 4000

/** O(spans + segments + columns · bands) over all steps. */
export function createMinimapBuilder(
  trace: Trace,
  ledger: Ledger | null,
  range: TimeRange,
  columns: number,
): MinimapBuilder {
  const bands = chooseBands(trace)
  const bandOf = new Uint8Array(trace.services.length).fill(bands.length - 1)
  bands.forEach((service, band) => service !== OTHERS && (bandOf[service] = band))
  const busy = new Float32Array(bands.length * columns)
  // Whole columns between a span's first and last are booked as +1 where they begin and −1 where they end.
  const change = new Float32Array(bands.length * (columns + 1))
  const gap = new Float32Array(columns)
  const gapChange = new Float32Array(columns + 1)
  const network = new Float32Array(columns)
  const networkChange = new Float32Array(columns + 1)
  const errors = new Uint8Array(columns)
  const perUs = columns / Math.max(1, range.endUs - range.startUs)
  const columnOf = (us: number) => Math.min(columns - 1, Math.max(0, Math.floor((us - range.startUs) * perUs)))
  let span = 0
  let segment = 0

  function book(
    startUs: number,
    endUs: number,
    into: Float32Array,
    intoAt: number,
    changes: Float32Array,
    changesAt: number,
  ): void {
    const from = (startUs - range.startUs) * perUs
    const to = (endUs - range.startUs) * perUs
    const first = columnOf(startUs)
    const last = columnOf(endUs)
    if (first === last) {
      into[intoAt + first] += to - from
      return
    }
    into[intoAt + first] += first + 1 - from
    into[intoAt + last] += to - last
    changes[changesAt + first + 1] += 1
    changes[changesAt + last] -= 1
  }

  function stepSpans(): void {
    const { startUs, endUs, subtreeEnd, serviceId, flags } = trace
    for (const end = Math.min(trace.length, span + STEP); span < end; span++) {
      if (flags[span] & FLAG.error) {
        const column = columnOf(startUs[span])
        if (errors[column] < 255) errors[column]++
      }
      if (subtreeEnd[span] > span + 1) continue
      const band = bandOf[serviceId[span]]
      book(startUs[span], endUs[span], busy, band * columns, change, band * (columns + 1))
    }
  }

  function stepSegments({ segments }: Ledger): void {
    for (const end = Math.min(segments.length, segment + STEP); segment < end; segment++) {
      const category = CATEGORIES[segments.category[segment]]
      if (category === 'gap') book(segments.startUs[segment], segments.endUs[segment], gap, 0, gapChange, 0)
      else if (category === 'network')
        book(segments.startUs[segment], segments.endUs[segment], network, 0, networkChange, 0)
    }
  }

  return {
    step() {
      if (span < trace.length) stepSpans()
      else if (ledger !== null) stepSegments(ledger)
      return span >= trace.length && (ledger === null || segment >= ledger.segments.length)
    },
    finish() {
      for (let band = 0; band < bands.length; band++) addUp(busy, band * columns, change, band * (columns + 1), columns)
      addUp(gap, 0, gapChange, 0, columns)
      addUp(network, 0, networkChange, 0, columns)
      let mostBusy = 0
      for (let column = 0; column < columns; column++) {
        let sum = 0
        for (let band = 0; band < bands.length; band++) sum += busy[band * columns + column]
        mostBusy = Math.max(mostBusy, sum)
      }
      return { columns, range, bands, busy, mostBusy, gap, network, errors }
    },
  }
}

function addUp(into: Float32Array, intoAt: number, changes: Float32Array, changesAt: number, columns: number): void {
  let running = 0
  for (let column = 0; column < columns; column++) {
    running += changes[changesAt + column]
    into[intoAt + column] += running
  }
}

/** The services with the most spans, then the others as one. O(spans). */
function chooseBands({ length, serviceId, services }: Trace): Int32Array {
  const counts = new Uint32Array(services.length)
  for (let span = 0; span < length; span++) counts[serviceId[span]]++
  const byCount = Array.from(services.keys()).sort((a, b) => counts[b] - counts[a])
  return Int32Array.from([...byCount.slice(0, OWN_BANDS), OTHERS])
}

/** All at once, for short traces and tests. */
export function layoutMinimap(trace: Trace, ledger: Ledger | null, range: TimeRange, columns: number): Minimap {
  const builder = createMinimapBuilder(trace, ledger, range, columns)
  while (!builder.step());
  return builder.finish()
}
