import { compareTraces, type Comparison, type TraceDiff } from '../analysis/diff.ts'
import { diffAttributesInSteps, type AttributeChange } from '../analysis/diffAttributes.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { analyze, type TraceAnalysis, type ViewOptions } from '../analysis/analyze.ts'
import { mergeTrees, type MergedTree } from '../layout/mergedTree.ts'
import { computeTypical, type Typical } from '../analysis/typical.ts'
import { nextTask } from '../lib/nextTask.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { buildComparison } from '../report/buildComparison.ts'
import { formatComparisonSentence, tellDifference, type DiffStory } from '../report/comparisonSentence.ts'
import { formatComparison } from '../report/formatComparison.ts'

/** Two traces compared, as the page gets them. Spans are indices into `a.trace` and `b.trace`, rows into `tree`. */
export interface ComparisonView {
  readonly keyA: string
  readonly keyB: string
  readonly a: TraceAnalysis
  readonly b: TraceAnalysis
  readonly diff: TraceDiff
  readonly tree: MergedTree
  /** What differs and why: what the page makes a sentence of, with its numbers as the reader's locale has them. */
  readonly story: DiffStory
}

/** What matched spans say differently. */
export interface AttributeChanges {
  /** The first of them, redacted. */
  readonly shown: readonly AttributeChange[]
  readonly count: number
}

const MOST_ATTRIBUTES = 300

/** What a comparison is made of: two traces of the cache. */
export interface ComparedTrace {
  readonly key: string
  readonly loaded: LoadedTrace
}

/** The latest comparison: its attributes and its exports are asked for after it. */
let latest: { readonly name: string; readonly comparison: Comparison } | null = null

function compare(a: ComparedTrace, b: ComparedTrace, options: ViewOptions): Comparison {
  const name = `${a.key} ${b.key} ${options.clocks} ${options.minGapUs}`
  if (latest?.name !== name) latest = { name, comparison: compareTraces(a.loaded, b.loaded, options) }
  return latest.comparison
}

/** Compares two loaded traces. Throws only on a bug. */
export function buildComparisonView(a: ComparedTrace, b: ComparedTrace, options: ViewOptions): ComparisonView {
  const comparison = compare(a, b, options)
  return {
    keyA: a.key,
    keyB: b.key,
    ...comparison,
    tree: mergeTrees(comparison.a.trace, comparison.b.trace, comparison.diff, comparison.a.minGapUs),
    story: tellDifference(comparison),
  }
}

/** How long the worker reads tags before it looks for other questions. */
const SLICE_MS = 25

/**
 * Reads the tags of every matched pair, which takes longer than the comparison itself: asked for once that is drawn. Meanwhile the worker
 * answers what else is asked: the details of a pair do not wait for it.
 */
export async function listAttributeChanges(
  a: ComparedTrace,
  b: ComparedTrace,
  options: ViewOptions,
): Promise<AttributeChanges> {
  const comparison = compare(a, b, options)
  const viewed = (side: TraceAnalysis, { store }: LoadedTrace): LoadedTrace => ({ trace: side.trace, store })
  const steps = diffAttributesInSteps(viewed(comparison.a, a.loaded), viewed(comparison.b, b.loaded), comparison.diff)
  let sliceFrom = performance.now()
  let step = steps.next()
  for (; !step.done; step = steps.next()) {
    if (performance.now() - sliceFrom < SLICE_MS) continue
    await nextTask()
    sliceFrom = performance.now()
  }
  const changes = step.value
  const hide = (key: string, text: string | null) => (text === null ? null : redact(key, text))
  const shown = changes
    .slice(0, MOST_ATTRIBUTES)
    .map((change) => ({ ...change, a: hide(change.key, change.a), b: hide(change.key, change.b) }))
  return { shown, count: changes.length }
}

/** The comparison as Markdown for a postmortem, or as JSON for machines. */
export function formatComparisonText(
  a: ComparedTrace,
  b: ComparedTrace,
  options: ViewOptions,
  format: 'markdown' | 'json',
): string {
  const comparison = compare(a, b, options)
  const report = buildComparison(comparison, { a: a.loaded.store, b: b.loaded.store })
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  return formatComparison(report, { top: 20, sentence: formatComparisonSentence(comparison) })
}

/** One trace against what is usual in others; a trace of the same id is not another. */
export function buildTypical(subject: TraceAnalysis, others: Iterable<LoadedTrace>, options: ViewOptions): Typical {
  const analyses: TraceAnalysis[] = []
  for (const other of others) {
    if (other.trace.traceId !== subject.trace.traceId) analyses.push(analyze(other, options))
  }
  return computeTypical(subject, analyses)
}
