import { FLAG, NONE } from '../model/trace.ts'
import type { Attribute, LoadedTrace, SpanEvent, Trace } from '../model/trace.ts'
import type { SpanError } from './findings.ts'

/**
 * The failing spans, by start, and which of them are root causes: those below which nothing failed that they waited for.
 * Those above only pass the failure on.
 *
 *   web: POST          ==========  error
 *     web: call          ======    error      path of the root cause, nearest first: call, POST
 *       bank: POST        ====     error      root cause
 *     mail: send            ===  error        asynchronous: a root cause of its own, with no path
 *
 * A failing span with nothing failing below is its own root cause. O(spans) plus the attributes and events of failing spans.
 */
export function computeErrors({ trace, store }: LoadedTrace, asynchronous: Uint8Array): SpanError[] {
  const { length, parent, flags, startUs, record } = trace
  const failing: number[] = []
  for (let span = 0; span < length; span++) if ((flags[span] & FLAG.error) !== 0) failing.push(span)
  if (failing.length === 0) return []
  // Up from each until one is met that has been told already: each span is told once.
  const failsBelow = new Uint8Array(length)
  for (const span of failing) {
    for (let at = span; parent[at] !== NONE && asynchronous[at] === 0; at = parent[at]) {
      if (failsBelow[parent[at]] === 1) break
      failsBelow[parent[at]] = 1
    }
  }
  const failingAbove = findFailingAbove(trace, asynchronous)
  failing.sort((a, b) => startUs[a] - startUs[b] || a - b)
  return failing.map((span) => {
    const rootCause = failsBelow[span] === 0
    const events = (flags[span] & FLAG.hasEvents) === 0 ? [] : store.events(record[span], trace.epochUs)
    return {
      span,
      rootCause,
      path: rootCause ? pathUp(failingAbove, span) : [],
      ...describeFailure(store.attributes(record[span]), events),
    }
  })
}

/**
 * Per span: the nearest failing span above it that waited for it, NONE without one. A span between that is not marked as
 * failing does not end the chain: it let the failure through (a block without a status of its own).
 */
function findFailingAbove({ length, parent, flags }: Trace, asynchronous: Uint8Array): Int32Array {
  const failing = new Int32Array(length).fill(NONE)
  for (let span = 0; span < length; span++) {
    const above = parent[span]
    if (above !== NONE && asynchronous[span] === 0)
      failing[span] = (flags[above] & FLAG.error) !== 0 ? above : failing[above]
  }
  return failing
}

/** Nearest first; cut where a chain is so deep that no one reads it. */
function pathUp(failingAbove: Int32Array, span: number): number[] {
  const path: number[] = []
  for (let at = failingAbove[span]; at !== NONE && path.length < LONGEST_PATH; at = failingAbove[at]) path.push(at)
  return path
}

const LONGEST_PATH = 1000

type Failure = Pick<SpanError, 'type' | 'message' | 'stack'>

/**
 * What a failing span says of its failure. The last exception is the one that got out; the status description goes before
 * its message only where there is no exception; an HTTP or gRPC status is the last resort.
 */
export function describeFailure(attributes: readonly Attribute[], events: readonly SpanEvent[]): Failure {
  let type = textOf(attributes, ['exception.type', 'error.type', 'error.kind'])
  let message = textOf(attributes, ['exception.message', 'error.message', 'error.msg'])
  let stack = textOf(attributes, ['exception.stacktrace', 'error.stack'])
  for (const { name, attributes: fields } of events) {
    const isFailure =
      name === 'exception' ||
      name === 'error' ||
      fields.some(({ key }) => key.startsWith('exception.') || key.startsWith('error.')) ||
      fields.some(({ key, value }) => key === 'level' && value === 'error')
    if (!isFailure) continue
    type = textOf(fields, ['exception.type', 'error.kind', 'error.type']) ?? type
    message = textOf(fields, ['exception.message', 'error.message', 'message', 'error.object', 'error']) ?? message
    stack = textOf(fields, ['exception.stacktrace', 'stack']) ?? stack
  }
  message ??= textOf(attributes, ['otel.status_description', 'status.message']) ?? statusText(attributes)
  return { type, message, stack }
}

function textOf(attributes: readonly Attribute[], keys: readonly string[]): string | null {
  for (const wanted of keys) {
    for (const { key, value } of attributes)
      if (key === wanted && value !== null && value !== '' && typeof value !== 'boolean') return String(value)
  }
  return null
}

function statusText(attributes: readonly Attribute[]): string | null {
  const http = textOf(attributes, ['http.response.status_code', 'http.status_code'])
  if (http !== null) return `HTTP ${http}`
  const grpc = textOf(attributes, ['rpc.grpc.status_code'])
  return grpc === null ? null : `gRPC status ${grpc}`
}
