import { NONE } from '../model/trace.ts'
import type { SpanStore } from '../model/trace.ts'
import type { TraceAnalysis } from './analyze.ts'
import { computeAnomalies } from './anomalies.ts'
import { computeErrors } from './errors.ts'
import type { Anomaly, Findings } from './findings.ts'
import { computeLostContext } from './lostContext.ts'
import { computeMissingParents } from './missingParents.ts'
import { createPeerJudge } from './peers.ts'
import { computeRepeats } from './repeats.ts'
import { computeRetries } from './retries.ts'
import { computeSampledAway } from './sampledAway.ts'
import { computeSensitive } from './sensitive.ts'

/**
 * Everything a trace hides besides gaps, ledgers and clocks, of the view that `analysis` is of. An analysis that throws is an
 * anomaly `analysis-failed`; the others stand. `knownServices`: what the backend knows besides the trace's own.
 */
export function computeFindings(
  analysis: TraceAnalysis,
  store: SpanStore,
  knownServices: readonly string[] = [],
): Findings {
  const { trace, asynchronous } = analysis
  const loaded = { trace, store }
  const failures: Anomaly[] = analysis.failures.map(({ analysis: name, message }) => failure(name, message))
  const attempt = <T>(name: string, compute: () => readonly T[]): readonly T[] => {
    try {
      return compute()
    } catch (error) {
      failures.push(failure(name, error instanceof Error ? error.message : String(error)))
      return []
    }
  }

  const peerOf = createPeerJudge(loaded, knownServices)
  const missingParents = attempt('missing parents', () => computeMissingParents(loaded))
  const lostContext = attempt('lost context', () => computeLostContext(loaded, missingParents, peerOf))
  return {
    missingParents,
    lostContext,
    sampledAway: attempt('sampling', () => computeSampledAway(trace, lostContext, missingParents, peerOf)),
    repeats: attempt('repeats', () => computeRepeats(loaded)),
    errors: attempt('errors', () => computeErrors(loaded, asynchronous)),
    retries: attempt('retries', () => computeRetries(loaded)),
    sensitive: attempt('sensitive values', () => computeSensitive(loaded)),
    anomalies: [...attempt('anomalies', () => computeAnomalies(analysis, store)), ...failures],
  }
}

const failure = (analysis: string, message: string): Anomaly => ({
  type: 'analysis-failed',
  span: NONE,
  message: `${analysis}: ${message}`,
})
