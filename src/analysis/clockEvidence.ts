import { kernels } from '../kernels/kernels.ts'
import { domainColumn } from '../model/domainColumn.ts'
import { NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'

/** The tightest bounds between one domain's callers and another's callees, µs; infinite where nothing bounds. */
export interface Evidence {
  readonly fromDomain: number
  readonly toDomain: number
  hardLowUs: number
  highUs: number
  evidence: number
  lowSpan: number
  highSpan: number
}

/**
 * What spans of different domains say about their clocks, by kind and reference alone (skew itself can push a child past
 * its parent's end): of children, what `boundClocks` says; what a span was caused by otherwise (a link) started before it. O(spans + links).
 */
export function collectEvidence(trace: Trace): Evidence[] {
  const domain = domainColumn(trace)
  const evidence = ofChildren(trace, domain)
  if (trace.links.length === 0) return evidence
  const byPair = new Map(evidence.map((edge) => [`${edge.fromDomain} ${edge.toDomain}`, edge]))
  for (const { from: effect, to: cause } of trace.links) {
    if (cause === NONE || cause === trace.parent[effect] || domain[cause] === domain[effect]) continue
    const pair = `${domain[cause]} ${domain[effect]}`
    let edge = byPair.get(pair)
    if (!edge) {
      edge = { fromDomain: domain[cause], toDomain: domain[effect], evidence: 0, ...UNBOUNDED }
      byPair.set(pair, edge)
      evidence.push(edge)
    }
    edge.evidence++
    const highUs = trace.startUs[effect] - trace.startUs[cause]
    if (highUs < edge.highUs) {
      edge.highUs = highUs
      edge.highSpan = effect
    }
  }
  return evidence
}

const UNBOUNDED = { hardLowUs: -Infinity, highUs: Infinity, lowSpan: NONE, highSpan: NONE }

function ofChildren(trace: Trace, domain: Uint32Array): Evidence[] {
  const { length, parent, startUs, endUs, kind, flags, domains } = trace
  const most = Math.min(length, domains.length ** 2)
  const from = new Uint32Array(most)
  const to = new Uint32Array(most)
  const evidence = new Uint32Array(most)
  const lowUs = new Float64Array(most)
  const highUs = new Float64Array(most)
  const lowSpan = new Int32Array(most)
  const highSpan = new Int32Array(most)
  const pairs = kernels().boundClocks(
    parent,
    startUs,
    endUs,
    kind,
    flags,
    domain,
    from,
    to,
    evidence,
    lowUs,
    highUs,
    lowSpan,
    highSpan,
  )
  return Array.from({ length: pairs }, (_, pair) => ({
    fromDomain: from[pair],
    toDomain: to[pair],
    hardLowUs: lowUs[pair],
    highUs: highUs[pair],
    evidence: evidence[pair],
    lowSpan: lowSpan[pair],
    highSpan: highSpan[pair],
  }))
}
