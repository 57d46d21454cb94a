import { searchBytes, type SearchState } from '../formats/searchBytes.ts'
import { nextTask } from '../lib/nextTask.ts'
import type { Trace } from '../model/trace.ts'
import type { FindProgress } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** How long the worker works before it listens for messages, such as "cancel". */
const SLICE_MS = 8
const REPORT_MS = 80

/** How far the latest search of each view came: typing on goes on from there. */
const latest = new WeakMap<Trace, SearchState>()

/**
 * Spans whose service, operation, id, or any tag, process tag or event has the text, whatever the case of ASCII letters. `trace` is
 * the view that is shown; matches are its indices, ascending. Reports while it goes on, first as soon as something is found, and
 * returns what it comes to; null when it was stopped.
 */
export async function findText(
  { bytes }: Pick<CachedTrace, 'bytes'>,
  trace: Trace,
  text: string,
  signal: AbortSignal,
  onProgress: (progress: FindProgress) => void,
): Promise<FindProgress | null> {
  // Overtaken before it began, as all but the last of some keys typed while the worker was busy.
  if (signal.aborted) return null
  const search = searchBytes(bytes, trace, text, SLICE_MS, latest.get(trace) ?? null)
  let reportedAt = -Infinity
  let reportedCount = 0
  for (;;) {
    const { value, done = false } = search.next()
    if (value.needle !== '') latest.set(trace, value)
    if (done) return progressOf(value, true)
    if (value.count > reportedCount && performance.now() - reportedAt > REPORT_MS) {
      onProgress(progressOf(value, false))
      reportedAt = performance.now()
      reportedCount = value.count
    }
    await nextTask()
    if (signal.aborted) return null
  }
}

const progressOf = (state: SearchState, done: boolean): FindProgress => ({
  spans: indicesOf(state),
  searched: state.searched,
  done,
})

function indicesOf({ matched, count }: SearchState): Uint32Array {
  const spans = new Uint32Array(count)
  for (let span = 0, at = 0; at < count; span++) if (matched[span] === 1) spans[at++] = span
  return spans
}
