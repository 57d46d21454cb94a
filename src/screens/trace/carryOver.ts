import type { Repeat } from '../../analysis/findings.ts'
import { clearBit, hasAnyBit, hasBit, setBit } from '../../lib/bitset.ts'
import type { RowPlan } from '../../layout/rowPlan.ts'
import { ROW, type RowRef, type Shut } from '../../layout/rows.ts'
import { NONE, spanIdOf, type Trace } from '../../model/trace.ts'
import type { TraceView } from '../../worker/protocol.ts'

interface Viewed {
  readonly view: TraceView
  readonly plan: RowPlan
}

/** A span of one view → the same span in another, NONE when it is gone. */
export type MatchSpan = (span: number) => number

/**
 * Finds spans again after the trace was laid out anew. The same body in another clock view has the same records; a
 * trace that has grown is matched by ids. O(spans), once, and only when something has to be found.
 */
export function matchSpans(from: Trace, to: Trace): MatchSpan {
  const isSameBody = from.traceId === to.traceId && from.length === to.length
  let find: MatchSpan | null = null
  return (span) => {
    find ??= isSameBody ? byRecord(from, to) : byId(from, to)
    return find(span)
  }
}

function byRecord(from: Trace, to: Trace): MatchSpan {
  const spanOf = new Int32Array(to.length)
  for (let span = 0; span < to.length; span++) spanOf[to.record[span]] = span
  return (span) => spanOf[from.record[span]]
}

function byId(from: Trace, to: Trace): MatchSpan {
  const spanOf = new Map<string, number>()
  for (let span = to.length - 1; span >= 0; span--) spanOf.set(spanIdOf(to, span), span)
  return (span) => spanOf.get(spanIdOf(from, span)) ?? NONE
}

/** Known repeats in the spans of another view, until that view's own findings come. */
export function moveRepeats(repeats: readonly Repeat[], toSpan: MatchSpan): Repeat[] {
  return repeats.flatMap((repeat) => {
    const spans = repeat.spans.map(toSpan).sort()
    const parent = toSpan(repeat.parent)
    return parent === NONE || spans.length === 0 || spans.includes(GONE) ? [] : [{ ...repeat, parent, spans }]
  })
}

/** Whether the same rows ×N come of both. */
export const areSameRepeats = (a: readonly Repeat[], b: readonly Repeat[]): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every(({ parent, spans }, i) => {
      const other = b[i]
      return (
        parent === other.parent &&
        spans.length === other.spans.length &&
        spans.every((span, j) => span === other.spans[j])
      )
    }))

/** NONE as it reads in an unsigned column. */
const GONE = NONE >>> 0

/** What was shut stays shut. */
export function carryShut(
  before: Viewed & { readonly shut: Shut },
  shut: Shut,
  plan: RowPlan,
  toSpan: MatchSpan,
): void {
  const { spans, missing } = before.shut
  if (hasAnyBit(spans)) {
    for (let span = 0; span < before.view.trace.length; span++) {
      if (!hasBit(spans, span)) continue
      const now = toSpan(span)
      if (now !== NONE) setBit(shut.spans, now)
    }
  }
  before.plan.missing.forEach((group, i) => {
    const now = hasBit(missing, i)
      ? plan.missing.findIndex(({ parentSpanId }) => parentSpanId === group.parentSpanId)
      : NONE
    if (now !== NONE) setBit(shut.missing, now)
  })
  carryRepeats(before, shut, plan, toSpan)
}

/** Repeats known before stay as open or shut as they were; repeats are known again by their first member. */
export function carryRepeats(
  before: { readonly plan: RowPlan; readonly shut: Shut },
  shut: Shut,
  plan: RowPlan,
  toSpan: MatchSpan,
): void {
  before.plan.repeats.forEach(({ spans }, i) => {
    const now = plan.repeatOf.get(toSpan(spans[0]))
    if (now === undefined) return
    if (hasBit(before.shut.repeats, i)) setBit(shut.repeats, now)
    else clearBit(shut.repeats, now)
  })
}

/** The same row in another view: gaps are found again by their owner and neighbours. Null when it is gone. */
export function moveRef(ref: RowRef, before: Viewed, after: Viewed, toSpan: MatchSpan): RowRef | null {
  if (ref.kind === ROW.span) {
    const span = toSpan(ref.index)
    return span === NONE ? null : { kind: ROW.span, index: span }
  }
  if (ref.kind === ROW.gap) return moveGap(ref.index, before, after, toSpan)
  if (ref.kind === ROW.missing) {
    const { parentSpanId } = before.plan.missing[ref.index]
    const index = after.plan.missing.findIndex((group) => group.parentSpanId === parentSpanId)
    return index === NONE ? null : { kind: ROW.missing, index }
  }
  const parent = toSpan(before.plan.repeats[ref.index].parent)
  return parent === NONE ? null : { kind: ROW.span, index: parent }
}

function moveGap(gap: number, before: Viewed, after: Viewed, toSpan: MatchSpan): RowRef | null {
  const was = before.view.gaps
  const now = after.view.gaps
  const move = (span: number) => (span === NONE ? NONE : toSpan(span))
  const owner = move(was.owner[gap])
  if (owner === NONE) return null
  const next = move(was.before[gap])
  const previous = move(was.after[gap])
  const { notable, notableOwner } = after.plan
  for (let i = notableOwner.indexOf(owner); i !== NONE && notableOwner[i] === owner; i++) {
    const candidate = notable[i]
    if (now.before[candidate] === next || now.after[candidate] === previous) return { kind: ROW.gap, index: candidate }
  }
  return { kind: ROW.span, index: owner }
}
