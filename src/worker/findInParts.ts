import type { TraceAnalysis } from '../analysis/analyze.ts'
import { findInSteps } from '../analysis/computeFindings.ts'
import type { Findings } from '../analysis/findings.ts'
import { nextTask } from '../lib/nextTask.ts'
import type { SpanStore } from '../model/trace.ts'

/** How long the worker looks before it tells what it has found, and listens for messages. */
const SLICE_MS = 15

/**
 * All findings that need no other services than the trace's own; what is known early is told early, and questions that come meanwhile
 * are answered in between. Null: aborted.
 */
export async function findInParts(
  analysis: TraceAnalysis,
  store: SpanStore,
  signal: AbortSignal,
  onPart: (part: Partial<Findings>) => void,
  sliceMs = SLICE_MS,
): Promise<Findings | null> {
  const steps = findInSteps(analysis, store, [])
  let untold: Partial<Findings> = {}
  let sliceFrom = performance.now()
  for (;;) {
    const { value, done } = steps.next()
    if (signal.aborted) return null
    if (done) return value
    untold = { ...untold, ...value }
    if (performance.now() - sliceFrom < sliceMs) continue
    if (Object.keys(untold).length > 0) onPart(untold)
    untold = {}
    await nextTask()
    sliceFrom = performance.now()
  }
}
