import type { TraceAnalysis } from '../analysis/analyze.ts'
import { CATEGORIES } from '../analysis/ledger.ts'
import { FLAG, type Trace } from '../model/trace.ts'
import type { TraceSummary } from './protocol.ts'

const GAP = CATEGORIES.indexOf('gap')
const NETWORK = CATEGORIES.indexOf('network')

/** A trace as a search result. Duration: from its first start to its last end. */
export function summarize({ trace, ledgers }: Pick<TraceAnalysis, 'trace' | 'ledgers'>): TraceSummary {
  const { mainRoot, serviceId, startUs, endUs, flags } = trace
  const spanCounts = new Uint32Array(trace.services.length)
  const errorCounts = new Uint32Array(trace.services.length)
  let firstUs = Infinity
  let lastUs = -Infinity
  let errorCount = 0
  let orphanCount = 0
  for (let span = 0; span < trace.length; span++) {
    firstUs = Math.min(firstUs, startUs[span])
    lastUs = Math.max(lastUs, endUs[span])
    spanCounts[serviceId[span]]++
    if (flags[span] & FLAG.error) {
      errorCount++
      errorCounts[serviceId[span]]++
    }
    if (flags[span] & FLAG.orphan) orphanCount++
  }
  const isEmpty = trace.length === 0
  return {
    traceId: trace.traceId,
    rootService: isEmpty ? '' : trace.services[serviceId[mainRoot]],
    rootOperation: isEmpty ? '' : trace.names[trace.nameId[mainRoot]],
    startUs: isEmpty ? 0 : Number(trace.epochUs) + firstUs,
    durationUs: isEmpty ? 0 : lastUs - firstUs,
    spanCount: trace.length,
    errorCount,
    orphanCount,
    services: trace.services
      .map((name, service) => ({ name, spanCount: spanCounts[service], errorCount: errorCounts[service] }))
      .sort((a, b) => b.spanCount - a.spanCount || (a.name < b.name ? -1 : 1)),
    unexplainedUs: unexplainedUs(trace, ledgers),
    complete: true,
  }
}

/** Time of the main ledger that no span explains: gaps and network. */
function unexplainedUs({ mainRoot }: Trace, ledgers: TraceAnalysis['ledgers']): number | null {
  const segments = ledgers.find(({ root }) => root === mainRoot)?.segments
  if (!segments) return null
  let us = 0
  for (let i = 0; i < segments.length; i++) {
    if (segments.category[i] === GAP || segments.category[i] === NETWORK) us += segments.endUs[i] - segments.startUs[i]
  }
  return us
}
