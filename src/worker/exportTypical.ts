import { analyze, type ViewOptions } from '../analysis/analyze.ts'
import { rankUnusual } from '../analysis/rankUnusual.ts'
import { buildTypicalReport } from '../report/buildTypicalReport.ts'
import { formatTypicalReport } from '../report/formatTypicalReport.ts'
import { formatTypicalSentence } from '../report/typicalSentence.ts'
import { buildTypical } from './compare.ts'
import type { CachedTrace } from './traceCache.ts'

/** One trace against others as Markdown for a postmortem, or as JSON for machines (`typical` of docs/report.schema.json). */
export function exportTypical(
  subject: Pick<CachedTrace, 'loaded'>,
  others: readonly Pick<CachedTrace, 'loaded'>[],
  options: ViewOptions,
  format: 'markdown' | 'json',
): string {
  const analysis = analyze(subject.loaded, options)
  const typical = buildTypical(
    analysis,
    others.map(({ loaded }) => loaded),
    options,
  )
  const ids = others.map(({ loaded }) => loaded.trace.traceId).filter((id) => id !== subject.loaded.trace.traceId)
  const report = buildTypicalReport(analysis, typical, ids)
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  return formatTypicalReport(report, formatTypicalSentence(typical), rankUnusual(analysis, typical))
}
