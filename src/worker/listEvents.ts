import type { TraceAnalysis } from '../analysis/analyze.ts'
import { formatEventLine } from '../analysis/formatEventLine.ts'
import { FLAG, type SpanEvent } from '../model/trace.ts'
import type { TraceEvents } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** `level`, `severity`, `log.level`, `otel.log.severity.text` … */
const LEVEL_KEY = /(?:^|[._])(?:level|severity)(?:[._]text)?$/i
const ERROR_LEVEL = /^(?:err|error|fatal|critical|crit|alert|emerg|panic|severe)/i

/** All events of a view by time, each as one redacted line. */
export function listEvents(
  { loaded: { trace: recorded, store } }: CachedTrace,
  { trace, shiftUs }: TraceAnalysis,
): TraceEvents {
  const spans: number[] = []
  const nths: number[] = []
  const times: number[] = []
  const texts: string[] = []
  const errors: number[] = []
  // Events are decoded against the recorded epoch; the view's may be another.
  const epochShiftUs = Number(recorded.epochUs - trace.epochUs)
  for (let span = 0; span < trace.length; span++) {
    if ((trace.flags[span] & FLAG.hasEvents) === 0) continue
    const events = store.events(trace.record[span], recorded.epochUs)
    for (let nth = 0; nth < events.length; nth++) {
      spans.push(span)
      nths.push(nth)
      times.push(events[nth].timeUs + epochShiftUs - (shiftUs?.[span] ?? 0))
      texts.push(formatEventLine(events[nth]))
      errors.push(isError(events[nth]) ? 1 : 0)
    }
  }
  const order = Uint32Array.from(times.keys()).sort(
    (a, b) => times[a] - times[b] || spans[a] - spans[b] || nths[a] - nths[b],
  )
  return {
    length: order.length,
    span: order.map((event) => spans[event]),
    nth: order.map((event) => nths[event]),
    timeUs: Float64Array.from(order, (event) => times[event]),
    texts: Array.from(order, (event) => texts[event]),
    error: Uint8Array.from(order, (event) => errors[event]),
  }
}

const isError = ({ name, attributes }: SpanEvent) =>
  name === 'exception' ||
  attributes.some(
    ({ key, value }) =>
      key.startsWith('exception.') ||
      key === 'error.object' ||
      (key === 'event' && value === 'error') ||
      (LEVEL_KEY.test(key) && ERROR_LEVEL.test(String(value))),
  )
