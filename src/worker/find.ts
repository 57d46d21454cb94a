import { searchBytes, type SearchState } from '../formats/searchBytes.ts'
import type { Trace } from '../model/trace.ts'
import { nextTask } from './nextTask.ts'
import type { FindProgress } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** How long the worker works before it listens for messages, such as "cancel". */
const SLICE_MS = 12
const REPORT_MS = 80

/**
 * Spans whose service, operation, id, or any tag, process tag or event has the text, whatever the case of ASCII letters. `trace` is
 * the view that is shown; matches are its indices, ascending. Reports while it goes on, first as soon as something is found.
 */
export async function findText(
  { bytes }: Pick<CachedTrace, 'bytes'>,
  trace: Trace,
  text: string,
  signal: AbortSignal,
  onProgress: (progress: FindProgress) => void,
): Promise<void> {
  const search = searchBytes(bytes, trace, text, SLICE_MS)
  let reportedAt = -Infinity
  let reportedCount = 0
  for (;;) {
    const { value, done = false } = search.next()
    if (signal.aborted) return
    const isNews = value.count > reportedCount && performance.now() - reportedAt > REPORT_MS
    if (done || isNews) {
      onProgress({ spans: indicesOf(value), searched: value.searched, done })
      reportedAt = performance.now()
      reportedCount = value.count
    }
    if (done) return
    await nextTask()
  }
}

function indicesOf({ matched, count }: SearchState): Uint32Array {
  const spans = new Uint32Array(count)
  for (let span = 0, at = 0; at < count; span++) if (matched[span] === 1) spans[at++] = span
  return spans
}
