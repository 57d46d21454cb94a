import type { TraceView } from '../../../worker/protocol.ts'

/** How much of a stretch of a span's own time lies on the critical path of its root, in µs. O(segments). */
export function criticalUs(
  { ledgers, trace }: Pick<TraceView, 'ledgers' | 'trace'>,
  startUs: number,
  endUs: number,
  owner: number,
): number {
  let us = 0
  for (const { root, segments } of ledgers) {
    if (owner < root || owner >= trace.subtreeEnd[root]) continue
    for (let segment = 0; segment < segments.length; segment++) {
      if (segments.span[segment] !== owner) continue
      us += Math.max(0, Math.min(endUs, segments.endUs[segment]) - Math.max(startUs, segments.startUs[segment]))
    }
  }
  return us
}
