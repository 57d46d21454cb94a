import type { TraceAnalysis } from '../analysis/analyze.ts'
import type { Ledger } from '../analysis/ledger.ts'

/** Smaller columns are cheaper to clone than to hand over. */
const WORTH_TRANSFER = 4096
/** As many as the page lists: in a trace of a million spans, asynchronous work has thousands. */
export const LEDGERS_SENT = 500

/**
 * A copy of a view whose columns can be handed to the page, and their buffers. The worker keeps its own: findings, find and
 * details need them.
 */
export function detachView(view: TraceAnalysis): { readonly view: TraceAnalysis; readonly buffers: ArrayBuffer[] } {
  const buffers = new Set<ArrayBuffer>()
  const own = (column: Column) => {
    // A column may be a part of a larger buffer: the copy is not.
    const copy = column.slice()
    if (copy.byteLength >= WORTH_TRANSFER) buffers.add(copy.buffer as ArrayBuffer)
    return copy
  }
  const detached = {
    ...mapColumns(view, own),
    trace: mapColumns(view.trace, own),
    gaps: mapColumns(view.gaps, own),
    ledgers: detachLedgers(view.ledgers.slice(0, LEDGERS_SENT), buffers),
  }
  return { view: detached, buffers: [...buffers] }
}

/** Their segments are parts of the same few buffers (`computeLedgers`), and are so on the other side: five copies, not thousands. */
function detachLedgers(ledgers: readonly Ledger[], buffers: Set<ArrayBuffer>): Ledger[] {
  const ends = new Map<ArrayBufferLike, number>()
  for (const { segments } of ledgers) {
    mapColumns(segments, (column) => {
      ends.set(column.buffer, Math.max(ends.get(column.buffer) ?? 0, column.byteOffset + column.byteLength))
      return column
    })
  }
  const copies = new Map([...ends].map(([buffer, end]) => [buffer, buffer.slice(0, end) as ArrayBuffer]))
  for (const copy of copies.values()) if (copy.byteLength >= WORTH_TRANSFER) buffers.add(copy)
  const part = (column: Column) =>
    new (column.constructor as ColumnConstructor)(copies.get(column.buffer)!, column.byteOffset, column.length)
  return ledgers.map((ledger) => ({ ...ledger, segments: mapColumns(ledger.segments, part) }))
}

/** The buffers of an object's own columns. */
export function buffersOf(object: object): ArrayBuffer[] {
  return Object.values(object).flatMap((value) => (isColumn(value) ? [value.buffer as ArrayBuffer] : []))
}

function mapColumns<T extends object>(object: T, map: (column: Column) => Column): T {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object)) result[name] = isColumn(value) ? map(value) : value
  return result as T
}

type Column = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array
type ColumnConstructor = new (buffer: ArrayBuffer, byteOffset: number, length: number) => Column

const isColumn = (value: unknown): value is Column => ArrayBuffer.isView(value) && !(value instanceof DataView)
