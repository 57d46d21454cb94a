import type { UnusualOperation } from '../analysis/rankUnusual.ts'
import { formatDelta, formatDuration, plural } from '../lib/format.ts'
import type { TypicalReport, TypicalSpan, UsualRange } from './buildTypicalReport.ts'
import { escapeMarkdown as text, formatCode, formatTable } from './markdown.ts'

const MOST_LINES = 20

/** One trace against many, for a postmortem: where the time beyond the usual was spent, what is unusual, what is missing. `sentence`: all of it in one. */
export function formatTypicalReport(
  { traceID, durationUs, rootName, rootSpanID, against, spans, missing }: TypicalReport,
  sentence: string,
  ranked: readonly UnusualOperation[],
): string {
  const { enough, traces } = against
  const odd = enough ? spans.filter(({ verdict }) => verdict !== null) : spans.filter((span) => beyondUs(span) > 0)
  const sorted = odd.toSorted((x, y) => beyondUs(y) - beyondUs(x))
  const rootUsual = spans.find(({ spanID }) => spanID === rootSpanID)?.usualDuration
  const sections = [
    `# ${text(rootName)}: ${formatDuration(durationUs)}${rootUsual ? `, ${enough ? 'usually' : 'others'} ${rangeOf(rootUsual)}` : ''}`,
    text(sentence),
    `Trace ${formatCode(traceID)}, ${plural(spans.length, 'span')}, against ${plural(traces, 'other trace')} of its kind.${enough ? ' Usual is from the 5th to the 95th of 100.' : ''}`,
  ]
  if (ranked.length > 0) {
    const lines = ranked.slice(0, MOST_LINES).map(({ service, operation, spans: of, beyondUs: us }) => {
      const times = of.length > 1 ? ` ×${of.length}` : ''
      return `- ${formatDelta(us)} in ${text(service)}: ${text(operation)}${times}`
    })
    sections.push('## Own time beyond the usual', lines.join('\n'))
  }
  if (sorted.length > 0) {
    sections.push(
      enough ? '## Unusual' : '## Longest beyond the median of the others',
      formatSpans(sorted, enough, traces),
    )
    if (sorted.length > MOST_LINES) sections.push(`${plural(sorted.length - MOST_LINES, 'more span')}.`)
  }
  if (missing.length > 0) {
    const lines = missing.map(({ service, operation, parentName, count, traces: having, durationP50Us }) => {
      const where = parentName === null ? 'as a root' : `under ${text(parentName)}`
      const times = count > 1 ? ` ×${count}` : ''
      return `- ${text(service)}: ${text(operation)}${times}, ${where}: ${formatDuration(durationP50Us)}, in ${having} of ${traces}`
    })
    sections.push('## Usually there, missing here', lines.join('\n'))
  }
  return `${sections.join('\n\n')}\n`
}

/** How far a span is outside its usual range, or beyond the median of the others where no range is claimed, µs. */
function beyondUs({ verdict, durationUs, usualDuration, selfUs, usualSelf }: TypicalSpan): number {
  if (!usualDuration || !usualSelf || verdict === 'extra') return durationUs
  if (verdict === 'slower') return Math.max(durationUs - usualDuration.p95Us, selfUs - usualSelf.p95Us)
  if (verdict === 'faster') return usualDuration.p5Us - durationUs
  return durationUs - usualDuration.p50Us
}

function rangeOf(usual: UsualRange | null): string {
  if (usual === null) return '–'
  const [from, to] = [formatDuration(usual.p5Us), formatDuration(usual.p95Us)]
  return from === to ? from : `${from} – ${to}`
}

function formatSpans(spans: readonly TypicalSpan[], enough: boolean, traces: number): string {
  const usual = enough ? 'usual' : 'others'
  return formatTable(
    [
      ['what', 'left'],
      ['service', 'left'],
      ['operation', 'left'],
      ['duration', 'right'],
      [usual, 'right'],
      ['own time', 'right'],
      [usual, 'right'],
      ['in traces', 'right'],
    ],
    spans
      .slice(0, MOST_LINES)
      .map(({ verdict, service, operation, durationUs, usualDuration, selfUs, usualSelf, traces: having }) => [
        verdict ?? '',
        text(service),
        text(operation),
        formatDuration(durationUs),
        rangeOf(usualDuration),
        formatDuration(selfUs),
        rangeOf(usualSelf),
        `${having} of ${traces}`,
      ]),
  )
}
