import type { Comparison } from '../analysis/diff.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { spanIdOf } from '../model/trace.ts'
import type { Attribute, SpanStore } from '../model/trace.ts'
import { compareText, describeSpan } from './buildReport.ts'
import type { ReportOptions } from './buildReport.ts'
import type { ComparisonReport } from './report.ts'

/** Attributes that differ between any two runs and mean nothing: who served it, on which thread. */
const PASSING = /^(?:thread\.(?:id|name)|net\.(?:sock\.)?peer\.port|client\.port|network\.peer\.port|internal\.span\.format|otel\.scope\.|(?:span|trace)[._]?id$|http\.request\.header\.traceparent)/

/** What differs between two traces, as the report has it. O(spans of both) plus the attributes of matched spans. */
export function buildComparison({ a, b, diff }: Comparison, stores: { readonly a: SpanStore; readonly b: SpanStore }, { reveal }: ReportOptions = { reveal: false }): ComparisonReport {
  const idsOfA = (spans: Int32Array) => Array.from(spans, (span) => spanIdOf(a.trace, span))
  const idsOfB = (spans: Int32Array) => Array.from(spans, (span) => spanIdOf(b.trace, span))
  const hide = (key: string, text: string | null) => (text === null || reveal ? text : redact(key, text))
  const { pairs } = diff
  const attributes: ComparisonReport['attributes'][number][] = []
  for (let i = 0; i < pairs.a.length; i++) {
    const [aSpan, bSpan] = [pairs.a[i], pairs.b[i]]
    const [aSpanID, bSpanID] = [spanIdOf(a.trace, aSpan), spanIdOf(b.trace, bSpan)]
    const before = [...stores.a.attributes(a.trace.record[aSpan]), ...a.trace.processes[a.trace.processId[aSpan]].attributes]
    const after = [...stores.b.attributes(b.trace.record[bSpan]), ...b.trace.processes[b.trace.processId[bSpan]].attributes]
    for (const { key, a: from, b: to } of compareAttributes(before, after)) {
      attributes.push({ aSpanID, bSpanID, key, a: hide(key, from), b: hide(key, to) })
    }
  }
  return {
    version: 1,
    a: { traceID: a.trace.traceId, durationUs: diff.aDurationUs },
    b: { traceID: b.trace.traceId, durationUs: diff.bDurationUs },
    deltaUs: diff.deltaUs,
    contributions: diff.contributions.map(({ service, operation, category, gapKind, status, aUs, bUs, deltaUs, aSpans, bSpans }) => ({
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
    })),
    matched: diff.matched,
    added: Array.from(diff.added, (span) => describeSpan(b.trace, span)),
    removed: Array.from(diff.removed, (span) => describeSpan(a.trace, span)),
    pairs: Array.from(pairs.a, (span, i) => ({ aSpanID: spanIdOf(a.trace, span), bSpanID: spanIdOf(b.trace, pairs.b[i]), deltaUs: pairs.deltaUs[i] })),
    attributes,
  }
}

export interface AttributeDifference {
  readonly key: string
  /** Null where the side does not have the key. */
  readonly a: string | null
  readonly b: string | null
}

/** Keys whose values differ, by key; values as text. A key that occurs twice counts with its first value. */
export function compareAttributes(a: readonly Attribute[], b: readonly Attribute[]): AttributeDifference[] {
  const [before, after] = [textByKey(a), textByKey(b)]
  const differences: AttributeDifference[] = []
  for (const [key, text] of before) if (after.get(key) !== text) differences.push({ key, a: text, b: after.get(key) ?? null })
  for (const [key, text] of after) if (!before.has(key)) differences.push({ key, a: null, b: text })
  return differences.sort((x, y) => compareText(x.key, y.key))
}

function textByKey(attributes: readonly Attribute[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { key, value } of attributes) if (!PASSING.test(key) && !texts.has(key)) texts.set(key, String(value))
  return texts
}
