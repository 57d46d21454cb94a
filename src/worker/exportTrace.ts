import type { TraceAnalysis } from '../analysis/analyze.ts'
import type { ExportFormat } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** The report, or the trace itself, as a file; sensitive values redacted. */
export async function exportTrace(
  _entry: CachedTrace, _analysis: TraceAnalysis, format: ExportFormat, _knownServices: readonly string[],
): Promise<Blob> {
  throw new Error(`Exporting as ${format} is not built yet.`)
}
