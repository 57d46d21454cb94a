import { allocate, countSame } from './memory'

/** Jaeger's: the trace that all spans of the batch and their parents are in, its id as it is spelt. */
let traceAt: i32 = 0
let traceLength: i32 = -1
let traceRoom: i32 = 0

/** Spans of another trace follow: its id is what the first of them says. */
export function openTrace(): void {
  traceLength = -1
}
export function traceId(): i32 {
  return traceAt
}
export function traceIdLength(): i32 {
  return traceLength
}
/** Room for the id of the trace, which is known before its first span. */
export function setTraceId(length: i32): i32 {
  if (length > traceRoom) {
    traceRoom = length
    traceAt = allocate(length)
  }
  traceLength = length
  return traceAt
}

/** Whether this is the id; the first that is asked about is. */
export function isInTrace(at: i32, length: i32): bool {
  if (traceLength >= 0) return length === traceLength && countSame(traceAt, at, length) === length
  memory.copy(setTraceId(length), at, length)
  return true
}

/** OTLP's: the traces that spans of the batch are in, in the order of their first: where their ids are in the window, and how long. */
const MOST_TRACES: i32 = 64
const traces = allocate(MOST_TRACES * 8)
let traceCount: i32 = 0
let lastTrace: i32 = 0

export function batchTraces(): i32 {
  return traces
}
export function batchTraceCount(): i32 {
  return traceCount
}
export function clearTraces(): void {
  traceCount = 0
}

function isTrace(trace: i32, at: i32, length: i32): bool {
  const entry = traces + (trace << 3)
  return load<i32>(entry, 4) === length && countSame(load<i32>(entry), at, length) === length
}

/** The number of the trace with this id, new or known; -1 when there are too many. */
export function traceOf(at: i32, length: i32): i32 {
  if (lastTrace < traceCount && isTrace(lastTrace, at, length)) return lastTrace
  for (let trace = 0; trace < traceCount; trace++) {
    if (isTrace(trace, at, length)) return (lastTrace = trace)
  }
  if (traceCount === MOST_TRACES) return -1
  store<i32>(traces + (traceCount << 3), at)
  store<i32>(traces + (traceCount << 3), length, 4)
  return (lastTrace = traceCount++)
}
