import { NONE } from '../model/trace.ts'
import type { SpanDetail } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** All that a span carries, decoded from its bytes. Events are offsets from the epoch of the trace as recorded. */
export function readSpanDetail({ loaded: { trace, store }, spanOfRecord }: CachedTrace, record: number): SpanDetail {
  const span = spanOfRecord(record)
  if (span === NONE) return { attributes: [], process: [], events: [], references: [], warnings: [] }
  return {
    attributes: store.attributes(record),
    process: trace.processes[trace.processId[span]].attributes,
    events: store.events(record, trace.epochUs),
    references: store.references(record),
    warnings: store.warnings(record),
  }
}
