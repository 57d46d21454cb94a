import type { Gaps } from '../analysis/gaps.ts'
import { type Bitset, clearBit, createBitset, hasBit, setBit } from '../lib/bitset.ts'
import { NONE, type Trace } from '../model/trace.ts'
import type { RowPlan } from './rowPlan.ts'
import { ROW, type RowRef, type Rows, rowOf, type Shut } from './rows.ts'

/** Nothing is shut but the repeats of leaves: they are one row ×N until opened. */
export function createShut(trace: Trace, plan: RowPlan): Shut {
  return {
    spans: createBitset(trace.length),
    missing: createBitset(plan.missing.length),
    repeats: shutRepeats(trace, plan),
  }
}

/** Repeats with something below them stay open at first: what they hide could be what is looked for. O(members). */
export function shutRepeats({ subtreeEnd }: Trace, { repeats }: RowPlan): Bitset {
  const bits = createBitset(repeats.length)
  repeats.forEach(({ spans }, i) => {
    if (spans.every((span) => subtreeEnd[span] === span + 1)) setBit(bits, i)
  })
  return bits
}

/** The span a row stands for: itself, the owner of a gap, the first orphan, the parent of repeats. */
export function spanOfRow({ kind, index }: RowRef, gaps: Gaps, plan: RowPlan): number {
  if (kind === ROW.span) return index
  if (kind === ROW.gap) return gaps.owner[index]
  if (kind === ROW.missing) return plan.missing[index].children[0]
  return plan.repeats[index].parent
}

/** Whether a row has anything below it to open. */
export function isExpandable({ kind, index }: RowRef, trace: Trace): boolean {
  return kind === ROW.span ? trace.subtreeEnd[index] > index + 1 : kind !== ROW.gap
}

/** Which bit of which set keeps a row shut; null for rows that have nothing below. */
export function bitsOf(kind: RowRef['kind'], shut: Shut): Shut[keyof Shut] | null {
  if (kind === ROW.span) return shut.spans
  if (kind === ROW.missing) return shut.missing
  return kind === ROW.repeat ? shut.repeats : null
}

export function isShut(ref: RowRef, shut: Shut): boolean {
  const bits = bitsOf(ref.kind, shut)
  return bits !== null && hasBit(bits, ref.index)
}

/** Opens whatever hides a span. O(depth). True when something was shut. */
export function openTo(span: number, { parent }: Trace, plan: RowPlan, shut: Shut): boolean {
  let opened = false
  const open = (bits: Shut[keyof Shut], bit: number) => {
    if (!hasBit(bits, bit)) return
    clearBit(bits, bit)
    opened = true
  }
  let top = span
  for (let at = span; at !== NONE; at = parent[at]) {
    const repeat = plan.repeatOf.get(at)
    if (repeat !== undefined) open(shut.repeats, repeat)
    if (at !== span) open(shut.spans, at)
    top = at
  }
  const group = plan.missingOf.get(top)
  if (group !== undefined) open(shut.missing, group)
  return opened
}

/** The row of a span, or of the nearest thing above it that is visible. O(depth). */
export function visibleRowOf(ref: RowRef, rows: Rows, trace: Trace, gaps: Gaps, plan: RowPlan): number {
  const own = rowOf(rows, ref)
  if (own !== NONE) return own
  for (let span = spanOfRow(ref, gaps, plan); span !== NONE; span = trace.parent[span]) {
    const row = rowOf(rows, { kind: ROW.span, index: span })
    if (row !== NONE) return row
    const repeat = plan.repeatOf.get(span)
    const repeatRow = repeat === undefined ? NONE : rowOf(rows, { kind: ROW.repeat, index: repeat })
    if (repeatRow !== NONE) return repeatRow
    const group = plan.missingOf.get(span)
    if (group !== undefined) return rowOf(rows, { kind: ROW.missing, index: group })
  }
  return NONE
}

/** Shuts every span at `depth` or deeper, opens the others. O(spans), a word at a time. */
export function shutFrom(depth: number, trace: Trace, { spans }: Shut): void {
  for (let word = 0; word < spans.words.length; word++) {
    const first = word << 5
    const count = Math.min(32, trace.length - first)
    let bits = 0
    for (let bit = 0; bit < count; bit++) if (trace.depth[first + bit] >= depth) bits |= 1 << bit
    spans.words[word] = bits
  }
}
