import * as kernel from '../kernels/constants.ts'

/** "No span": the parent of a root, the absent neighbour of a gap. */
export const NONE: number = kernel.NONE

/** Span kinds, OpenTelemetry's numbering (0 when the trace does not say). */
export const KIND = {
  unset: 0,
  internal: 1,
  server: kernel.SERVER,
  client: kernel.CLIENT,
  producer: kernel.PRODUCER,
  consumer: kernel.CONSUMER,
} as const
export const KIND_NAMES = ['unset', 'internal', 'server', 'client', 'producer', 'consumer'] as const

/** Bits of `Trace.flags`. What the bytes said of the span, set while reading; nothing here needs an analysis. */
export const FLAG = {
  /** OTel status ERROR, or `error` = true / "true". */
  error: kernel.ERROR,
  /** The span refers to its parent (the one in `Trace.parent`, or the missing one) only by FOLLOWS_FROM or a link. */
  followsFrom: kernel.FOLLOWS_FROM,
  /** Has a parent reference whose span is not in the trace (see `Trace.missingParentOf`). */
  orphan: 1 << 2,
  /** Its reference to itself was dropped. */
  selfParent: 1 << 3,
  /** Its reference was cut because it closed a cycle; it is a root now. */
  cycleCut: kernel.CYCLE_CUT,
  /** Another span of the trace has the same id. */
  duplicateId: 1 << 5,
  /** End before start in the input (or Jaeger's wrapped duration): duration 0 here. */
  endBeforeStart: kernel.END_BEFORE_START,
  /** Has log entries / events. */
  hasEvents: 1 << 7,
  /** Has warnings of the backend. */
  hasWarnings: 1 << 8,
  /** Has references besides the one to its parent (span links). */
  hasLinks: 1 << 9,
  /** Has a tag `db.*` or `sql.*`. */
  hasDb: 1 << 10,
  /** Has a tag `messaging.*` or `message_bus.*`. */
  hasMessaging: 1 << 11,
  /** Has a tag that may name a peer: `peer.*`, `server.*`, `net.peer.*`, `url.full`, `http.url`, `network.peer.*`, `rpc.service`, `http.host`. */
  hasPeer: 1 << 12,
  /** Status explicitly OK. */
  statusOk: 1 << 13,
} as const

/** One emitting process (Jaeger) or resource (OTLP). Equal ones are one entry. */
export interface Process {
  readonly serviceId: number
  /** Clock domain (definitions: `service.instance.id`, else host or pod with the service, else the service). */
  readonly domainId: number
  readonly attributes: readonly Attribute[]
}

/** A tag / attribute as a reader sees it. Values keep their JSON type where the format does. */
export interface Attribute {
  readonly key: string
  /** Jaeger's type names: string, bool, int64, float64, binary. */
  readonly type: string
  readonly value: string | number | boolean | null
}

/** A span link, or any reference that is not the parent. `span` is its index when it is in this trace. */
export interface Link {
  readonly from: number
  readonly traceId: string
  readonly spanId: string
  readonly to: number
}

/**
 * A trace as columns; a span is a number. Spans are in pre-order, siblings by start (ties: end descending, then id):
 * span `s` and its descendants are `[s, subtreeEnd[s])`. Every span of the input is in it exactly once.
 *
 * Times are offsets from `epochUs` in whole µs and may be negative; the epoch is the main root's start.
 * All columns are plain typed arrays, so that a copy can be transferred to the page. Nothing here refers to bytes:
 * tags, logs and warnings are in the `SpanStore`, addressed by `record[span]`.
 */
export interface Trace {
  /** 32 lower-case hex digits where the input allows it, else as given. */
  readonly traceId: string
  readonly length: number
  /** Unix time in µs of offset 0. */
  readonly epochUs: bigint
  readonly startUs: Float64Array
  readonly endUs: Float64Array
  readonly parent: Int32Array
  readonly depth: Uint32Array
  readonly subtreeEnd: Uint32Array
  readonly serviceId: Uint32Array
  readonly nameId: Uint32Array
  readonly processId: Uint32Array
  readonly kind: Uint8Array
  readonly flags: Uint32Array
  /** The span id's 16 hex digits as two halves; ids of any other form are in `oddIds`, with a hash here. */
  readonly idHigh: Uint32Array
  readonly idLow: Uint32Array
  readonly oddIds: ReadonlyMap<number, string>
  /** Index of the span in the input; addresses the `SpanStore`. */
  readonly record: Uint32Array
  /** Index of the main root (definitions), NONE for an empty trace. */
  readonly mainRoot: number
  readonly services: readonly string[]
  readonly names: readonly string[]
  readonly processes: readonly Process[]
  readonly domains: readonly string[]
  /** Orphans only: the id of the parent that was not received. */
  readonly missingParentOf: ReadonlyMap<number, string>
  readonly links: readonly Link[]
  /** Sub-µs digits for display, where the format has them: ns of start and of duration, else null. */
  readonly startNs: Uint16Array | null
  readonly durationNs: Uint16Array | null
  /** Warnings of the backend about the whole trace. */
  readonly warnings: readonly string[]
}

/** One log entry / span event. `timeUs` is an offset from the trace's epoch. */
export interface SpanEvent {
  readonly timeUs: number
  /** The field `event` / the event's name, or ''. */
  readonly name: string
  readonly attributes: readonly Attribute[]
}

export interface Reference {
  readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM'
  readonly traceId: string
  readonly spanId: string
}

/** What is in no column: decoded for one span when it is opened, searched or analysed by key. `record` is `Trace.record[span]`. */
export interface SpanStore {
  attributes(record: number): Attribute[]
  events(record: number, epochUs: bigint): SpanEvent[]
  references(record: number): Reference[]
  warnings(record: number): string[]
  /**
   * For whoever looks for something in tags and events before decoding: which spans have a text that `test` is true of. Each distinct text
   * (JSON of a tag, an event's name) is tested once at most; `opaque`: a reader sees another text than these bytes. It may cry wolf,
   * never miss. Absent where there are no bytes.
   */
  mayHold?(test: (bytes: Uint8Array, opaque: boolean) => boolean): (record: number) => boolean
}

/** A trace together with the bytes behind it. Lives in the worker (and in `explain`). */
export interface LoadedTrace {
  readonly trace: Trace
  readonly store: SpanStore
}

export const durationOf = (trace: Trace, span: number): number => trace.endUs[span] - trace.startUs[span]

export const domainOf = (trace: Trace, span: number): number => trace.processes[trace.processId[span]].domainId

const hex8 = (n: number) => n.toString(16).padStart(8, '0')

/** The span's id as text: 16 lower-case hex digits, or as the input had it when it was something else. */
export function spanIdOf(trace: Trace, span: number): string {
  return trace.oddIds.get(span) ?? hex8(trace.idHigh[span]) + hex8(trace.idLow[span])
}

/** The first span with this id (as `spanIdOf` gives it), NONE when there is none. O(spans). */
export function findSpan(trace: Trace, spanId: string): number {
  if (!/^[0-9a-f]{16}$/.test(spanId)) {
    for (const [span, id] of trace.oddIds) if (id === spanId) return span
    return NONE
  }
  const low = Number.parseInt(spanId.slice(8), 16)
  for (let span = trace.idLow.indexOf(low); span !== NONE; span = trace.idLow.indexOf(low, span + 1)) {
    if (spanIdOf(trace, span) === spanId) return span
  }
  return NONE
}

/** Orders spans by id, as the definitions' last tie-break does. */
export function compareIds(trace: Trace, a: number, b: number): number {
  if (trace.oddIds.size > 0 && (trace.oddIds.has(a) || trace.oddIds.has(b))) {
    const idA = spanIdOf(trace, a)
    const idB = spanIdOf(trace, b)
    return idA < idB ? -1 : idA > idB ? 1 : 0
  }
  return trace.idHigh[a] - trace.idHigh[b] || trace.idLow[a] - trace.idLow[b]
}

/** `service: operation`, the way a span is named in sentences. */
export const titleOf = (trace: Trace, span: number): string =>
  `${trace.services[trace.serviceId[span]]}: ${trace.names[trace.nameId[span]]}`
