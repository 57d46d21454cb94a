import type { TraceAnalysis } from '../analysis/analyze.ts'

/** Smaller columns are cheaper to clone than to hand over. */
const WORTH_TRANSFER = 4096

/**
 * A copy of a view whose columns can be handed to the page, and their buffers. The worker keeps its own: findings, find and
 * details need them.
 */
export function detachView(view: TraceAnalysis): { readonly view: TraceAnalysis; readonly buffers: ArrayBuffer[] } {
  const buffers: ArrayBuffer[] = []
  const copy = <T extends object>(object: T): T => {
    const result: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(object)) {
      result[name] = value
      if (!isColumn(value)) continue
      // A column may be a part of a larger buffer: the copy is not.
      const column = value.slice()
      result[name] = column
      if (column.byteLength >= WORTH_TRANSFER) buffers.push(column.buffer as ArrayBuffer)
    }
    return result as T
  }
  return {
    view: {
      ...copy(view),
      trace: copy(view.trace),
      gaps: copy(view.gaps),
      ledgers: view.ledgers.map((ledger) => ({ ...ledger, segments: copy(ledger.segments) })),
    },
    buffers,
  }
}

type Column = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array

const isColumn = (value: unknown): value is Column => ArrayBuffer.isView(value) && !(value instanceof DataView)
