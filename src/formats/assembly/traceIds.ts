import { allocate, countSame } from './memory'

/** The trace that all spans of the batch are in, a Jaeger body's parents too: its id as it is spelt. */
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
