import { domainOf, FLAG, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { isAsynchronousByKind } from './children.ts'

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
 * its parent's end): a blocking child starts after its parent and, unless it is longer, ends before it; what a span was
 * caused by (producer, link, FOLLOWS_FROM) started before it. O(spans + links).
 */
export function collectEvidence(trace: Trace): Evidence[] {
  const { length, parent, startUs, endUs, flags, domains } = trace
  const byPair = new Map<number, Evidence>()
  const bound = (cause: number, effect: number, blocking: boolean) => {
    const from = domainOf(trace, cause)
    const to = domainOf(trace, effect)
    if (from === to) return
    const edge = edgeBetween(from, to)
    edge.evidence++
    const high = startUs[effect] - startUs[cause]
    if (high < edge.highUs) {
      edge.highUs = high
      edge.highSpan = effect
    }
    if (!blocking || (flags[cause] & FLAG.endBeforeStart) !== 0) return
    const low = endUs[effect] - endUs[cause]
    if (low <= high && low > edge.hardLowUs) {
      edge.hardLowUs = low
      edge.lowSpan = effect
    }
  }
  for (let span = 0; span < length; span++) {
    if (parent[span] !== NONE) bound(parent[span], span, !isAsynchronousByKind(trace, span))
  }
  for (const { from, to } of trace.links) {
    if (to !== NONE && to !== parent[from]) bound(to, from, false)
  }
  return [...byPair.values()]

  function edgeBetween(fromDomain: number, toDomain: number): Evidence {
    const key = fromDomain * domains.length + toDomain
    let edge = byPair.get(key)
    if (!edge) {
      edge = {
        fromDomain,
        toDomain,
        hardLowUs: -Infinity,
        highUs: Infinity,
        evidence: 0,
        lowSpan: NONE,
        highSpan: NONE,
      }
      byPair.set(key, edge)
    }
    return edge
  }
}
