import type { ByteStore } from '../formats/spanStore.ts'
import { NONE, type LoadedTrace, type Trace } from '../model/trace.ts'

/** A trace held by the worker. `key` names this very reading of it: a later one of the same trace has another. */
export interface CachedTrace {
  readonly key: string
  /** What the page calls it: its id, or the name of an opened file's trace (`model/traceName.ts`). */
  readonly name: string
  readonly loaded: LoadedTrace
  /** The same spans as bytes, by the same records. */
  readonly bytes: ByteStore
  /** When it was read, Unix ms. */
  readonly readAtMs: number
  /** The span of a record, as the trace was loaded. */
  readonly spanOfRecord: (record: number) => number
}

export interface TraceCache {
  /** `name`: the trace's id, unless it is another's too. */
  add(loaded: LoadedTrace, bytes: ByteStore, name?: string): CachedTrace
  /** The latest reading of a trace; using it keeps it. */
  byName(name: string): CachedTrace | null
  byKey(key: string): CachedTrace | null
  remove(key: string): void
  /** Lets go of the least recently used until at most so many bytes are left; those that `isKept` stay. */
  trim(toBytes: number, isKept: (key: string) => boolean): void
  /** Like `byKey`, without counting as use. */
  holds(key: string): boolean
  /** The latest reading of every trace held. */
  entries(): Iterable<CachedTrace>
  readonly size: number
  readonly byteLength: number
}

/** Fixed columns of a trace with its analyses, per span. */
const COLUMN_BYTES = 90

/**
 * Traces by name, the least recently used leaving first when their bytes exceed the budget. Traces of one body share its
 * segments: a segment counts once, and is free when its last trace is gone. The newest stays, whatever its size. An older reading of
 * a trace stays as long as there is room: a page may still show it, and asks for its spans by its records.
 */
export function createTraceCache(budgetBytes: number): TraceCache {
  const byKey = new Map<string, CachedTrace>()
  const keyOf = new Map<string, string>()
  const users = new Map<ArrayBufferView, number>()
  let byteLength = 0
  let readings = 0

  const use = (entry: CachedTrace) => {
    byKey.delete(entry.key)
    byKey.set(entry.key, entry)
    return entry
  }
  const ownBytes = ({ loaded, bytes }: CachedTrace) => loaded.trace.length * COLUMN_BYTES + bytes.ownBytes
  const remove = (entry: CachedTrace) => {
    byKey.delete(entry.key)
    if (keyOf.get(entry.name) === entry.key) keyOf.delete(entry.name)
    byteLength -= ownBytes(entry)
    for (const segment of entry.bytes.segments) {
      const left = (users.get(segment) ?? 0) - 1
      if (left > 0) users.set(segment, left)
      else if (users.delete(segment)) byteLength -= segment.byteLength
    }
  }

  return {
    add(loaded, bytes, name = loaded.trace.traceId) {
      const entry = {
        key: `${name}#${++readings}`,
        name,
        loaded,
        bytes,
        readAtMs: Date.now(),
        spanOfRecord: invertLazily(loaded.trace),
      }
      byKey.set(entry.key, entry)
      keyOf.set(name, entry.key)
      byteLength += ownBytes(entry)
      for (const segment of bytes.segments) {
        const known = users.get(segment) ?? 0
        if (known === 0) byteLength += segment.byteLength
        users.set(segment, known + 1)
      }
      for (const other of byKey.values()) {
        if (byteLength <= budgetBytes || other === entry) break
        remove(other)
      }
      return entry
    },
    byName(name) {
      const entry = byKey.get(keyOf.get(name) ?? '')
      return entry ? use(entry) : null
    },
    byKey(key) {
      const entry = byKey.get(key)
      return entry ? use(entry) : null
    },
    remove(key) {
      const entry = byKey.get(key)
      if (entry) remove(entry)
    },
    trim(toBytes, isKept) {
      for (const entry of byKey.values()) {
        if (byteLength <= toBytes) return
        if (!isKept(entry.key)) remove(entry)
      }
    },
    holds: (key) => byKey.has(key),
    entries: () => [...keyOf.values()].map((key) => byKey.get(key)!),
    get size() {
      return byKey.size
    },
    get byteLength() {
      return byteLength
    },
  }
}

function invertLazily(trace: Trace): (record: number) => number {
  let spanOf: Int32Array | null = null
  return (record) => {
    if (!spanOf) {
      let records = 0
      for (let span = 0; span < trace.length; span++) records = Math.max(records, trace.record[span] + 1)
      spanOf = new Int32Array(records).fill(NONE)
      for (let span = 0; span < trace.length; span++) spanOf[trace.record[span]] = span
    }
    return spanOf[record] ?? NONE
  }
}
