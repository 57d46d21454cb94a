import { compareTraces, type TraceDiff } from '../analysis/diff.ts'
import { diffAttributes, type AttributeChange } from '../analysis/diffAttributes.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import type { TraceAnalysis, ViewOptions } from '../analysis/analyze.ts'
import { mergeTrees, type MergedTree } from '../layout/mergedTree.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { buildComparison } from '../report/buildComparison.ts'
import { formatComparison } from '../report/formatComparison.ts'

/** Two traces compared, as the page gets them. Spans are indices into `a.trace` and `b.trace`, rows into `tree`. */
export interface ComparisonView {
  readonly keyA: string
  readonly keyB: string
  readonly a: TraceAnalysis
  readonly b: TraceAnalysis
  readonly diff: TraceDiff
  readonly tree: MergedTree
  /** The first changes of attributes, redacted, and how many there are in all. */
  readonly attributes: readonly AttributeChange[]
  readonly attributeCount: number
}

const MOST_ATTRIBUTES = 300

/** Compares two loaded traces. Throws only on a bug. */
export function buildComparisonView(
  a: { readonly key: string; readonly loaded: LoadedTrace },
  b: { readonly key: string; readonly loaded: LoadedTrace },
  options: ViewOptions,
): ComparisonView {
  const comparison = compareTraces(a.loaded, b.loaded, options)
  const { diff } = comparison
  const viewed = (side: TraceAnalysis, loaded: LoadedTrace): LoadedTrace => ({ trace: side.trace, store: loaded.store })
  const changes = diffAttributes(viewed(comparison.a, a.loaded), viewed(comparison.b, b.loaded), diff)
  const hide = (key: string, text: string | null) => (text === null ? null : redact(key, text))
  return {
    keyA: a.key,
    keyB: b.key,
    ...comparison,
    tree: mergeTrees(comparison.a.trace, comparison.b.trace, diff, comparison.a.minGapUs),
    attributes: changes
      .slice(0, MOST_ATTRIBUTES)
      .map((change) => ({ ...change, a: hide(change.key, change.a), b: hide(change.key, change.b) })),
    attributeCount: changes.length,
  }
}

/** The comparison as Markdown for a postmortem, or as JSON for machines. */
export function formatComparisonText(
  a: LoadedTrace,
  b: LoadedTrace,
  options: ViewOptions,
  format: 'markdown' | 'json',
): string {
  const report = buildComparison(compareTraces(a, b, options), { a: a.store, b: b.store })
  return format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : formatComparison(report)
}
