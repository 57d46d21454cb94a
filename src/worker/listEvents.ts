import type { TraceAnalysis } from '../analysis/analyze.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { type Attribute, FLAG, type SpanEvent } from '../model/trace.ts'
import type { TraceEvents } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** Enough for a line; the whole is in the span's details. */
const LINE = 240
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
      texts.push(lineOf(events[nth]))
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

/** What says most comes first, without its key; a stack is for the details. */
const TELLING = ['exception.type', 'exception.message', 'message', 'log.message', 'msg']
const LEFT_OUT = new Set(['event', 'exception.stacktrace', 'exception.escaped', 'stack', ...TELLING])

function lineOf({ name, attributes }: SpanEvent): string {
  let line = name
  const add = (text: string) => {
    if (text !== '') line += `${line === '' ? '' : '  '}${text}`
  }
  const textOf = ({ key, value }: Attribute) => redact(key, value === null ? '' : String(value).slice(0, 4 * LINE))
  for (const key of TELLING) {
    const attribute = attributes.find((each) => each.key === key)
    if (attribute) add(textOf(attribute))
  }
  for (const attribute of attributes) {
    if (line.length > LINE) break
    if (!LEFT_OUT.has(attribute.key)) add(`${attribute.key}=${textOf(attribute)}`)
  }
  const flat = line.replace(/\s+/g, ' ')
  return flat.length > LINE ? `${flat.slice(0, LINE - 1)}…` : flat
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
