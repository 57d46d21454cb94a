import type { Gaps } from '../analysis/gaps.ts'
import { lowerBound } from '../lib/bisect.ts'
import { type Bitset, hasBit } from '../lib/bitset.ts'
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

/** What is shut. A set bit hides what is below: descendants and gaps of a span, orphans of a missing parent, members of repeats. */
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

/** Where to start when there is nothing to reuse. */
export function emptyRows({ trace, gaps, plan }: RowsInput): Rows {
  const capacity = trace.length + plan.notable.length + plan.missing.length + plan.repeats.length
  return {
    length: 0,
    kind: new Uint8Array(capacity),
    index: new Uint32Array(capacity),
    depth: new Uint32Array(capacity),
    rowOfSpan: new Uint32Array(trace.length),
    rowOfGap: new Uint32Array(gaps.length),
    rowOfMissing: new Uint32Array(plan.missing.length),
    rowOfRepeat: new Uint32Array(plan.repeats.length),
  }
}

const canHold = (rows: Rows, { trace, gaps, plan }: RowsInput): boolean =>
  rows.rowOfSpan.length === trace.length &&
  rows.rowOfGap.length === gaps.length &&
  rows.rowOfMissing.length === plan.missing.length &&
  rows.rowOfRepeat.length === plan.repeats.length &&
  rows.kind.length >= trace.length + plan.notable.length + plan.missing.length + plan.repeats.length

/**
 * The visible rows in order. One pass over what is visible: a shut span is left by jumping to its `subtreeEnd`.
 *
 * The gaps of a span stand among its children in time order; a queue gap stands before its consumer, on the consumer's
 * level. Orphans stand under their missing parent; repeats, from their first member on, under one row ×N.
 * Every span is in exactly one row when nothing is shut. Reuses the arrays of `previous` when they fit.
 */
export function layoutRows(input: RowsInput, previous?: Rows): Rows {
  const { trace, gaps, plan, shut } = input
  const { parent, depth, subtreeEnd, startUs } = trace
  const { notable, notableOwner, repeatOf } = plan
  const shutWords = shut.spans.words
  const rows = previous !== undefined && canHold(previous, input) ? previous : emptyRows(input)
  const { kind: kinds, index: indices, depth: depths, rowOfSpan, rowOfGap } = rows
  const hasRepeats = repeatOf.size > 0
  let length = 0

  function emit(kind: RowKind, index: number, level: number, at: Uint32Array): void {
    kinds[length] = kind
    indices[length] = index
    depths[length] = level
    at[index] = length++
  }

  // The spans that are open, ancestors of the next row, LEVEL numbers each: span, notable gaps not yet shown, their depth.
  let open = new Int32Array(64 * LEVEL)
  let height = 0
  let gapCursor = 0

  /** First notable gap of an owner >= span. Spans mostly ascend: near steps are walked, far ones searched. */
  function seekGap(span: number): number {
    if (gapCursor > 0 && notableOwner[gapCursor - 1] >= span) gapCursor = lowerBound(notableOwner, span, 0, gapCursor)
    for (let steps = 0; notableOwner[gapCursor] < span; steps++) {
      if (steps < 8) gapCursor++
      else gapCursor = lowerBound(notableOwner, span, gapCursor)
    }
    return gapCursor
  }

  /** The gaps of the innermost open span that start before `us`. */
  function emitGapsBefore(us: number): void {
    const top = height - LEVEL
    const end = open[top + GAP_END]
    let next = open[top + GAP_NEXT]
    while (next < end && gaps.startUs[notable[next]] < us)
      emit(ROW.gap, notable[next++], open[top + GAP_DEPTH], rowOfGap)
    open[top + GAP_NEXT] = next
  }

  function closeTo(base: number): void {
    for (; height > base; height -= LEVEL)
      if (open[height - LEVEL + GAP_NEXT] < open[height - LEVEL + GAP_END]) emitGapsBefore(Infinity)
  }

  /** The span's row and what stands beside it; returns where to go on. */
  function emitSpan(span: number, lift: number): number {
    const level = depth[span] + lift
    let gap = notableOwner[gapCursor] < span || gapCursor > 0 ? seekGap(span) : gapCursor
    while (notableOwner[gap] === span && gaps.kind[notable[gap]] === QUEUE)
      emit(ROW.gap, notable[gap++], level, rowOfGap)
    kinds[length] = ROW.span
    indices[length] = span
    depths[length] = level
    rowOfSpan[span] = length++
    if (subtreeEnd[span] === span + 1) return span + 1
    if ((shutWords[span >>> 5] & (1 << (span & 31))) !== 0) return subtreeEnd[span]
    if (height === open.length) open = grown(open)
    open[height] = span
    open[height + GAP_NEXT] = gap
    while (notableOwner[gap] === span) gap++
    open[height + GAP_END] = gap
    open[height + GAP_DEPTH] = level + 1
    height += LEVEL
    return span + 1
  }

  // Stretches of spans put aside while the members of open repeats are walked, each a stretch of its own.
  const aside: { from: number; to: number; lift: number; base: number; member: number }[] = []

  /** Walks the subtrees in [from, to). `lift` is how much deeper they stand than `depth` says. */
  function walk(from: number, to: number, lift: number): void {
    let span = from
    let base = height
    let member = NONE
    const takeAside = () => ({ from: span, to, lift, base, member } = aside.pop()!)
    for (;;) {
      if (span >= to) {
        closeTo(base)
        if (aside.length === 0) return
        takeAside()
        continue
      }
      const under = parent[span]
      while (height > base && open[height - LEVEL] !== under) closeTo(height - LEVEL)
      if (height > 0 && open[height - LEVEL + GAP_NEXT] < open[height - LEVEL + GAP_END]) emitGapsBefore(startUs[span])
      const repeat = hasRepeats && span !== member ? repeatOf.get(span) : undefined
      if (repeat === undefined) {
        span = emitSpan(span, lift)
        continue
      }
      const { spans } = plan.repeats[repeat]
      if (span === spans[0]) {
        emit(ROW.repeat, repeat, depth[span] + lift, rows.rowOfRepeat)
        if (!hasBit(shut.repeats, repeat)) {
          aside.push({ from: subtreeEnd[span], to, lift, base, member })
          for (let i = spans.length - 1; i >= 0; i--) {
            const head = spans[i]
            aside.push({ from: head, to: subtreeEnd[head], lift: lift + 1, base: height, member: head })
          }
          takeAside()
          continue
        }
      }
      span = subtreeEnd[span]
    }
  }

  if (plan.top === null) walk(0, trace.length, 0)
  else
    for (const item of plan.top) {
      if (item >= 0) {
        walk(item, subtreeEnd[item], 0)
        continue
      }
      emit(ROW.missing, ~item, 0, rows.rowOfMissing)
      if (hasBit(shut.missing, ~item)) continue
      for (const orphan of plan.missing[~item].children) walk(orphan, subtreeEnd[orphan], 1)
    }
  return { ...rows, length }
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
