import type { TraceView } from '../../../worker/protocol.ts'

type Seen = Pick<TraceView, 'clocks' | 'trace' | 'shiftUs'>

const known = new WeakMap<Seen, Uint8Array | null>()

/** Processes whose clock is off or contradicts itself, in a view that shows times as recorded. The same column for the same view. */
export function findSkewed(view: Seen): Uint8Array | null {
  let skewed = known.get(view)
  if (skewed === undefined) known.set(view, (skewed = columnOf(view)))
  return skewed
}

function columnOf({ clocks, trace, shiftUs }: Seen): Uint8Array | null {
  if (shiftUs !== null) return null
  const off = new Set(
    clocks.domains
      .filter(({ verdict }) => verdict === 'skewed' || verdict === 'inconsistent')
      .map(({ domainId }) => domainId),
  )
  return off.size === 0 ? null : Uint8Array.from(trace.processes, ({ domainId }) => (off.has(domainId) ? 1 : 0))
}
