import type { Repeat } from '../analysis/findings.ts'
import { FLAG } from '../model/trace.ts'
import type { DrawnView } from './rowPlan.ts'

/** What must not be lost where many spans are drawn as one. */
export interface RepeatMarks {
  /** Members with an error, in time order. */
  readonly failed: Uint32Array
  /** Where they ran. */
  readonly processes: readonly number[]
  /** Whether any is drawn elsewhere than it was recorded. */
  readonly isMoved: boolean
}

const known = new WeakMap<Repeat, RepeatMarks>()

/** O(members) the first time, then nothing: repeats are made anew for each view. */
export function marksOf(repeat: Repeat, { trace, shiftUs }: Pick<DrawnView, 'trace' | 'shiftUs'>): RepeatMarks {
  let marks = known.get(repeat)
  if (marks === undefined) {
    const { spans } = repeat
    const failed = spans.filter((span) => (trace.flags[span] & FLAG.error) !== 0)
    const processes = new Set<number>()
    for (const span of spans) processes.add(trace.processId[span])
    const isMoved = shiftUs !== null && spans.some((span) => shiftUs[span] !== 0)
    known.set(repeat, (marks = { failed: Uint32Array.from(failed), processes: [...processes], isMoved }))
  }
  return marks
}
