import type { SpanBatch } from './spanRecords.ts'
import type { OtlpContext } from './traceAssembly.ts'

/** Which trace each span of a batch is in: its number, by which `ids` has where in `bytes` the id begins, and how long it is. */
interface TracesOfBatch {
  readonly bytes: Uint8Array
  readonly ids: Uint32Array
  readonly traceOf: Uint8Array
}

export type AddOtlpBatch = typeof addOtlpBatch

/** Spans that WebAssembly has read, all of one resource and one scope, join their traces; `nameOf`: their names' numbers in the interner. */
export function addOtlpBatch(
  { assemblyOf, resource, scope }: OtlpContext,
  batch: SpanBatch,
  nameOf: readonly number[],
  { bytes, ids, traceOf }: TracesOfBatch,
): void {
  for (let i = 0; i < batch.length; i++) batch.name[i] = nameOf[batch.name[i]]
  for (let id = 0; id < ids.length; id += 2) {
    const { builder, processSlot, addRecords } = assemblyOf(bytes, ids[id], ids[id] + ids[id + 1])
    const part = ids.length === 2 ? batch : partOf(batch, traceOf, id >> 1)
    part.process.fill(processSlot(resource))
    builder.addSpans(part, addRecords(part, scope))
  }
}

/** Those spans of a batch that are of one trace, as a batch of their own. */
function partOf(batch: SpanBatch, traceOf: Uint8Array, trace: number): SpanBatch {
  const spans: number[] = []
  for (let i = 0; i < batch.length; i++) if (traceOf[i] === trace) spans.push(i)
  const f64 = (column: Float64Array) => Float64Array.from(spans, (span) => column[span])
  const u32 = (column: Uint32Array) => Uint32Array.from(spans, (span) => column[span])
  const u16 = (column: Uint16Array) => Uint16Array.from(spans, (span) => column[span])
  const u8 = (column: Uint8Array) => Uint8Array.from(spans, (span) => column[span])
  const { nanos } = batch
  const hasNanos = nanos !== null && spans.some((span) => nanos.start[span] > 0 || nanos.duration[span] > 0)
  const endOf = (span: number) => (span + 1 < batch.length ? batch.starts[span + 1] : batch.words.length)
  const starts = new Uint32Array(spans.length)
  const words = new Uint32Array(spans.reduce((sum, span) => sum + endOf(span) - batch.starts[span], 0))
  let used = 0
  for (const [i, span] of spans.entries()) {
    starts[i] = used
    words.set(batch.words.subarray(batch.starts[span], endOf(span)), used)
    used += endOf(span) - batch.starts[span]
  }
  return {
    length: spans.length,
    startUs: f64(batch.startUs),
    endUs: f64(batch.endUs),
    idHigh: u32(batch.idHigh),
    idLow: u32(batch.idLow),
    refType: u8(batch.refType),
    refHigh: u32(batch.refHigh),
    refLow: u32(batch.refLow),
    name: u32(batch.name),
    process: u32(batch.process),
    kind: u8(batch.kind),
    flags: u32(batch.flags),
    traits: u8(batch.traits),
    nanos: hasNanos ? { start: u16(nanos.start), duration: u16(nanos.duration) } : null,
    starts,
    words,
  }
}
