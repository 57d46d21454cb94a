import { NONE, type Attribute } from '../model/trace.ts'
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

/** Further up than this nobody looks: a chain may have as many spans as the trace. */
const MOST_ABOVE = 1_000

/**
 * Of the spans above a span the nearest attribute of each key: a span's own before its process's.
 *
 *   root  tenant=a region=eu        keys: tenant, region
 *     mid   tenant=b                →  tenant=b, region=eu
 *       span
 */
export function readInherited(
  { loaded: { trace, store }, spanOfRecord }: CachedTrace,
  record: number,
  keys: readonly string[],
): readonly Attribute[] {
  const span = spanOfRecord(record)
  if (span === NONE) return []
  const missing = new Set(keys)
  const found: Attribute[] = []
  let above = trace.parent[span]
  for (let hops = 0; above !== NONE && missing.size > 0 && hops < MOST_ABOVE; hops++) {
    for (const list of [store.attributes(trace.record[above]), trace.processes[trace.processId[above]].attributes])
      for (const attribute of list) if (missing.delete(attribute.key)) found.push(attribute)
    above = trace.parent[above]
  }
  return found
}
