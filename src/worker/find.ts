import { spanIdOf, type Attribute, type SpanEvent, type Trace } from '../model/trace.ts'
import type { FindProgress } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** How long the worker works before it listens for messages, such as "cancel". */
const SLICE_MS = 12
const REPORT_MS = 80

/**
 * Spans whose service, operation, id, or any tag, process tag or event has the text, ignoring case. `trace` is the view that is
 * shown; matches are its indices, ascending. Reports while it goes on.
 */
export async function findText(
  { loaded: { store } }: CachedTrace, trace: Trace, text: string, signal: AbortSignal, onProgress: (progress: FindProgress) => void,
): Promise<void> {
  const needle = text.trim().toLowerCase()
  if (needle === '') return onProgress({ spans: new Uint32Array(0), searched: trace.length, done: true })
  const has = (value: unknown) => String(value).toLowerCase().includes(needle)
  const attributesHave = (attributes: readonly Attribute[]) => attributes.some(({ key, value }) => has(key) || has(value))
  const eventsHave = (events: readonly SpanEvent[]) => events.some(({ name, attributes }) => has(name) || attributesHave(attributes))
  const nameHas = trace.names.map(has)
  const serviceHas = trace.services.map(has)
  const processHas = trace.processes.map(({ attributes }) => attributesHave(attributes))

  const matches: number[] = []
  let sliceFrom = performance.now()
  let reportedAt = sliceFrom
  for (let span = 0; span < trace.length; span++) {
    if (
      nameHas[trace.nameId[span]] ||
      serviceHas[trace.serviceId[span]] ||
      processHas[trace.processId[span]] ||
      spanIdOf(trace, span).includes(needle) ||
      attributesHave(store.attributes(trace.record[span])) ||
      eventsHave(store.events(trace.record[span], trace.epochUs))
    ) {
      matches.push(span)
    }
    if ((span & 63) !== 63) continue
    const now = performance.now()
    if (now - sliceFrom < SLICE_MS) continue
    if (now - reportedAt > REPORT_MS) {
      reportedAt = now
      onProgress({ spans: Uint32Array.from(matches), searched: span + 1, done: false })
    }
    await nextTask()
    if (signal.aborted) return
    sliceFrom = performance.now()
  }
  onProgress({ spans: Uint32Array.from(matches), searched: trace.length, done: true })
}

/** Lets waiting messages in, without the 4 ms that nested timers cost. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
