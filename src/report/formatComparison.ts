import { formatDelta, formatDuration, plural } from '../lib/format.ts'
import { escapeMarkdown as text, formatCode, formatTable } from './markdown.ts'
import type { ComparisonReport, ReportSpan } from './report.ts'
import { timeWords } from './timeWords.ts'

export interface ComparisonFormat {
  /** So many lines of each table. */
  readonly top: number
  /** What differs and why, in words. */
  readonly sentence?: string
}

/** A comparison for a postmortem: what B's time differs from A's by, the greatest difference first. */
export function formatComparison(
  { a, b, deltaUs, contributions, matched, added, removed, attributes }: ComparisonReport,
  { top, sentence }: ComparisonFormat = { top: 20 },
): string {
  const sections = [
    `# ${formatDelta(deltaUs)}: ${formatDuration(a.durationUs)} → ${formatDuration(b.durationUs)}`,
    ...(sentence === undefined ? [] : [text(sentence)]),
    `A is trace ${formatCode(a.traceID)}, B is trace ${formatCode(b.traceID)}. ${plural(matched, 'span')} in both, ${added.length} only in B, ${removed.length} only in A.`,
    '## What made the difference',
    formatContributions(contributions, deltaUs, top),
  ]
  if (added.length > 0) sections.push('## Only in B', formatSpans(added, top))
  if (removed.length > 0) sections.push('## Only in A', formatSpans(removed, top))
  if (attributes.length > 0) sections.push('## Attributes that differ', formatAttributes(attributes, top))
  return [...sections, ''].join('\n\n')
}

function formatContributions(contributions: ComparisonReport['contributions'], deltaUs: number, top: number): string {
  if (contributions.length === 0) return 'Nothing: both take the same time, in the same places.'
  const rest = contributions.slice(top)
  const restUs = rest.reduce((sum, contribution) => sum + contribution.deltaUs, 0)
  const table = formatTable(
    [
      ['difference', 'right'],
      ['A', 'right'],
      ['B', 'right'],
      ['what', 'left'],
      ['service', 'left'],
      ['operation', 'left'],
      ['', 'left'],
    ],
    contributions
      .slice(0, top)
      .map(({ deltaUs: us, aUs, bUs, category, kind, service, operation, status, aSpanIDs, bSpanIDs }) => [
        formatDelta(us),
        status === 'added' ? '–' : formatDuration(aUs),
        status === 'removed' ? '–' : formatDuration(bUs),
        timeWords(category, kind),
        text(service),
        `${text(operation)}${times(Math.max(aSpanIDs.length, bSpanIDs.length))}`,
        status === 'matched' ? '' : status === 'added' ? 'only in B' : 'only in A',
      ]),
  )
  const more =
    rest.length === 0 ? '' : `\n\n${plural(rest.length, 'smaller difference')}: ${formatDelta(restUs)} together.`
  return `${table}${more}\n\nAll of them sum to ${formatDelta(deltaUs)}, exactly.`
}

const times = (count: number) => (count > 1 ? ` ×${count}` : '')

/** By service and operation, the most frequent first. */
function formatSpans(spans: readonly ReportSpan[], top: number): string {
  const counts = new Map<string, number>()
  for (const { service, operation } of spans)
    counts.set(`${service}: ${operation}`, (counts.get(`${service}: ${operation}`) ?? 0) + 1)
  const sorted = [...counts].sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1))
  const lines = sorted.slice(0, top).map(([name, count]) => `- ${text(name)}${times(count)}`)
  return [...lines, ...(sorted.length > top ? [`- ${sorted.length - top} more`] : [])].join('\n')
}

/** One line for each change, with how many spans it is on. */
function formatAttributes(attributes: ComparisonReport['attributes'], top: number): string {
  const counts = new Map<string, { key: string; a: string | null; b: string | null; count: number }>()
  for (const { key, a, b } of attributes) {
    const change = JSON.stringify([key, a, b])
    const known = counts.get(change)
    if (known) known.count++
    else counts.set(change, { key, a, b, count: 1 })
  }
  const sorted = [...counts.values()].sort((x, y) => y.count - x.count)
  const cell = (value: string | null) =>
    value === null ? '–' : formatCode(value.length > 80 ? `${value.slice(0, 80)}…` : value).replaceAll('|', '\\|')
  const table = formatTable(
    [
      ['spans', 'right'],
      ['attribute', 'left'],
      ['A', 'left'],
      ['B', 'left'],
    ],
    sorted.slice(0, top).map(({ key, a, b, count }) => [String(count), text(key), cell(a), cell(b)]),
  )
  return sorted.length > top ? `${table}\n\n${sorted.length - top} more.` : table
}
