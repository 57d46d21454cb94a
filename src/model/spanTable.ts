import { grown, nextCapacity } from './growable.ts'

/** Spans in input order, as the readers leave them: growing columns. Times are absolute µs. */
export interface SpanTable {
  length: number
  record: Uint32Array
  startUs: Float64Array
  endUs: Float64Array
  idHigh: Uint32Array
  idLow: Uint32Array
  name: Uint32Array
  process: Uint32Array
  kind: Uint8Array
  flags: Uint32Array
  /** The first reference of the span (`REF`), when it is within the trace. */
  refType: Uint8Array
  refHigh: Uint32Array
  refLow: Uint32Array
  /** Allocated by the first span that has digits below the µs. */
  startNs: Uint16Array | null
  durationNs: Uint16Array | null
  readonly oddIds: Map<number, string>
  readonly oddRefs: Map<number, string>
}

export function createSpanTable(): SpanTable {
  const capacity = 16
  return {
    length: 0,
    record: new Uint32Array(capacity),
    startUs: new Float64Array(capacity),
    endUs: new Float64Array(capacity),
    idHigh: new Uint32Array(capacity),
    idLow: new Uint32Array(capacity),
    name: new Uint32Array(capacity),
    process: new Uint32Array(capacity),
    kind: new Uint8Array(capacity),
    flags: new Uint32Array(capacity),
    refType: new Uint8Array(capacity),
    refHigh: new Uint32Array(capacity),
    refLow: new Uint32Array(capacity),
    startNs: null,
    durationNs: null,
    oddIds: new Map(),
    oddRefs: new Map(),
  }
}

/** Makes room for `needed` spans. */
export function growSpanTable(table: SpanTable, needed: number): void {
  const capacity = nextCapacity(table.record.length, needed)
  table.record = grown(table.record, capacity)
  table.startUs = grown(table.startUs, capacity)
  table.endUs = grown(table.endUs, capacity)
  table.idHigh = grown(table.idHigh, capacity)
  table.idLow = grown(table.idLow, capacity)
  table.name = grown(table.name, capacity)
  table.process = grown(table.process, capacity)
  table.kind = grown(table.kind, capacity)
  table.flags = grown(table.flags, capacity)
  table.refType = grown(table.refType, capacity)
  table.refHigh = grown(table.refHigh, capacity)
  table.refLow = grown(table.refLow, capacity)
  if (table.startNs) table.startNs = grown(table.startNs, capacity)
  if (table.durationNs) table.durationNs = grown(table.durationNs, capacity)
}

/** The same spans in columns of just their length: views, which write through. */
export function withoutRoom(table: SpanTable): SpanTable {
  const { length } = table
  return {
    ...table,
    record: table.record.subarray(0, length),
    startUs: table.startUs.subarray(0, length),
    endUs: table.endUs.subarray(0, length),
    idHigh: table.idHigh.subarray(0, length),
    idLow: table.idLow.subarray(0, length),
    name: table.name.subarray(0, length),
    process: table.process.subarray(0, length),
    kind: table.kind.subarray(0, length),
    flags: table.flags.subarray(0, length),
    refType: table.refType.subarray(0, length),
    refHigh: table.refHigh.subarray(0, length),
    refLow: table.refLow.subarray(0, length),
    startNs: table.startNs && table.startNs.subarray(0, length),
    durationNs: table.durationNs && table.durationNs.subarray(0, length),
  }
}
