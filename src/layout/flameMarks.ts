import { type Bitset, hasBit } from '../lib/bitset.ts'
import { lowerBound } from '../lib/bisect.ts'
import { FLAG } from '../model/trace.ts'
import type { FlameLayout } from './flame.ts'
import { type DrawnView, isNetworkGap, QUEUE } from './rowPlan.ts'

/**
 * What must not be lost where many spans of a row share a pixel: places in the layout's `order`, ascending, so that whether a
 * stretch of spans has any is found without a look at the spans.
 *
 *   order   a a b b b c|d d d e      errors  3 8
 *   pixels  |    !|   ||    !|
 */
export interface FlameMarks {
  readonly errors: Uint32Array
  /** Drawn elsewhere than they were recorded. */
  readonly moved: Uint32Array
  /** Their clock is off, and they are drawn as recorded. */
  readonly skewed: Uint32Array
  readonly gaps: RowGaps
  readonly network: RowGaps
}

/** Gaps by the row below their owner: those of row r are `gaps` in `[rowStart[r], rowStart[r + 1])`, by start. They do not overlap. */
export interface RowGaps {
  readonly gaps: Uint32Array
  readonly rowStart: Uint32Array
}

/** `skewed`: by process, 1 where its clock is off. O(spans + gaps log gaps): once per view and threshold. */
export function indexFlameMarks(
  layout: FlameLayout,
  { trace, gaps, shiftUs }: Pick<DrawnView, 'trace' | 'gaps' | 'shiftUs'>,
  notable: Uint32Array,
  skewed: Uint8Array | null,
): FlameMarks {
  const { flags, processId } = trace
  const isInside = (gap: number) => gaps.kind[gap] !== QUEUE
  return {
    errors: placesWhere(layout, (span) => (flags[span] & FLAG.error) !== 0),
    moved: shiftUs === null ? NONE : placesWhere(layout, (span) => shiftUs[span] !== 0),
    skewed: skewed === null ? NONE : placesWhere(layout, (span) => skewed[processId[span]] === 1),
    gaps: indexGaps(
      layout,
      gaps,
      notable.filter((gap) => isInside(gap) && !isNetworkGap(gaps, gap)),
    ),
    network: indexGaps(
      layout,
      gaps,
      notable.filter((gap) => isInside(gap) && isNetworkGap(gaps, gap)),
    ),
  }
}

const NONE = new Uint32Array(0)

function placesWhere({ order }: FlameLayout, holds: (span: number) => boolean): Uint32Array {
  const places: number[] = []
  for (let place = 0; place < order.length; place++) if (holds(order[place])) places.push(place)
  return Uint32Array.from(places)
}

function indexGaps({ row, rows, place }: FlameLayout, { owner }: DrawnView['gaps'], chosen: Uint32Array): RowGaps {
  // By the owner's place, those of one owner as they come: two numbers in one, for a sort without a function.
  const keys = Float64Array.from(chosen, (gap, i) => place[owner[gap]] * chosen.length + i).sort()
  const gaps = Uint32Array.from(keys, (key) => chosen[key % chosen.length])
  const rowStart = new Uint32Array(rows + 2)
  for (const gap of gaps) rowStart[row[owner[gap]] + 2]++
  for (let r = 1; r < rowStart.length; r++) rowStart[r] += rowStart[r - 1]
  return { gaps, rowStart }
}

const known = new WeakMap<Bitset, { readonly layout: FlameLayout; readonly places: Uint32Array }>()

/** The places of spans that are picked out, kept as long as the set is. O(spans) once. */
export function placesOf(spans: Bitset, layout: FlameLayout): Uint32Array {
  let entry = known.get(spans)
  if (entry?.layout !== layout) {
    known.set(spans, (entry = { layout, places: placesWhere(layout, (span) => hasBit(spans, span)) }))
  }
  return entry.places
}

/** Finds the first of `places` in `[from, to)`, NONE (-1) when there is none. `from` ascends from call to call. */
export function createPlaceCursor(places: Uint32Array): (from: number, to: number) => number {
  let at = 0
  return (from, to) => {
    if (places[at] < from) at = lowerBound(places, from, at)
    return places[at] < to ? places[at] : -1
  }
}
