import { KIND, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import type { LostContext, SampledAway } from './findings.ts'
import { findAnswered } from './lostContext.ts'
import type { MissingParent } from './missingParents.ts'
import type { SpanPeer } from './peers.ts'

/**
 * Services with holes: the same service is there below some calls to it and absent below others, so it is instrumented,
 * gets the context, and drops by a sampling decision of its own (or loses spans at random). Most holes first.
 *
 *   gateway: POST    ====          client   → search: POST /query   answered
 *   gateway: POST         ====     client   → (nothing)             sampled away
 *
 * A service that is absent everywhere is a lost context or not exported: one trace cannot tell. O(spans) plus the
 * attributes of clients that have no answer; those with one are known by who answered.
 */
export function computeSampledAway(
  trace: Trace,
  lost: readonly LostContext[],
  missing: readonly MissingParent[],
  peerOf: (span: number) => SpanPeer,
): SampledAway[] {
  const holes = new Map<string, Set<number>>()
  const add = (service: string | null, span: number) => {
    if (service === null || span === NONE) return
    const spans = holes.get(service)
    if (spans) spans.add(span)
    else holes.set(service, new Set([span]))
  }
  for (const { span, peer } of lost) if (peerOf(span).known) add(peer, span)
  for (const { caller, suspectedService } of missing) add(suspectedService, caller)
  if (holes.size === 0) return []

  const answers = countAnswers(trace)
  const found: SampledAway[] = []
  for (const [service, unanswered] of holes) {
    const answered = answers.get(service) ?? 0
    if (answered > 0)
      found.push({ service, answered, unanswered: [...unanswered].sort((a, b) => trace.startUs[a] - trace.startUs[b]) })
  }
  return found.sort((a, b) => b.unanswered.length - a.unanswered.length || (a.service < b.service ? -1 : 1))
}

/** Calls by the service that answered them. */
function countAnswers(trace: Trace): Map<string, number> {
  const answered = findAnswered(trace)
  const counts = new Map<string, number>()
  for (let span = 0; span < trace.length; span++) {
    if (trace.kind[span] !== KIND.client || answered[span] === 0) continue
    for (let child = span + 1; child < trace.subtreeEnd[span]; child = trace.subtreeEnd[child]) {
      if (trace.kind[child] !== KIND.server && trace.serviceId[child] === trace.serviceId[span]) continue
      const service = trace.services[trace.serviceId[child]]
      counts.set(service, (counts.get(service) ?? 0) + 1)
      break
    }
  }
  return counts
}
