/**
 * The spans of a body, as WebAssembly (written in AssemblyScript, compiled by `scripts/buildWasm.ts`; ADR 8 says why). It reads what a
 * Jaeger, or what speaks OTLP, writes day in, day out; at the first thing that is out of the ordinary in a span it gives that span up
 * (`ODD`), and `jaegerSpan.ts` or `otlpSpan.ts` of the folder above reads it, which also decides what is no JSON. So the law is there,
 * and what is here must come to the same (`wasmScanner.test.ts`).
 *
 *   memory   | input window, a 0 behind it | batch: columns of up to 1,024 spans, their words | tag table | names seen |
 */

import { isFull } from './batch'
import { readJaegerSpan } from './jaegerSpan'
import { COMMA, FULL, input, OPEN_OBJECT, skipSpace } from './json'
import { byte } from './memory'
import { readOtlpSpan } from './otlpSpan'
import { clearTraces } from './traceIds'

// What JavaScript calls (`wasmScanner.ts`), besides what stands below.
export { batch, batchHasNanos, batchLength, batchWords, clearBatch } from './batch'
export { openWindow } from './json'
export { nameCount, nameEntries } from './names'
export {
  addLong,
  addText,
  expectTag,
  openLong,
  openScratch,
  takeTag,
  textCount,
  textEntries,
  textSegmentCount,
  textSegments,
} from './tagTable'
export { newText, openKnownKeys } from './tags'
export { batchTraceCount, batchTraces, openTrace, setTraceId, traceId, traceIdLength } from './traceIds'

function hasLine(at: i32, to: i32): bool {
  for (; at < to; at++) if (byte(at) === 0x0a) return true
  return false
}

/** Why `readSpans` stopped where it did. */
let stopped: i32 = 0
export function stoppedBy(): i32 {
  return stopped
}

/**
 * Reads spans, Jaeger's or OTLP's, from position `from` of the window on, and returns the position after the last of them, or `from`.
 * `stoppedBy` is `MORE` or `ODD` for the span that comes next, 0 when there is none or the batch is full.
 */
export function readSpans(from: i32, isOtlp: bool): i32 {
  let at = input + from
  let done = at
  stopped = 0
  clearTraces()
  while (!isFull()) {
    const next = isOtlp ? readOtlpSpan(at) : readJaegerSpan(at)
    if (next < 0) {
      if (next !== FULL) stopped = next
      break
    }
    done = next
    at = skipSpace(next)
    if (byte(at) !== COMMA) break
    const comma = at
    at = skipSpace(at + 1)
    if (byte(at) !== OPEN_OBJECT || hasLine(next, comma) || hasLine(comma, at)) break // `walkBody` wants to see the end of a line
  }
  return done - input
}
