import type { TraceView } from '../../../worker/protocol.ts'

/** Processes whose clock is off or contradicts itself, in a view that shows times as recorded. */
export function findSkewed({
  clocks,
  trace,
  shiftUs,
}: Pick<TraceView, 'clocks' | 'trace' | 'shiftUs'>): Uint8Array | null {
  if (shiftUs !== null) return null
  const off = new Set(
    clocks.domains
      .filter(({ verdict }) => verdict === 'skewed' || verdict === 'inconsistent')
      .map(({ domainId }) => domainId),
  )
  return off.size === 0 ? null : Uint8Array.from(trace.processes, ({ domainId }) => (off.has(domainId) ? 1 : 0))
}
