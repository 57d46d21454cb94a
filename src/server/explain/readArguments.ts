import { parseArgs } from 'node:util'
import type { ViewOptions } from '../../analysis/analyze.ts'
import { parseDuration } from '../../url/duration.ts'
import { parseTraceId } from '../../url/traceId.ts'

export interface ExplainArguments {
  /** One or two: files, addresses, `-` for standard input. */
  readonly sources: readonly string[]
  readonly json: boolean
  /** For the first source, and the second where there is one: 32 hex digits where the text is a trace id. */
  readonly traceIds: readonly string[]
  readonly all: boolean
  readonly view: ViewOptions
  readonly top: number
  readonly reveal: boolean
}

export type ReadArguments =
  | { readonly ok: true; readonly value: ExplainArguments }
  | { readonly ok: false; readonly message: string }
  | { readonly ok: 'help' }

export const USAGE = `Usage: npm run --silent explain -- <source> [<second source>] [options]

Says where the time of a trace went, what is broken and what cannot be trusted. With two sources: what differs and what it cost.
A source is a file (Jaeger JSON, OTLP JSON, Tempo JSON, JSON lines; gzip allowed), "-" for standard input, or the address of
a trace (a Jaeger or Lacuna /trace/... page, or an /api/... address).

  --json               the report as JSON; else Markdown
  --trace ID           which trace of a source with several (twice: one for each source)
  --all                all traces of the source: an array, or one report after the other
  --clocks VIEW        auto (default), raw or corrected
  --min-gap DURATION   what counts as a gap, such as 5ms; default: 1 % of the trace, at least 1 ms
  --top N              entries per list in Markdown, default 20
  --reveal             show secrets and personal data instead of masking them
`

const OPTIONS = {
  json: { type: 'boolean' },
  trace: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  clocks: { type: 'string' },
  'min-gap': { type: 'string' },
  top: { type: 'string' },
  reveal: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const refuse = (message: string): ReadArguments => ({ ok: false, message })

/** The command line, checked; anything wrong is one sentence. */
export function readArguments(args: readonly string[]): ReadArguments {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    return refuse((error instanceof Error ? error.message : String(error)).split(/[\n.](?:\s|$)/)[0])
  }
  const { values, positionals } = parsed
  const sources = positionals.length === 1 ? splitComparison(positionals[0]) : positionals
  if (values.help) return { ok: 'help' }
  const { json = false, trace = [], all = false, clocks = 'auto', top = '20', reveal = false } = values
  if (sources.length === 0) return refuse('name a file or the address of a trace (--help says more)')
  if (sources.length > 2) return refuse(`one trace is explained, or two are compared; these are ${sources.length}`)
  if (sources.includes('')) return refuse('the name of a source is empty')
  if (sources.length === 2 && sources.every((source) => source === '-'))
    return refuse('standard input can be only one of the two')
  if (all && (sources.length > 1 || trace.length > 0)) return refuse('--all goes with one source and without --trace')
  if (trace.length > sources.length && trace.length !== 2)
    return refuse('--trace was given more often than there are sources')
  if (clocks !== 'auto' && clocks !== 'raw' && clocks !== 'corrected')
    return refuse(`--clocks is auto, raw or corrected, not "${clocks}"`)
  if (!/^[1-9]\d{0,8}$/.test(top)) return refuse(`--top is a whole number from 1 on, not "${top}"`)
  let minGapUs: number | null = null
  const minGap = values['min-gap']
  if (minGap !== undefined) {
    const duration = parseDuration(minGap)
    if (!duration.ok) return refuse(`--min-gap: ${duration.message.replace(/\.$/, '')}`)
    minGapUs = duration.us
  }
  return {
    ok: true,
    value: {
      sources,
      json,
      traceIds: trace.map((text) => parseTraceId(text)?.traceId ?? text),
      all,
      view: { clocks, minGapUs },
      top: Number(top),
      reveal,
    },
  }
}

/** A comparison's page, `/trace/<a>...<b>`, stands for the pages of both traces. */
function splitComparison(source: string): string[] {
  const [, before, a, b] = /^(https?:\/\/[^?#]*\/trace\/)([^/?#]+?)\.\.\.([^/?#]+)/i.exec(source) ?? []
  return before === undefined ? [source] : [before + a, before + b]
}
