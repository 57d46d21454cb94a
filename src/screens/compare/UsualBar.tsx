import type { TimeRange } from '../../layout/timeRange.ts'
import { serviceColor } from '../../lib/serviceHue.ts'
import { formatUsual } from './formatUsual.ts'
import styles from './TreeGrid.module.css'

interface UsualBarProps {
  readonly service: string
  readonly startUs: number
  readonly p50Us: number
  readonly p95Us: number
  readonly range: TimeRange
}

/**
 * What is usual for a span, from its start: a bar as long as the median, a line on to the 95th percentile.
 *
 *     ▆▆▆▆▆▆▆────┤ usually 5.2 ms – 11 ms
 */
export function UsualBar({ service, startUs, p50Us, p95Us, range }: UsualBarProps) {
  const lengthUs = range.endUs - range.startUs
  const percent = (us: number) => Math.max(0, Math.min(100, (100 * (us - range.startUs)) / lengthUs))
  const left = percent(startUs)
  const middle = percent(startUs + p50Us)
  const end = percent(startUs + p95Us)
  return (
    <span className={styles.barLine} data-time>
      <span
        className={`${styles.bar} ${styles.outlined}`}
        style={{ left: `${left}%`, width: `max(2px, ${middle - left}%)`, background: serviceColor(service) }}
      />
      {end > middle && <span className={styles.whisker} style={{ left: `${middle}%`, width: `${end - middle}%` }} />}
      <span
        className={`${styles.barText} ${styles.muted}`}
        style={end <= 75 ? { left: `${end}%` } : left > 25 ? { right: `${100 - left}%` } : { right: 0 }}
      >
        usually {formatUsual(p50Us, p95Us)}
      </span>
    </span>
  )
}
