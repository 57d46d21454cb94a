import { createTraceBuilder, type TraceBuilder } from '../model/buildTrace.ts'
import { grown, nextCapacity } from '../model/growable.ts'
import { formatSpanId } from '../model/spanIds.ts'
import type { Attribute } from '../model/trace.ts'
import type { ByteInterner } from './internBytes.ts'
import type { IdScratch } from './scanIds.ts'
import { decodeJaegerProcess } from './decodeJaeger.ts'
import { textOf } from './scanJson.ts'

/** One trace in the making: its builder, and where in the body its spans lie. */
export interface TraceAssembly {
  readonly format: 'jaeger' | 'otlp'
  readonly builder: TraceBuilder
  readonly interner: ByteInterner
  /** As the input spells it, null while unknown. */
  traceId: string | null
  warnings: string[]
  /** Adds the place of a span (first byte at `offset` of the current segment) and returns its record number. */
  addRecord(offset: number, opaque: boolean): number
  /** OTLP: the scope of the record just added. */
  noteScope(scope: number): void
  /** The builder's slot of a process: an interned name (Jaeger), the number of a resource (OTLP). */
  processSlot(process: number): number
  inlineProcess(bytes: Uint8Array, start: number, end: number): number
  /** What `processSlot` was asked for. */
  usedProcesses(): Iterable<number>
  defineProcess(process: number, service: string, attributes: readonly Attribute[]): void
  spanIdText(id: IdScratch): string
  /** Places by record: see `SEGMENT_UNIT`. */
  places(): Float64Array
  /** Scope numbers by record (OTLP). */
  scopes(): Uint32Array
  /** Records whose text a reader sees otherwise than the bytes have it (escapes, nested values): one bit each. */
  opaque(): Uint8Array
}

/** What the OTLP scanner needs to know of the surroundings of a span. */
export interface OtlpContext {
  /** Numbers of the resource and scope that the spans at hand are under. */
  resource: number
  scope: number
  /** The trace that a span's trace id names. */
  assemblyOf(bytes: Uint8Array, start: number, end: number): TraceAssembly
}

export function createTraceAssembly(
  format: 'jaeger' | 'otlp',
  interner: ByteInterner,
  currentSegmentPlace: () => number,
): TraceAssembly {
  const builder = createTraceBuilder(interner.strings)
  let places = new Float64Array(64)
  let scopes = new Uint32Array(format === 'otlp' ? 64 : 0)
  let opaqueBits = new Uint8Array(8)
  let count = 0
  const slots = new Map<number, number>()
  let lastProcess = -1
  let lastSlot = -1
  const assembly: TraceAssembly = {
    format,
    builder,
    interner,
    traceId: null,
    warnings: [],

    addRecord(offset, opaque) {
      if (count === places.length) {
        const capacity = nextCapacity(count, count + 1)
        places = grown(places, capacity)
        opaqueBits = grown(opaqueBits, (capacity >>> 3) + 1)
        if (format === 'otlp') scopes = grown(scopes, capacity)
      }
      places[count] = currentSegmentPlace() + offset
      if (opaque) opaqueBits[count >>> 3] |= 1 << (count & 7)
      return count++
    },

    noteScope(scope) {
      scopes[count - 1] = scope
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
    places: () => places.slice(0, count),
    scopes: () => scopes.slice(0, count),
    opaque: () => opaqueBits.slice(0, (count >>> 3) + 1),
  }
  return assembly
}
