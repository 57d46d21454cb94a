import { domainOf, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { collectEvidence } from './clockEvidence.ts'
import type { Evidence } from './clockEvidence.ts'
import { findContradictions, solveBounds } from './differenceConstraints.ts'
import type { Bounds, Constraint } from './differenceConstraints.ts'

export type ClockVerdict = 'reference' | 'trusted' | 'skewed' | 'inconsistent' | 'unknown'

/** What is known of one clock domain. Offset = this domain's clock minus the root domain's, µs; null bounds where nothing bounds it. */
export interface ClockDomain {
  readonly domainId: number
  readonly serviceId: number
  readonly offsetUs: number | null
  readonly lowUs: number | null
  readonly highUs: number | null
  readonly verdict: ClockVerdict
  /** Number of span pairs that bound it. */
  readonly evidence: number
}

/** Evidence between two domains, aggregated: the tightest bounds of `to`'s clock against `from`'s. */
export interface ClockEdge {
  readonly fromDomain: number
  readonly toDomain: number
  readonly lowUs: number | null
  readonly highUs: number | null
  readonly evidence: number
  /** Spans that gave the tightest bound each (NONE where none). */
  readonly lowSpan: number
  readonly highSpan: number
}

export interface Clocks {
  readonly domains: readonly ClockDomain[]
  readonly edges: readonly ClockEdge[]
  /** Whether the default view is the corrected one: some domain is skewed with both bounds. */
  readonly correctable: boolean
}

/** A server's span may end this much after its client's: the end side of a pair is soft. */
export const SOFT_END_US = 5000

export const noClocks = (): Clocks => ({ domains: [], edges: [], correctable: false })

/** Whether a corrected view moves the domain: skewed, and bounded on both sides. */
export const isCorrectable = ({ verdict, lowUs, highUs }: ClockDomain): boolean =>
  verdict === 'skewed' && lowUs !== null && highUs !== null

/**
 * How far each clock domain is off the main root's, bounded by what must hold between spans of different domains.
 *
 *   client   ==========        server.end − client.end − 5 ms  ≤  offset  ≤  server.start − client.start
 *   server ======              −11 ms                            ≤  offset  ≤  −2 ms: its clock is behind
 *
 * The bounds of all pairs are difference constraints between domains, solved by shortest paths from the root's domain;
 * domains on a contradicting cycle are `inconsistent`, the cycle's evidence is set aside and the others are still solved.
 * O(spans + passes × edges), passes being about the longest chain of domains.
 */
export function computeClocks(trace: Trace): Clocks {
  if (trace.mainRoot === NONE) return noClocks()
  const evidence = collectEvidence(trace)
  const count = trace.domains.length
  const root = domainOf(trace, trace.mainRoot)
  const nodeOf = numberDomains(count, root, evidence)
  const soft = constraintsOf(evidence, nodeOf, SOFT_END_US)
  const { nodes: inconsistent, keep } = findContradictions(count, soft)
  const bounds = solveBounds(
    count,
    soft.filter((_, i) => keep[i]),
    nodeOf[root],
  )
  const hard = constraintsOf(evidence, nodeOf, 0).filter((_, i) => keep[i])
  const estimated = findContradictions(count, hard).nodes.size === 0 ? solveBounds(count, hard, nodeOf[root]) : bounds

  const pairs = new Uint32Array(count)
  for (const { fromDomain, toDomain, evidence: seen } of evidence) {
    pairs[fromDomain] += seen
    pairs[toDomain] += seen
  }
  const serviceOf = new Map<number, number>()
  for (const { domainId, serviceId } of trace.processes)
    if (!serviceOf.has(domainId)) serviceOf.set(domainId, serviceId)
  const domains = trace.domains.map((_, domainId): ClockDomain => ({
    domainId,
    serviceId: serviceOf.get(domainId) ?? 0,
    ...(domainId === root ? REFERENCE : judge(nodeOf[domainId], inconsistent, bounds, estimated)),
    evidence: pairs[domainId],
  }))
  return { domains, edges: evidence.map(toEdge), correctable: domains.some(isCorrectable) }
}

type Judgement = Pick<ClockDomain, 'offsetUs' | 'lowUs' | 'highUs' | 'verdict'>

const REFERENCE: Judgement = { offsetUs: 0, lowUs: 0, highUs: 0, verdict: 'reference' }

function judge(node: number, inconsistent: ReadonlySet<number>, bounds: Bounds, estimated: Bounds): Judgement {
  if (inconsistent.has(node)) return { offsetUs: null, lowUs: null, highUs: null, verdict: 'inconsistent' }
  const low = bounds.low[node]
  const high = bounds.high[node]
  const lowUs = Number.isFinite(low) ? low : null
  const highUs = Number.isFinite(high) ? high : null
  const zeroFits = low <= 0 && high >= 0
  if (lowUs === null || highUs === null) {
    const offsetUs = zeroFits ? null : (lowUs ?? highUs)
    return { offsetUs, lowUs, highUs, verdict: zeroFits ? 'unknown' : 'skewed' }
  }
  const offsetUs = Math.round((estimated.low[node] + estimated.high[node]) / 2) + 0
  return { offsetUs, lowUs, highUs, verdict: zeroFits ? 'trusted' : 'skewed' }
}

/** Domains by when the evidence first names them, so that the input's order of processes decides nothing. */
function numberDomains(count: number, root: number, evidence: readonly Evidence[]): Int32Array {
  const nodeOf = new Int32Array(count).fill(NONE)
  let nodes = 0
  const number = (domain: number) => {
    if (nodeOf[domain] === NONE) nodeOf[domain] = nodes++
  }
  number(root)
  for (const { fromDomain, toDomain } of evidence) {
    number(fromDomain)
    number(toDomain)
  }
  for (let domain = 0; domain < count; domain++) number(domain)
  return nodeOf
}

/** Both bounds of each edge, in the order of the evidence: upper, then lower where there is one. */
function constraintsOf(evidence: readonly Evidence[], nodeOf: Int32Array, softUs: number): Constraint[] {
  const constraints: Constraint[] = []
  for (const { fromDomain, toDomain, hardLowUs, highUs } of evidence) {
    const from = nodeOf[fromDomain]
    const to = nodeOf[toDomain]
    constraints.push({ from, to, atMost: highUs })
    if (hardLowUs > -Infinity) constraints.push({ from: to, to: from, atMost: softUs - hardLowUs })
  }
  return constraints
}

const toEdge = ({ fromDomain, toDomain, hardLowUs, highUs, evidence, lowSpan, highSpan }: Evidence): ClockEdge => ({
  fromDomain,
  toDomain,
  lowUs: hardLowUs === -Infinity ? null : hardLowUs - SOFT_END_US,
  highUs,
  evidence,
  lowSpan,
  highSpan,
})
