import { type Bitset, hasBit, hasBitWithin } from '../lib/bitset.ts'
import type { DrawnView, RowPlan } from './rowPlan.ts'
import { ROW, type RowRef } from './rows.ts'
import { spanOfRow } from './shut.ts'

/** Whether a row shows what is picked out: one that stands for many, when any of them, or anything below one, is. */
export function isPickedOut(
  highlight: Bitset,
  ref: RowRef,
  { trace, gaps }: Pick<DrawnView, 'trace' | 'gaps'>,
  plan: RowPlan,
): boolean {
  if (ref.kind === ROW.repeat) return isAnyPicked(highlight, plan.repeats[ref.index].spans, trace.subtreeEnd)
  if (ref.kind === ROW.missing) return isAnyPicked(highlight, plan.missing[ref.index].children, trace.subtreeEnd)
  return hasBit(highlight, spanOfRow(ref, gaps, plan))
}

const known = new WeakMap<object, { readonly highlight: Bitset; readonly isPicked: boolean }>()

/** O(spans of the row, and a word for 32 below them) once for each highlight. */
function isAnyPicked(highlight: Bitset, spans: ArrayLike<number>, subtreeEnd: Uint32Array): boolean {
  let entry = known.get(spans)
  if (entry?.highlight !== highlight) {
    let isPicked = false
    for (let i = 0; i < spans.length && !isPicked; i++)
      isPicked = hasBitWithin(highlight, spans[i], subtreeEnd[spans[i]])
    known.set(spans, (entry = { highlight, isPicked }))
  }
  return entry.isPicked
}
