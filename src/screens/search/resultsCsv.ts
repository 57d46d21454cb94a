import { isoTime } from '../../lib/isoTime.ts'
import { splitTraceName } from '../../model/traceName.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { unexplainedShare } from './results.ts'

const COLUMNS = [
  'trace_id',
  'service',
  'operation',
  'start',
  'duration_us',
  'spans',
  'errors',
  'orphans',
  'unexplained_us',
  'unexplained_share',
  'services',
] as const

/** The list as RFC 4180 CSV, a header first; times in UTC, durations in µs, unknown values empty. */
export function resultsToCsv(traces: readonly TraceSummary[]): string {
  const rows = traces.map((trace) => {
    const share = unexplainedShare(trace)
    return [
      splitTraceName(trace.traceId).traceId,
      trace.rootService,
      trace.rootOperation,
      isoTime(trace.startUs / 1e3) ?? '',
      trace.durationUs,
      trace.spanCount,
      trace.errorCount,
      trace.orphanCount,
      trace.unexplainedUs ?? '',
      share === null ? '' : share.toFixed(4),
      trace.services.map(({ name, spanCount }) => `${name}:${spanCount}`).join(' '),
    ]
  })
  return [COLUMNS, ...rows].map((cells) => cells.map(csvCell).join(',')).join('\r\n') + '\r\n'
}

/** Quoted where it must be; text that a spreadsheet would run as a formula gets an apostrophe before it. */
function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
