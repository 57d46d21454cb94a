import type { Gaps } from '../analysis/gaps.ts'
import { lowerBound } from '../lib/bisect.ts'
import { type Bitset, hasBit } from '../lib/bitset.ts'
import { drain } from '../lib/drain.ts'
import { NONE, type Trace } from '../model/trace.ts'
import { QUEUE, type RowPlan } from './rowPlan.ts'

/** What a row shows; `Rows.index` counts in the thing named here. */
export const ROW = {
  /** `index` is a span. */
  span: 0,
  /** `index` is a gap of `Gaps`. */
  gap: 1,
  /** `index` is an entry of `RowPlan.missing`: a parent that was never received, its orphans below it. */
  missing: 2,
  /** `index` is an entry of `RowPlan.repeats`: ×N equal children of one parent. */
  repeat: 3,
} as const
export type RowKind = (typeof ROW)[keyof typeof ROW]

/** A row's content, independent of where it is at the moment. */
export interface RowRef {
  readonly kind: RowKind
  readonly index: number
}

/**
 * The visible rows, top to bottom, as columns; a row is a number.
 *
 *   row kind     index depth
 *   0   span     0     0      root            ====================
 *   1   span     1     1        extract_text   ======
 *   2   gap      0     1        gap                  ////
 *   3   span     2     1        chunk                    ===
 *
 * The arrays may be longer than `length`, and are reused by the next layout: keep the object, not its parts.
 */
export interface Rows {
  readonly length: number
  readonly kind: Uint8Array
  readonly index: Uint32Array
  readonly depth: Uint32Array
  /** Rows of spans and of gaps: see `rowOf`, which knows which entries still hold. */
  readonly rowOfSpan: Uint32Array
  readonly rowOfGap: Uint32Array
  readonly rowOfMissing: Uint32Array
  readonly rowOfRepeat: Uint32Array
}

/**
 * What is shut. A set bit hides what is below: descendants and gaps of a span, orphans of a missing parent, members of
 * repeats.
 */
export interface Shut {
  readonly spans: Bitset
  readonly missing: Bitset
  readonly repeats: Bitset
}

export interface RowsInput {
  readonly trace: Trace
  readonly gaps: Gaps
  readonly plan: RowPlan
  readonly shut: Shut
}

/** Row of a span, gap, missing parent or repeats; NONE when it is hidden. */
export function rowOf(rows: Rows, ref: RowRef): number {
  const row = lookup(rows, ref.kind)[ref.index]
  return row < rows.length && rows.kind[row] === ref.kind && rows.index[row] === ref.index ? row : NONE
}

/**
 * Where each thing was last put. Entries are never cleared: one holds when the row it names shows that very thing
 * (a sparse set, Briggs and Torczon 1993), so that a layout touches visible rows only.
 */
function lookup(rows: Rows, kind: RowKind): Uint32Array {
  if (kind === ROW.span) return rows.rowOfSpan
  if (kind === ROW.gap) return rows.rowOfGap
  return kind === ROW.missing ? rows.rowOfMissing : rows.rowOfRepeat
}

/** The next (+1) or previous (-1) row of a kind from a row on, around the end; NONE when there is none. */
export function stepTo({ kind, length }: Rows, wanted: RowKind, from: number, step: 1 | -1): number {
  const seen = kind.subarray(0, length)
  if (step > 0) {
    const after = seen.indexOf(wanted, from + 1)
    return after === NONE ? seen.indexOf(wanted) : after
  }
  const before = from > 0 ? seen.lastIndexOf(wanted, from - 1) : NONE
  return before === NONE ? seen.lastIndexOf(wanted) : before
}

/** Where to write: the arrays of before, each where it is long enough. What is left in them does no harm, see `lookup`. */
function roomFor({ trace, gaps, plan }: RowsInput, previous: Rows | undefined): Rows {
  const needed = trace.length + plan.notable.length + plan.missing.length + plan.repeats.length
  // Some room to spare: repeats come later, and a million rows are not moved for them.
  const capacity = needed + (needed >>> 5) + 64
  const isLong = previous !== undefined && previous.kind.length >= needed
  const lookup = (column: Uint32Array | undefined, length: number) =>
    column !== undefined && column.length >= length ? column : new Uint32Array(length)
  return {
    length: 0,
    kind: isLong ? previous.kind : new Uint8Array(capacity),
    index: isLong ? previous.index : new Uint32Array(capacity),
    depth: isLong ? previous.depth : new Uint32Array(capacity),
    rowOfSpan: lookup(previous?.rowOfSpan, trace.length),
    rowOfGap: lookup(previous?.rowOfGap, gaps.length),
    rowOfMissing: lookup(previous?.rowOfMissing, plan.missing.length),
    rowOfRepeat: lookup(previous?.rowOfRepeat, plan.repeats.length),
  }
}

/**
 * The visible rows in order. One pass over what is visible: a shut span is left by jumping to its `subtreeEnd`.
 *
 * The gaps of a span stand among its children in time order; a queue gap stands before its consumer, on the consumer's
 * level. Orphans stand under their missing parent; repeats, from their first member on, under one row ×N.
 * Every span is in exactly one row when nothing is shut. Reuses the arrays of `previous` when they fit.
 */
export function layoutRows(input: RowsInput, previous?: Rows): Rows {
  return drain(layoutInSteps(input, previous, Infinity))
}

/** The same bit by bit: `stepRows` rows between two yields. */
export function* layoutInSteps(
  input: RowsInput,
  previous: Rows | undefined,
  stepRows: number,
): Generator<undefined, Rows, void> {
  const { trace, gaps, plan, shut } = input
  const { parent, depth, subtreeEnd, startUs } = trace
  const { notable, notableOwner, repeatOf, repeats, top } = plan
  const shutWords = shut.spans.words
  const rows = roomFor(input, previous)
  const { kind: kinds, index: indices, depth: depths, rowOfSpan, rowOfGap } = rows
  const hasRepeats = repeatOf.size > 0

  // One loop with everything in locals: a million rows are laid out between two frames, calls would double the time.
  let length = 0
  // The spans that are open, ancestors of the next row, LEVEL numbers each: span, notable gaps not yet shown, their
  // depth.
  let open = new Int32Array(64 * LEVEL)
  let height = 0
  // The first notable gap whose owner is not before the span at hand.
  let gap = 0
  // The stretch of spans being walked, how much deeper it stands than `depth` says, and how many levels are not its
  // own.
  let span = 0
  let to = top === null ? trace.length : 0
  let lift = 0
  let base = 0
  // The member of repeats whose own stretch this is: not to be folded again.
  let member = NONE
  const aside: Stretch[] = []
  let item = 0

  let pauseAt = stepRows
  for (;;) {
    if (length >= pauseAt) {
      pauseAt = length + stepRows
      yield
    }
    // Leave the open spans that this one is not a child of; what is left of their gaps comes first.
    const under = span < to ? parent[span] : NONE
    while (height > base && (span >= to || open[height - LEVEL] !== under)) {
      height -= LEVEL
      for (let next = open[height + GAP_NEXT]; next < open[height + GAP_END]; next++) {
        kinds[length] = ROW.gap
        depths[length] = open[height + GAP_DEPTH]
        rowOfGap[notable[next]] = length
        indices[length++] = notable[next]
      }
    }

    if (span >= to) {
      const stretch = aside.pop()
      if (stretch !== undefined) {
        ;({ span, to, lift, base, member } = stretch)
      } else if (top === null || item === top.length) {
        return { ...rows, length }
      } else if (top[item] >= 0) {
        span = top[item++]
        to = subtreeEnd[span]
        lift = 0
        member = NONE
      } else {
        const group = ~top[item++]
        kinds[length] = ROW.missing
        depths[length] = 0
        rows.rowOfMissing[group] = length
        indices[length++] = group
        if (!hasBit(shut.missing, group)) putAside(aside, plan.missing[group].children, subtreeEnd, 1, 0, NONE)
      }
      continue
    }

    // The parent's gaps that began before this child.
    if (height > 0) {
      const parentAt = height - LEVEL
      let next = open[parentAt + GAP_NEXT]
      if (next < open[parentAt + GAP_END]) {
        for (; next < open[parentAt + GAP_END] && gaps.startUs[notable[next]] < startUs[span]; next++) {
          kinds[length] = ROW.gap
          depths[length] = open[parentAt + GAP_DEPTH]
          rowOfGap[notable[next]] = length
          indices[length++] = notable[next]
        }
        open[parentAt + GAP_NEXT] = next
      }
    }

    if (hasRepeats && span !== member) {
      const repeat = repeatOf.get(span)
      if (repeat !== undefined) {
        const { spans } = repeats[repeat]
        if (span !== spans[0]) {
          span = subtreeEnd[span]
          continue
        }
        kinds[length] = ROW.repeat
        depths[length] = depth[span] + lift
        rows.rowOfRepeat[repeat] = length
        indices[length++] = repeat
        const after = subtreeEnd[span]
        if (hasBit(shut.repeats, repeat)) {
          span = after
          continue
        }
        aside.push({ span: after, to, lift, base, member })
        putAside(aside, spans, subtreeEnd, lift + 1, height, repeat)
        ;({ span, to, lift, base, member } = aside.pop()!)
        continue
      }
    }

    const level = depth[span] + lift
    if (gap > 0 && notableOwner[gap - 1] >= span) gap = lowerBound(notableOwner, span, 0, gap)
    for (let steps = 0; notableOwner[gap] < span; steps++) {
      if (steps < 8) gap++
      else gap = lowerBound(notableOwner, span, gap)
    }
    let own = gap
    for (; notableOwner[own] === span && gaps.kind[notable[own]] === QUEUE; own++) {
      kinds[length] = ROW.gap
      depths[length] = level
      rowOfGap[notable[own]] = length
      indices[length++] = notable[own]
    }
    kinds[length] = ROW.span
    depths[length] = level
    rowOfSpan[span] = length
    indices[length++] = span

    const end = subtreeEnd[span]
    if (end === span + 1 || (shutWords[span >>> 5] & (1 << (span & 31))) !== 0) {
      span = end
      continue
    }
    if (height === open.length) open = grown(open)
    open[height] = span
    open[height + GAP_NEXT] = own
    while (notableOwner[own] === span) own++
    open[height + GAP_END] = own
    open[height + GAP_DEPTH] = level + 1
    height += LEVEL
    span++
  }
}

interface Stretch {
  readonly span: number
  readonly to: number
  readonly lift: number
  readonly base: number
  readonly member: number
}

/** Has the subtrees of `heads` walked next, in their order. As members of repeats they are not folded again. */
function putAside(
  aside: Stretch[],
  heads: ArrayLike<number>,
  subtreeEnd: Uint32Array,
  lift: number,
  base: number,
  repeat: number,
): void {
  for (let i = heads.length - 1; i >= 0; i--) {
    const span = heads[i]
    aside.push({ span, to: subtreeEnd[span], lift, base, member: repeat === NONE ? NONE : span })
  }
}

const LEVEL = 4
const GAP_NEXT = 1
const GAP_END = 2
const GAP_DEPTH = 3

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
