import { formatDuration } from '../../lib/format.ts'

/** From the median to the 95th percentile. */
export function formatUsual(p50Us: number, p95Us: number): string {
  if (Number.isNaN(p50Us)) return '–'
  return p50Us === p95Us ? formatDuration(p50Us) : `${formatDuration(p50Us)} – ${formatDuration(p95Us)}`
}
