import { drain } from '../lib/drain.ts'
import { NONE } from '../model/trace.ts'
import type { LoadedTrace, SpanStore } from '../model/trace.ts'
import type { TraceAnalysis } from './analyze.ts'
import { computeAnomalies } from './anomalies.ts'
import { computeErrors } from './errors.ts'
import type { Anomaly, Findings, Sensitive } from './findings.ts'
import { computeLostContext } from './lostContext.ts'
import { computeMissingParents } from './missingParents.ts'
import { createPeerJudge } from './peers.ts'
import { computeRepeats } from './repeats.ts'
import { computeRetries } from './retries.ts'
import { computeSampledAway } from './sampledAway.ts'
import { sensitiveInSteps } from './sensitive.ts'

/**
 * Everything a trace hides besides gaps, ledgers and clocks, of the view that `analysis` is of. An analysis that throws is an
 * anomaly `analysis-failed`; the others stand. `knownServices`: what the backend knows besides the trace's own.
 */
export function computeFindings(
  analysis: TraceAnalysis,
  store: SpanStore,
  knownServices: readonly string[] = [],
): Findings {
  return drain(findInSteps(analysis, store, knownServices))
}

/** The same, bit by bit: yields what is known anew (what decides about rows first), or nothing, just to let others at it. */
export function* findInSteps(
  analysis: TraceAnalysis,
  store: SpanStore,
  knownServices: readonly string[],
): Generator<Partial<Findings>, Findings> {
  const { trace, asynchronous } = analysis
  const loaded = { trace, store }
  const failures: Anomaly[] = analysis.failures.map(({ analysis: name, message }) => failure(name, message))
  const attempt = <T>(name: string, compute: () => readonly T[]): readonly T[] => {
    try {
      return compute()
    } catch (error) {
      failures.push(failure(name, error))
      return []
    }
  }

  const missingParents = attempt('missing parents', () => computeMissingParents(loaded))
  const repeats = attempt('repeats', () => computeRepeats(loaded))
  yield { missingParents, repeats }
  const { lostContext, sampledAway } = callsInto(loaded, missingParents, knownServices, attempt)
  yield { lostContext, sampledAway }
  const errors = attempt('errors', () => computeErrors(loaded, asynchronous))
  yield { errors }
  const retries = attempt('retries', () => computeRetries(loaded))
  yield { retries }
  const odd = attempt('anomalies', () => computeAnomalies(analysis, store))
  yield { anomalies: odd }
  let sensitive: readonly Sensitive[] = []
  try {
    for (const steps = sensitiveInSteps(loaded); ; yield {}) {
      const { value, done } = steps.next()
      if (!done) continue
      sensitive = value
      break
    }
  } catch (error) {
    failures.push(failure('sensitive values', error))
  }
  const anomalies = [...odd, ...failures]
  return { missingParents, lostContext, sampledAway, repeats, errors, retries, sensitive, anomalies }
}

/** What depends on the services that the backend knows. */
export type CallFindings = Pick<Findings, 'lostContext' | 'sampledAway'>

/** These alone, for when the backend's services become known after all was found without them. Throws what an analysis throws. */
export function computeCallFindings(loaded: LoadedTrace, knownServices: readonly string[]): CallFindings {
  return callsInto(loaded, computeMissingParents(loaded), knownServices, (_, compute) => compute())
}

function callsInto(
  loaded: LoadedTrace,
  missingParents: Findings['missingParents'],
  knownServices: readonly string[],
  attempt: <T>(name: string, compute: () => readonly T[]) => readonly T[],
): CallFindings {
  const peerOf = createPeerJudge(loaded, knownServices)
  const lostContext = attempt('lost context', () => computeLostContext(loaded, missingParents, peerOf))
  const sampledAway = attempt('sampling', () => computeSampledAway(loaded.trace, lostContext, missingParents, peerOf))
  return { lostContext, sampledAway }
}

const failure = (analysis: string, error: unknown): Anomaly => ({
  type: 'analysis-failed',
  span: NONE,
  message: `${analysis}: ${error instanceof Error ? error.message : String(error)}`,
})
