import type { TraceAnalysis } from './analyze.ts'
import { isUnusual } from './isUnusual.ts'
import type { Typical } from './typical.ts'

/** Spans of one operation that took more time of their own than is usual. */
export interface UnusualOperation {
  readonly service: string
  readonly operation: string
  /** In the trace's order. */
  readonly spans: readonly number[]
  /** Own time beyond the 95th percentile, of an extra span all of it, µs. */
  readonly beyondUs: number
}

/**
 * Where the time beyond the usual was spent: a span's own, since what is above it is slower only for its sake. The greatest first.
 * Empty where too little is known. O(spans).
 */
export function rankUnusual(
  { trace, selfUs }: Pick<TraceAnalysis, 'trace' | 'selfUs'>,
  typical: Typical,
): UnusualOperation[] {
  if (!typical.enough) return []
  const found = new Map<string, { service: string; operation: string; spans: number[]; beyondUs: number }>()
  for (let span = 0; span < trace.length; span++) {
    if (!isUnusual(typical, span)) continue
    const beyondUs = typical.extra[span] === 1 ? selfUs[span] : selfUs[span] - typical.selfP95Us[span]
    if (!(beyondUs > 0)) continue
    const service = trace.services[trace.serviceId[span]]
    const operation = trace.names[trace.nameId[span]]
    const key = JSON.stringify([service, operation])
    const known = found.get(key)
    if (known) {
      known.spans.push(span)
      known.beyondUs += beyondUs
    } else found.set(key, { service, operation, spans: [span], beyondUs })
  }
  return [...found.values()].sort((x, y) => y.beyondUs - x.beyondUs || x.spans[0] - y.spans[0])
}
