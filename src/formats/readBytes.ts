import { OTLP } from './otlp.ts'
import { finishReading, sniff, textStart, type BodyResult } from './readBody.ts'
import { createTraceReader } from './traceReader.ts'

/** For tests and benches: reads a body that is all here. */
export function readBytes(bytes: Uint8Array): BodyResult {
  const failure = sniff(bytes)
  if (failure) return { ok: false, failure }
  const beginning = textStart(bytes)
  const reader = createTraceReader({ expectedBytes: bytes.length, otlp: OTLP })
  reader.push(bytes)
  return finishReading(reader, beginning)
}
