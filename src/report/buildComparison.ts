import type { Comparison } from '../analysis/diff.ts'
import { diffAttributes } from '../analysis/diffAttributes.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { spanIdOf } from '../model/trace.ts'
import type { SpanStore } from '../model/trace.ts'
import { describeSpan } from './buildReport.ts'
import type { ReportOptions } from './buildReport.ts'
import type { ComparisonReport } from './report.ts'

/** What differs between two traces, as the report has it. O(spans of both) plus the attributes of matched spans. */
export function buildComparison(
  { a, b, diff }: Comparison,
  stores: { readonly a: SpanStore; readonly b: SpanStore },
  { reveal }: ReportOptions = { reveal: false },
): ComparisonReport {
  const idsOfA = (spans: Int32Array) => Array.from(spans, (span) => spanIdOf(a.trace, span))
  const idsOfB = (spans: Int32Array) => Array.from(spans, (span) => spanIdOf(b.trace, span))
  const hide = (key: string, text: string | null) => (text === null || reveal ? text : redact(key, text))
  const { pairs } = diff
  const attributes = diffAttributes(
    { trace: a.trace, store: stores.a },
    { trace: b.trace, store: stores.b },
    diff,
  ).flatMap(({ key, a: from, b: to, aSpans, bSpans }) =>
    Array.from(aSpans, (span, i) => ({
      aSpanID: spanIdOf(a.trace, span),
      bSpanID: spanIdOf(b.trace, bSpans[i]),
      key,
      a: hide(key, from),
      b: hide(key, to),
    })),
  )
  return {
    version: 1,
    a: { traceID: a.trace.traceId, durationUs: diff.aDurationUs },
    b: { traceID: b.trace.traceId, durationUs: diff.bDurationUs },
    deltaUs: diff.deltaUs,
    contributions: diff.contributions.map(
      ({ service, operation, category, gapKind, status, aUs, bUs, deltaUs, aSpans, bSpans }) => ({
        service,
        operation,
        category,
        kind: gapKind,
        status,
        aUs,
        bUs,
        deltaUs,
        aSpanIDs: idsOfA(aSpans),
        bSpanIDs: idsOfB(bSpans),
      }),
    ),
    matched: diff.matched,
    added: Array.from(diff.added, (span) => describeSpan(b.trace, span)),
    removed: Array.from(diff.removed, (span) => describeSpan(a.trace, span)),
    pairs: Array.from(pairs.a, (span, i) => ({
      aSpanID: spanIdOf(a.trace, span),
      bSpanID: spanIdOf(b.trace, pairs.b[i]),
      deltaUs: pairs.deltaUs[i],
    })),
    attributes,
  }
}
