import type { TraceAnalysis } from '../analysis/analyze.ts'
import { computeFindings } from '../analysis/computeFindings.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { writeJaegerJson } from '../formats/writeJaegerJson.ts'
import { writeOtlpJson } from '../formats/writeOtlpJson.ts'
import type { Attribute, LoadedTrace } from '../model/trace.ts'
import { buildReport } from '../report/buildReport.ts'
import { formatMarkdown } from '../report/formatMarkdown.ts'
import type { ExportFormat } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/**
 * The report of a view, or the trace as it was recorded, as a file. Sensitive values are masked in all of them, unless `reveal`.
 */
export function exportTrace(
  { loaded }: Pick<CachedTrace, 'loaded'>,
  analysis: TraceAnalysis,
  format: ExportFormat,
  knownServices: readonly string[],
  reveal = false,
): Blob {
  const redact = reveal ? undefined : mask
  switch (format) {
    case 'jaeger':
      return blobOf(writeJaegerJson(loaded, { redact }), 'application/json')
    case 'otlp':
      return blobOf(writeOtlpJson(loaded, { redact }), 'application/json')
    case 'json': {
      const report = buildReport(analysis, computeFindings(analysis, loaded.store, knownServices), { reveal })
      return new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: 'application/json' })
    }
    case 'markdown':
      return new Blob(
        [formatMarkdown(analysis, computeFindings(analysis, loaded.store, knownServices), { top: 20, reveal })],
        {
          type: 'text/markdown',
        },
      )
  }
}

/** Several traces as they were recorded in one file: Jaeger's envelope, or one OTLP request. */
export function exportTraces(traces: readonly LoadedTrace[], format: 'jaeger' | 'otlp'): Blob {
  return blobOf(joinBodies(traces, format), 'application/json')
}

/** Each writer writes a whole body; of the second and further ones only the list's inside goes into the first. */
function* joinBodies(traces: readonly LoadedTrace[], format: 'jaeger' | 'otlp'): Generator<string> {
  const [open, close] =
    format === 'jaeger'
      ? ['{"data":[', '],"total":0,"limit":0,"offset":0,"errors":null}']
      : ['{"resourceSpans":[', ']}']
  yield open
  for (const [i, loaded] of traces.entries()) {
    const write = format === 'jaeger' ? writeJaegerJson : writeOtlpJson
    const text = [...write(loaded, { redact: mask })].join('')
    const inside = text.slice(text.indexOf('[') + 1, text.lastIndexOf(']'))
    if (inside.trim() !== '') yield i === 0 ? inside : `,${inside}`
  }
  yield close
}

/** A value as it may leave the page. */
export function mask(key: string, value: Attribute['value']): Attribute['value'] {
  if (value === null) return null
  const text = String(value)
  const masked = redact(key, text)
  return masked === text ? value : masked
}

const PIECE = 1 << 20

/** Piece by piece: a large trace's text is more than one string can hold. */
export function blobOf(texts: Iterable<string>, type: string): Blob {
  const pieces: Blob[] = []
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length < PIECE) continue
    pieces.push(new Blob([piece]))
    piece = ''
  }
  return new Blob([...pieces, piece], { type })
}
