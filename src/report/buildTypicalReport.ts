import type { ClocksView, TraceAnalysis } from '../analysis/analyze.ts'
import type { Typical } from '../analysis/typical.ts'
import { durationOf, NONE, spanIdOf, titleOf } from '../model/trace.ts'
import { describeSpan } from './buildReport.ts'
import type { ReportSpan } from './report.ts'

/** From the 5th to the 95th percentile of the other traces, µs. */
export interface UsualRange {
  readonly p5Us: number
  readonly p50Us: number
  readonly p95Us: number
}

/** One trace against many as data: `typical` of `docs/report.schema.json`. */
export interface TypicalReport {
  readonly version: 1
  readonly traceID: string
  readonly clocksView: ClocksView
  /** Unix µs of the main root's start, decimal. */
  readonly startTimeUs: string
  readonly durationUs: number
  readonly rootName: string
  /** Null for a trace without a root. */
  readonly rootSpanID: string | null
  /** The traces compared with, and whether they are enough to call anything unusual. */
  readonly against: { readonly traces: number; readonly enough: boolean; readonly traceIDs: readonly string[] }
  /** In the trace's order. */
  readonly spans: readonly TypicalSpan[]
  /** The costliest first. */
  readonly missing: readonly {
    readonly service: string
    readonly operation: string
    /** The span under which it usually is; null for a root. */
    readonly parentSpanID: string | null
    readonly parentName: string | null
    readonly count: number
    readonly traces: number
    readonly durationP50Us: number
  }[]
}

export interface TypicalSpan extends ReportSpan {
  readonly verdict: 'slower' | 'faster' | 'extra' | null
  /** Traces that have it. */
  readonly traces: number
  readonly durationUs: number
  readonly usualDuration: UsualRange | null
  readonly selfUs: number
  readonly usualSelf: UsualRange | null
}

/** O(spans). */
export function buildTypicalReport(
  { trace, selfUs, clocksView }: TraceAnalysis,
  typical: Typical,
  traceIDs: readonly string[],
): TypicalReport {
  const root = trace.mainRoot
  const usual = (p5: Float64Array, p50: Float64Array, p95: Float64Array, span: number): UsualRange | null =>
    typical.samples[span] === 0 ? null : { p5Us: p5[span], p50Us: p50[span], p95Us: p95[span] }
  const { durationP5Us, durationP50Us, durationP95Us, selfP5Us, selfP50Us, selfP95Us } = typical
  return {
    version: 1,
    traceID: trace.traceId,
    clocksView,
    startTimeUs: String(trace.epochUs),
    durationUs: root === NONE ? 0 : durationOf(trace, root),
    rootName: root === NONE ? '' : titleOf(trace, root),
    rootSpanID: root === NONE ? null : spanIdOf(trace, root),
    against: { traces: typical.traces, enough: typical.enough, traceIDs },
    spans: Array.from({ length: trace.length }, (_, span) => ({
      ...describeSpan(trace, span),
      verdict: verdictOf(typical, span),
      traces: typical.samples[span],
      durationUs: durationOf(trace, span),
      usualDuration: usual(durationP5Us, durationP50Us, durationP95Us, span),
      selfUs: selfUs[span],
      usualSelf: usual(selfP5Us, selfP50Us, selfP95Us, span),
    })),
    missing: typical.missing.map(({ service, operation, parent, count, traces, durationP50Us: us }) => ({
      service,
      operation,
      parentSpanID: parent === NONE ? null : spanIdOf(trace, parent),
      parentName: parent === NONE ? null : titleOf(trace, parent),
      count,
      traces,
      durationP50Us: us,
    })),
  }
}

/** What is unusual about a span; null when nothing is, or too little is known to say so. */
function verdictOf({ extra, slow, fast }: Typical, span: number): TypicalSpan['verdict'] {
  if (extra[span] === 1) return 'extra'
  if (slow[span] === 1) return 'slower'
  return fast[span] === 1 ? 'faster' : null
}
