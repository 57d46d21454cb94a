import type { Typical } from '../../analysis/typical.ts'
import { formatDuration } from '../../lib/format.ts'

/**
 * The range of a span's time in the other traces: `usually 4.2 ms – 6.4 ms`; of too few to say what is usual `others 4.2 ms – 6.4 ms`,
 * which is then all of them.
 */
export function formatUsual(typical: Typical, time: 'duration' | 'self', span: number): string {
  const range = formatRange(typical, time, span)
  return range === null ? 'in no other trace' : `${usualWord(typical)} ${range}`
}

/** What a range is called. */
export const usualWord = ({ enough }: Pick<Typical, 'enough'>) => (enough ? 'usually' : 'others')

/** From the 5th to the 95th percentile; null where no other trace has the span. */
export function formatRange(typical: Typical, time: 'duration' | 'self', span: number): string | null {
  const [p5Us, p95Us] =
    time === 'duration'
      ? [typical.durationP5Us[span], typical.durationP95Us[span]]
      : [typical.selfP5Us[span], typical.selfP95Us[span]]
  if (Number.isNaN(p5Us)) return null
  const [from, to] = [formatDuration(p5Us), formatDuration(p95Us)]
  return from === to ? from : `${from} – ${to}`
}
