import { analyze } from '../analysis/analyze.ts'
import { computeFindings } from '../analysis/computeFindings.ts'
import { compareTraces } from '../analysis/diff.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { buildComparison } from '../report/buildComparison.ts'
import { buildReport } from '../report/buildReport.ts'
import { formatComparisonSentence } from '../report/comparisonSentence.ts'
import { formatComparison } from '../report/formatComparison.ts'
import { formatMarkdown } from '../report/formatMarkdown.ts'
import { readArguments, USAGE } from './explain/readArguments.ts'
import type { ExplainArguments } from './explain/readArguments.ts'
import { readSource } from './explain/readSource.ts'

/** What the command prints, and its exit code: 0, or 2 for bad usage and unreadable input (then standard output is empty). */
export interface Outcome {
  readonly code: 0 | 2
  readonly output: string
  readonly errors: string
}

/** The command `explain`. */
export async function explainMain(args: readonly string[]): Promise<number> {
  const { code, output, errors } = await explain(args)
  process.stdout.on('error', () => {}) // a closed pipe (| head) is no failure of ours
  if (errors !== '') process.stderr.write(errors)
  if (output !== '') process.stdout.write(output)
  return code
}

const giveUp = (message: string): Outcome => ({
  code: 2,
  output: '',
  errors: `explain: ${message.replace(/\s+/g, ' ').trim()}\n`,
})

export async function explain(args: readonly string[]): Promise<Outcome> {
  const read = readArguments(args)
  if (read.ok === 'help') return { code: 0, output: USAGE, errors: '' }
  if (!read.ok) return giveUp(read.message)
  const options = read.value
  const sides: LoadedTrace[] = []
  let all: readonly LoadedTrace[] = []
  let errors = ''
  for (const [i, source] of options.sources.entries()) {
    const name = source === '-' ? 'standard input' : withoutPassword(source)
    const found = await readSource(source)
    if (!found.ok) return giveUp(`${name}: ${found.message}`)
    for (const notice of found.notices) errors += `explain: ${name}: note: ${notice.replace(/\s+/g, ' ')}\n`
    all = found.traces
    if (options.all) break
    const isPair = options.sources.length === 1 && options.traceIds.length === 2
    for (const traceId of isPair ? options.traceIds : [options.traceIds[i] ?? found.wanted]) {
      const chosen = choose(found.traces, traceId ?? null)
      if ('message' in chosen) return giveUp(`${name}: ${chosen.message}`)
      sides.push(chosen)
    }
  }
  const output = options.all
    ? explainAll(all, options)
    : sides.length === 2
      ? compare(sides[0], sides[1], options)
      : explainOne(sides[0], options)
  return { code: 0, output, errors }
}

const withoutPassword = (source: string) => source.replace(/(:\/\/)[^/@]*@/, '$1…@')

function choose(traces: readonly LoadedTrace[], traceId: string | null): LoadedTrace | { readonly message: string } {
  const ids = traces.map(({ trace }) => trace.traceId)
  if (traceId === null) {
    if (traces.length === 1) return traces[0]
    return {
      message: `holds ${traces.length} traces: name one with --trace, or print all with --all (${listSome(ids)})`,
    }
  }
  return traces[ids.indexOf(traceId)] ?? { message: `trace ${traceId} is not in it (${listSome(ids)})` }
}

const listSome = (ids: readonly string[]) =>
  ids.length > 5 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ')

function explainOne(loaded: LoadedTrace, { json, ...options }: ExplainArguments): string {
  return json ? `${JSON.stringify(reportOf(loaded, options))}\n` : markdownOf(loaded, options)
}

type ReportArguments = Omit<ExplainArguments, 'json'>

function reportOf(loaded: LoadedTrace, { view, reveal }: ReportArguments) {
  const analysis = analyze(loaded, view)
  return buildReport(analysis, computeFindings(analysis, loaded.store), { reveal })
}

function markdownOf(loaded: LoadedTrace, { view, top, reveal }: ReportArguments): string {
  const analysis = analyze(loaded, view)
  return formatMarkdown(analysis, computeFindings(analysis, loaded.store), { top, reveal })
}

function explainAll(traces: readonly LoadedTrace[], { json, ...options }: ExplainArguments): string {
  if (json) return `${JSON.stringify(traces.map((loaded) => reportOf(loaded, options)))}\n`
  return traces.map((loaded) => markdownOf(loaded, options)).join('\n---\n\n')
}

function compare(a: LoadedTrace, b: LoadedTrace, { json, view, top, reveal }: ExplainArguments): string {
  const comparison = compareTraces(a, b, view)
  const report = buildComparison(comparison, { a: a.store, b: b.store }, { reveal })
  if (json) return `${JSON.stringify(report)}\n`
  return formatComparison(report, { top, sentence: formatComparisonSentence(comparison) })
}
