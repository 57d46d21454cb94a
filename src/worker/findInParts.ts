import type { TraceAnalysis } from '../analysis/analyze.ts'
import { findInSteps } from '../analysis/computeFindings.ts'
import type { Findings } from '../analysis/findings.ts'
import type { SpanStore } from '../model/trace.ts'
import { nextTask } from './nextTask.ts'

/** All findings that need no other services than the trace's own; what is known early is told early, and questions that come meanwhile are answered in between. Null: aborted. */
export async function findInParts(
  analysis: TraceAnalysis,
  store: SpanStore,
  signal: AbortSignal,
  onPart: (part: Partial<Findings>) => void,
): Promise<Findings | null> {
  const steps = findInSteps(analysis, store, [])
  for (;;) {
    const { value, done } = steps.next()
    if (signal.aborted) return null
    if (done) return value
    if (Object.keys(value).length > 0) onPart(value)
    await nextTask()
  }
}
