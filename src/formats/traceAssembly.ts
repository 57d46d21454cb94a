import { createTraceBuilder, REF, type TraceBuilder } from '../model/buildTrace.ts'
import { formatSpanId, normalizeTraceId } from '../model/spanIds.ts'
import type { Attribute } from '../model/trace.ts'
import type { ByteInterner } from './internBytes.ts'
import { decodeJaegerProcess } from './decodeJaeger.ts'
import { sameBytes, type IdScratch } from './scanIds.ts'
import { stringOf, textOf } from './scanJson.ts'
import { createSpanRecords, type SpanBatch, type SpanRecords, type SpanScratch } from './spanRecords.ts'

/** One trace in the making: its builder, and what else its spans have. */
export interface TraceAssembly {
  readonly format: 'jaeger' | 'otlp'
  readonly builder: TraceBuilder
  readonly interner: ByteInterner
  /** As the input spells it, null while unknown. */
  traceId: string | null
  warnings: string[]
  readonly scratch: SpanScratch
  /** Adds the span that is in the scratch and returns its record number. */
  addRecord(traits: number, scope: number): number
  /** Adds spans that WebAssembly has read; `nameOf`: its names' numbers in the interner. The trace's id is [idStart, idEnd). */
  addJaegerBatch(batch: SpanBatch, nameOf: readonly number[], bytes: Uint8Array, idStart: number, idEnd: number): void
  /** Adds records, without their spans, and returns the first one's number. */
  addRecords(batch: SpanBatch, scope: number): number
  /** Whether a parent's trace id, text [start, end), is spelt as all others in `parentTraceId`; the first decides. */
  isParentTrace(bytes: Uint8Array, start: number, end: number): boolean
  /** The spelling of a parent's trace id that decides; null so far. */
  readonly parentTrace: Uint8Array | null
  /** The trace that parents are in, where the format says so of each. */
  readonly parentTraceId: string
  /** The builder's slot of a process: an interned name (Jaeger), the number of a resource (OTLP). */
  processSlot(process: number): number
  inlineProcess(bytes: Uint8Array, start: number, end: number): number
  /** What `processSlot` was asked for. */
  usedProcesses(): Iterable<number>
  defineProcess(process: number, service: string, attributes: readonly Attribute[]): void
  spanIdText(id: IdScratch): string
  records(): SpanRecords
}

/** What the OTLP scanner needs to know of the surroundings of a span. */
export interface OtlpContext {
  /** Numbers of the resource and scope that the spans at hand are under. */
  resource: number
  scope: number
  readonly interner: ByteInterner
  readonly scratch: SpanScratch
  /** The trace that a span's trace id names. */
  assemblyOf(bytes: Uint8Array, start: number, end: number): TraceAssembly
}

export function createTraceAssembly(
  format: 'jaeger' | 'otlp',
  interner: ByteInterner,
  scratch: SpanScratch,
): TraceAssembly {
  const builder = createTraceBuilder(interner.strings)
  const records = createSpanRecords(format === 'otlp')
  let parentTrace: Uint8Array | null = null
  const slots = new Map<number, number>()
  let lastProcess = -1
  let lastSlot = -1
  const assembly: TraceAssembly = {
    format,
    builder,
    interner,
    traceId: null,
    warnings: [],

    scratch,

    addRecord: (traits, scope) => records.add(scratch, traits, scope),

    addJaegerBatch(batch, nameOf, bytes, idStart, idEnd) {
      const { length, refType, name, process } = batch
      assembly.traceId ??= stringOf(bytes, idStart, idEnd)
      for (let i = 0; i < length; i++) {
        name[i] = nameOf[name[i]]
        process[i] = assembly.processSlot(nameOf[process[i]])
        if (parentTrace === null && refType[i] === REF.childOf) parentTrace = bytes.slice(idStart, idEnd)
      }
      builder.addSpans(batch, records.addBatch(batch, 0))
    },

    addRecords: records.addBatch,

    get parentTrace() {
      return parentTrace
    },

    isParentTrace(bytes, start, end) {
      parentTrace ??= bytes.slice(start, end)
      return sameBytes(bytes, start, end, parentTrace, 0, parentTrace.length)
    },

    get parentTraceId() {
      return parentTrace === null ? '' : normalizeTraceId(stringOf(parentTrace, 0, parentTrace.length))
    },

    processSlot(process) {
      if (process === lastProcess) return lastSlot
      let slot = slots.get(process)
      if (slot === undefined) slots.set(process, (slot = builder.processSlot(String(process))))
      lastProcess = process
      lastSlot = slot
      return slot
    },

    inlineProcess(bytes, start, end) {
      const process = interner.internText(`process ${textOf(bytes, start, end)}`)
      const slot = assembly.processSlot(process)
      const { service, attributes } = decodeJaegerProcess(bytes, start, end)
      builder.defineProcess(slot, service, attributes)
      return slot
    },

    usedProcesses: () => slots.keys(),

    defineProcess(process, service, attributes) {
      builder.defineProcess(assembly.processSlot(process), service, attributes)
    },

    spanIdText: ({ halves, odd }) => odd ?? formatSpanId(halves[0], halves[1]),
    records: () => records.finish(builder.firstReferences()),
  }
  return assembly
}
