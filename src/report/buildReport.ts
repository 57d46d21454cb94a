import type { TraceAnalysis } from '../analysis/analyze.ts'
import type { Findings } from '../analysis/findings.ts'
import { gapAt, GAP_KINDS } from '../analysis/gaps.ts'
import { CATEGORIES, NO_GAP_KIND } from '../analysis/ledger.ts'
import type { Ledger } from '../analysis/ledger.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { compareText } from '../lib/compareText.ts'
import { durationOf, FLAG, NONE, spanIdOf, titleOf } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { notableGaps } from './notableGaps.ts'
import type { Report, ReportEntry, ReportGap, ReportLedger, ReportSpan } from './report.ts'

export interface ReportOptions {
  /** Show secrets instead of masking them. */
  readonly reveal: boolean
}

/** One view's analysis and findings as the report that people paste and machines read. O(spans + gaps + segments). */
export function buildReport(
  analysis: TraceAnalysis,
  findings: Findings,
  { reveal }: ReportOptions = { reveal: false },
): Report {
  const { trace } = analysis
  const hide = (key: string, text: string | null) => (text === null || reveal ? text : redact(key, text))
  const idOf = (span: number) => spanIdOf(trace, span)
  const idOrNull = (span: number) => (span === NONE ? null : idOf(span))
  const root = trace.mainRoot
  return {
    version: 1,
    traceID: trace.traceId,
    clocksView: analysis.clocksView,
    startTimeUs: String(trace.epochUs),
    durationUs: root === NONE ? 0 : durationOf(trace, root),
    extentUs: extentOf(trace),
    rootName: root === NONE ? '' : titleOf(trace, root),
    spanCount: trace.length,
    depth: trace.depth.reduce((deepest, depth) => Math.max(deepest, depth + 1), 0),
    services: countServices(trace),
    ledgers: analysis.ledgers.map((ledger) => describeLedger(trace, ledger)),
    gaps: listGaps(analysis),
    clocks: analysis.clocks.domains.map(({ domainId, serviceId, offsetUs, lowUs, highUs, verdict, evidence }) => ({
      service: trace.services[serviceId],
      domain: trace.domains[domainId],
      offsetUs,
      lowUs,
      highUs,
      verdict,
      evidence,
    })),
    missingParents: findings.missingParents.map(({ parentSpanId, children, suspectedService, startUs, endUs }) => ({
      parentSpanID: parentSpanId,
      childSpanIDs: children.map(idOf),
      suspectedService,
      startUs,
      endUs,
    })),
    lostContext: findings.lostContext.map(({ span, peer }) => ({ ...describeSpan(trace, span), peer })),
    repeats: findings.repeats.map(({ parent, serviceId, nameId, spans, totalUs, sequential }) => ({
      parentSpanID: idOf(parent),
      service: trace.services[serviceId],
      operation: trace.names[nameId],
      count: spans.length,
      totalUs,
      sequential,
    })),
    errors: findings.errors.map(({ span, rootCause, message }) => ({
      ...describeSpan(trace, span),
      rootCause,
      message: hide('message', message),
    })),
    sensitive: findings.sensitive.map(({ span, serviceId, where, key, reason }) => ({
      spanID: idOrNull(span),
      service: trace.services[serviceId],
      where,
      key,
      reason,
    })),
    anomalies: findings.anomalies.map(({ type, span, message }) => ({
      type,
      spanID: idOrNull(span),
      message: hide('message', message) ?? '',
    })),
  }
}

export const describeSpan = (trace: Trace, span: number): ReportSpan => ({
  spanID: spanIdOf(trace, span),
  service: trace.services[trace.serviceId[span]],
  operation: trace.names[trace.nameId[span]],
})

/** First start to last end. */
export function extentOf({ length, startUs, endUs }: Trace): number {
  if (length === 0) return 0
  let first = Infinity
  let last = -Infinity
  for (let span = 0; span < length; span++) {
    first = Math.min(first, startUs[span])
    last = Math.max(last, endUs[span])
  }
  return last - first
}

function countServices(trace: Trace): Report['services'] {
  const spanCount = new Uint32Array(trace.services.length)
  const errorCount = new Uint32Array(trace.services.length)
  for (let span = 0; span < trace.length; span++) {
    spanCount[trace.serviceId[span]]++
    if ((trace.flags[span] & FLAG.error) !== 0) errorCount[trace.serviceId[span]]++
  }
  return trace.services
    .map((name, service) => ({ name, spanCount: spanCount[service], errorCount: errorCount[service] }))
    .filter((service) => service.spanCount > 0)
    .sort((a, b) => b.spanCount - a.spanCount || (a.name < b.name ? -1 : 1))
}

function describeLedger(trace: Trace, { root, kind, queueUs, segments }: Ledger): ReportLedger {
  const durationUs = durationOf(trace, root)
  const gapKindOf = (i: number) => (segments.gapKind[i] === NO_GAP_KIND ? null : GAP_KINDS[segments.gapKind[i]])
  const sums = new Map<number, Omit<ReportEntry, 'share'> & { us: number }>()
  const pieces: ReportLedger['segments'][number][] = []
  for (let i = 0; i < segments.length; i++) {
    const span = segments.span[i]
    const [startUs, endUs] = [segments.startUs[i], segments.endUs[i]]
    const category = CATEGORIES[segments.category[i]]
    pieces.push({ spanID: spanIdOf(trace, span), category, kind: gapKindOf(i), startUs, endUs })
    const key =
      ((trace.serviceId[span] * trace.names.length + trace.nameId[span]) * 4 + segments.category[i]) * 256 +
      segments.gapKind[i]
    let sum = sums.get(key)
    if (!sum) {
      const { service, operation } = describeSpan(trace, span)
      sums.set(key, (sum = { category, service, operation, kind: gapKindOf(i), us: 0 }))
    }
    sum.us += endUs - startUs
  }
  const entries = [...sums.values()]
    .sort(
      (a, b) =>
        b.us - a.us ||
        compareText(a.service, b.service) ||
        compareText(a.operation, b.operation) ||
        compareText(a.category, b.category) ||
        compareText(a.kind ?? '', b.kind ?? ''),
    )
    .map((entry) => ({ ...entry, share: durationUs === 0 ? 0 : entry.us / durationUs }))
  return {
    kind,
    spanID: spanIdOf(trace, root),
    startUs: trace.startUs[root],
    durationUs,
    queueUs,
    entries,
    segments: pieces,
  }
}

function listGaps(analysis: TraceAnalysis): ReportGap[] {
  const { trace, gaps } = analysis
  const critical = findCriticalGaps(analysis)
  const idOrNull = (span: number) => (span === NONE ? null : spanIdOf(trace, span))
  return notableGaps(analysis).map((gap) => ({
    ...describeSpan(trace, gaps.owner[gap]),
    kind: GAP_KINDS[gaps.kind[gap]],
    afterSpanID: idOrNull(gaps.after[gap]),
    beforeSpanID: idOrNull(gaps.before[gap]),
    startUs: gaps.startUs[gap],
    endUs: gaps.endUs[gap],
    critical: critical[gap] === 1,
  }))
}

/** Per gap: 1 when some of it is on the critical path of the main root. An own piece of a span lies in one gap. O(n log n). */
export function findCriticalGaps({
  trace,
  gaps,
  ledgers,
}: Pick<TraceAnalysis, 'trace' | 'gaps' | 'ledgers'>): Uint8Array {
  const critical = new Uint8Array(gaps.length)
  const main = ledgers.find(({ root }) => root === trace.mainRoot)
  for (let i = 0; main && i < main.segments.length; i++) {
    const gap = gapAt(gaps, main.segments.span[i], main.segments.startUs[i])
    if (gap !== NONE) critical[gap] = 1
  }
  return critical
}
