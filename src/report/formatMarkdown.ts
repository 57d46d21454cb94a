import type { TraceAnalysis } from '../analysis/analyze.ts'
import type { Findings } from '../analysis/findings.ts'
import { formatDuration, formatShare, plural } from '../lib/format.ts'
import { spanIdOf, titleOf } from '../model/trace.ts'
import { buildReport } from './buildReport.ts'
import { formatMoment } from './findingTexts.ts'
import { escapeMarkdown as text, formatCode, formatTable } from './markdown.ts'
import { rankFindings } from './rankFindings.ts'
import type { FindingGroup } from './rankFindings.ts'
import type { Report } from './report.ts'
import { timeWords } from './timeWords.ts'

export interface MarkdownOptions {
  /** Entries per list; the rest is counted. */
  readonly top: number
  /** Show secrets instead of masking them. */
  readonly reveal?: boolean
}

/** The analysis of one trace for a postmortem: what a reader who has never seen the system needs first comes first. */
export function formatMarkdown(
  analysis: TraceAnalysis,
  findings: Findings,
  { top, reveal = false }: MarkdownOptions = { top: 20 },
): string {
  const report = buildReport(analysis, findings)
  const groups = rankFindings(analysis, findings, { hide: reveal ? (_, value) => value : undefined })
  return [
    `# ${text(report.rootName)}: ${formatDuration(report.durationUs)}`,
    formatSummary(report, analysis, groups),
    '## Where the time went',
    formatLedger(report, top),
    ...formatApart(report, analysis, top),
    ...groups.flatMap((group) => formatGroup(analysis, group, top)),
    '## Services',
    formatTable(
      [
        ['service', 'left'],
        ['spans', 'right'],
        ['errors', 'right'],
      ],
      report.services
        .slice(0, top)
        .map(({ name, spanCount, errorCount }) => [text(name), String(spanCount), String(errorCount)]),
    ),
    '',
  ].join('\n\n')
}

/** `2026-11-21 08:42:10.490 UTC`, or the bare number for a time beyond dates. */
function formatStart(us: string): string {
  const date = new Date(Number(us) / 1000)
  return Number.isNaN(date.getTime()) ? `${us} µs` : `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`
}

function formatSummary(report: Report, { clocks, minGapUs }: TraceAnalysis, groups: readonly FindingGroup[]): string {
  const main = report.ledgers[0]
  const sumOf = (category: string) =>
    (main?.entries ?? []).filter((entry) => entry.category === category).reduce((sum, { us }) => sum + us, 0)
  const [gapUs, networkUs] = [sumOf('gap'), sumOf('network')]
  const share = (us: number) => (report.durationUs === 0 ? '' : ` (${formatShare(us / report.durationUs)})`)
  const lines = [
    `Trace ${formatCode(report.traceID)}, started ${formatStart(report.startTimeUs)}: ${plural(report.spanCount, 'span')} of ${plural(report.services.length, 'service')}, ${report.depth} deep.`,
    `Of its ${formatDuration(report.durationUs)}, no span explains ${formatDuration(gapUs)}${share(gapUs)}; ${formatDuration(networkUs)}${share(networkUs)} went by between services. Gaps count from ${formatDuration(minGapUs)} on.`,
  ]
  const skewed = clocks.domains.filter(({ verdict }) => verdict === 'skewed').length
  const inconsistent = clocks.domains.filter(({ verdict }) => verdict === 'inconsistent').length
  if (report.clocksView === 'corrected')
    lines.push(`Times are corrected for ${plural(skewed, 'skewed clock')}; as recorded they contradict each other.`)
  else if (skewed + inconsistent > 0)
    lines.push(`Times are as recorded, and ${plural(skewed + inconsistent, 'clock')} cannot be trusted.`)
  if (report.extentUs > report.durationUs)
    lines.push(`From its first start to its last end the trace spans ${formatDuration(report.extentUs)}.`)
  const counts = groups.map(({ title, items }) => `${title.toLowerCase()}: ${items.length}`)
  lines.push(counts.length === 0 ? 'Nothing was found to be wrong.' : `Found: ${counts.join(' · ')}.`)
  return lines.join('\n')
}

function formatLedger({ ledgers, durationUs }: Report, top: number): string {
  const main = ledgers[0]
  if (!main || main.entries.length === 0) return 'Nothing: the trace has no duration.'
  const shown = main.entries.slice(0, top)
  const rest = main.entries.slice(top)
  const table = formatTable(
    [
      ['share', 'right'],
      ['time', 'right'],
      ['what', 'left'],
      ['service', 'left'],
      ['operation', 'left'],
    ],
    shown.map((entry) => [
      formatShare(entry.share),
      formatDuration(entry.us),
      timeWords(entry.category, entry.kind),
      text(entry.service),
      text(entry.operation),
    ]),
  )
  const restUs = rest.reduce((sum, { us }) => sum + us, 0)
  const note =
    rest.length === 0
      ? ''
      : `\n\n${plural(rest.length, 'smaller entry', 'smaller entries')}: ${formatDuration(restUs)} together.`
  return `${table}${note}\n\nThis is the critical path: every microsecond of the ${formatDuration(durationUs)} is in one line.`
}

/** Asynchronous work, other roots and orphans: time beside the main root's. */
function formatApart({ ledgers }: Report, { trace, ledgers: columns }: TraceAnalysis, top: number): string[] {
  const apart = ledgers.slice(1)
  if (apart.length === 0) return []
  const table = formatTable(
    [
      ['kind', 'left'],
      ['what', 'left'],
      ['starts', 'right'],
      ['takes', 'right'],
      ['waited in queue', 'right'],
    ],
    apart
      .slice(0, top)
      .map(({ kind, startUs, durationUs, queueUs }, i) => [
        kind,
        text(titleOf(trace, columns[i + 1].root)),
        formatMoment(startUs),
        formatDuration(durationUs),
        kind === 'async' ? formatDuration(queueUs) : '–',
      ]),
  )
  const more = apart.length > top ? `\n\n${apart.length - top} more.` : ''
  return ['## Beside it', `${table}${more}`]
}

function formatGroup({ trace }: TraceAnalysis, { title, items }: FindingGroup, top: number): string[] {
  const list = items.slice(0, top).map((item, i) => {
    const cost =
      item.costUs === null
        ? ''
        : ` · ${formatDuration(item.costUs)}${item.share === null ? '' : `, ${formatShare(item.share)}`}`
    const where = item.span < 0 ? '' : ` · span ${formatCode(spanIdOf(trace, item.span))}`
    return `${i + 1}. **${text(item.title)}**${cost}${where}\n   ${text(item.meaning)} ${text(item.check)}`
  })
  const more = items.length > top ? [`${items.length - top} more.`] : []
  return [`## ${title}`, list.join('\n'), ...more]
}
