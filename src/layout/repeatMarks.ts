import type { Repeat } from '../analysis/findings.ts'
import { lowerBound } from '../lib/bisect.ts'
import { FLAG, type Trace } from '../model/trace.ts'
import { isNetworkGap, type DrawnView, type RowPlan } from './rowPlan.ts'
import { createStretches, type Stretches } from './stretches.ts'

/**
 * What must not be lost where many spans, and all that is below them, are drawn as one row.
 *
 *   q ×3     ====▨▨==  ==!!====  =========
 *     q      ========                         open: what is marked above
 *       gap      ▨▨
 *     q                ========
 *       r                !!
 */
export interface RepeatMarks {
  /** Members with an error. */
  readonly failed: number
  /** Error spans and notable gaps, members and below. */
  readonly errors: number
  readonly gaps: number
  readonly failedAt: Stretches
  /** Of what is below members. */
  readonly errorsBelowAt: Stretches
  readonly gapsAt: Stretches
  readonly networkAt: Stretches
  /** What is drawn elsewhere than it was recorded. */
  readonly movedAt: Stretches
}

type Marked = Pick<DrawnView, 'trace' | 'gaps' | 'shiftUs'>

const known = new WeakMap<Repeat, { readonly notable: Uint32Array; readonly marks: RepeatMarks }>()

/** O(members + what is found · log) the first time and for each threshold, then nothing: repeats are made anew for each view. */
export function marksOf(repeat: Repeat, view: Marked, plan: Pick<RowPlan, 'notable' | 'notableOwner'>): RepeatMarks {
  let entry = known.get(repeat)
  if (entry?.notable !== plan.notable) {
    known.set(repeat, (entry = { notable: plan.notable, marks: findMarks(repeat, view, plan) }))
  }
  return entry.marks
}

function findMarks(
  repeat: Repeat,
  { trace, gaps, shiftUs }: Marked,
  { notable, notableOwner }: Pick<RowPlan, 'notable' | 'notableOwner'>,
): RepeatMarks {
  const { flags, subtreeEnd } = trace
  const failedAt = stretchesOf(repeat, trace)
  const errorsBelowAt = stretchesOf(repeat, trace)
  const failures = spansWith(flags, trace.length, (span) => (flags[span] & FLAG.error) !== 0)
  let failed = 0
  let errors = 0
  visitInside(repeat.spans, subtreeEnd, failures, (at) => {
    const span = failures[at]
    const isMember = trace.parent[span] === trace.parent[repeat.spans[0]]
    errors++
    if (isMember) failed++
    ;(isMember ? failedAt : errorsBelowAt).add(trace.startUs[span], trace.endUs[span])
  })
  const gapsAt = stretchesOf(repeat, trace)
  const networkAt = stretchesOf(repeat, trace)
  let gapCount = 0
  visitInside(repeat.spans, subtreeEnd, notableOwner, (at) => {
    const gap = notable[at]
    gapCount++
    ;(isNetworkGap(gaps, gap) ? networkAt : gapsAt).add(gaps.startUs[gap], gaps.endUs[gap])
  })
  const movedAt = stretchesOf(repeat, trace)
  if (shiftUs !== null)
    addInside(
      movedAt,
      repeat,
      trace,
      spansWith(shiftUs, trace.length, (span) => shiftUs[span] !== 0),
    )
  return {
    failed,
    errors,
    gaps: gapCount,
    failedAt: failedAt.unite(),
    errorsBelowAt: errorsBelowAt.unite(),
    gapsAt: gapsAt.unite(),
    networkAt: networkAt.unite(),
    movedAt: movedAt.unite(),
  }
}

const knownSkew = new WeakMap<Repeat, { readonly skewed: Uint8Array; readonly at: Stretches }>()

/** Where spans of processes whose clock is off run, among the members and below them. */
export function skewIn(repeat: Repeat, trace: Trace, skewed: Uint8Array): Stretches {
  let entry = knownSkew.get(repeat)
  if (entry?.skewed !== skewed) {
    const { processId } = trace
    const at = stretchesOf(repeat, trace)
    addInside(
      at,
      repeat,
      trace,
      spansWith(skewed, trace.length, (span) => skewed[processId[span]] === 1),
    )
    knownSkew.set(repeat, (entry = { skewed, at: at.unite() }))
  }
  return entry.at
}

const stretchesOf = ({ spans, wallUs }: Repeat, { startUs }: Trace) =>
  createStretches(startUs[spans[0]], startUs[spans[0]] + wallUs)

/** Adds those of `list` that are members or below. */
function addInside(
  to: ReturnType<typeof createStretches>,
  { spans }: Repeat,
  { subtreeEnd, startUs, endUs }: Trace,
  list: Uint32Array,
): void {
  visitInside(spans, subtreeEnd, list, (at) => to.add(startUs[list[at]], endUs[list[at]]))
}

/** Visits the places in `list` (spans, ascending) of members and what is below them. Members ascend, as siblings do. */
function visitInside(
  members: Uint32Array,
  subtreeEnd: Uint32Array,
  list: ArrayLike<number>,
  visit: (at: number) => void,
): void {
  let at = 0
  for (const member of members) {
    if (list[at] < member) at = lowerBound(list, member, at)
    for (const end = subtreeEnd[member]; at < list.length && list[at] < end; at++) visit(at)
  }
}

const knownSpans = new WeakMap<object, Uint32Array>()

/** Spans for which something holds, ascending; looked for once per column that it is read from. O(spans). */
function spansWith(column: object, length: number, holds: (span: number) => boolean): Uint32Array {
  let spans = knownSpans.get(column)
  if (spans === undefined) {
    const found: number[] = []
    for (let span = 0; span < length; span++) if (holds(span)) found.push(span)
    knownSpans.set(column, (spans = Uint32Array.from(found)))
  }
  return spans
}
