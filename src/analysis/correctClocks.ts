import { reorderTrace } from '../model/reorderTrace.ts'
import { domainOf } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { isCorrectable } from './clocks.ts'
import type { Clocks } from './clocks.ts'

/** A trace with the skewed domains moved onto the main root's clock. */
export interface CorrectedTrace {
  readonly trace: Trace
  /** Per span of the corrected trace in µs: where it was recorded minus where it is drawn. */
  readonly shiftUs: Float64Array
  /** The same evidence, its spans by their new indices. */
  readonly clocks: Clocks
}

/**
 * Moves every span of a domain that is skewed with both bounds by the estimate; others stay as recorded. O(n log n).
 *
 *   client   ==========           client   ==========
 *   server ======           →     server     ======
 */
export function correctClocks(trace: Trace, clocks: Clocks): CorrectedTrace {
  const offsetUs = new Float64Array(trace.domains.length)
  for (const domain of clocks.domains) if (isCorrectable(domain)) offsetUs[domain.domainId] = domain.offsetUs ?? 0
  const startUs = new Float64Array(trace.length)
  const endUs = new Float64Array(trace.length)
  for (let span = 0; span < trace.length; span++) {
    const offset = offsetUs[domainOf(trace, span)]
    startUs[span] = trace.startUs[span] - offset
    endUs[span] = trace.endUs[span] - offset
  }
  const { trace: corrected, newOf } = reorderTrace(trace, startUs, endUs)
  const shiftUs = new Float64Array(trace.length)
  for (let span = 0; span < trace.length; span++) shiftUs[span] = offsetUs[domainOf(corrected, span)]
  const edges = clocks.edges.map((edge) => ({
    ...edge,
    lowSpan: edge.lowSpan < 0 ? edge.lowSpan : newOf[edge.lowSpan],
    highSpan: edge.highSpan < 0 ? edge.highSpan : newOf[edge.highSpan],
  }))
  return { trace: corrected, shiftUs, clocks: { ...clocks, edges } }
}
