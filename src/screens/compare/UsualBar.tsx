import type { TimeRange } from '../../layout/timeRange.ts'
import { serviceColor } from '../../lib/serviceHue.ts'
import styles from './TreeGrid.module.css'

interface UsualBarProps {
  readonly service: string
  readonly startUs: number
  readonly p5Us: number
  readonly p50Us: number
  readonly p95Us: number
  readonly range: TimeRange
  /** What is said beside it: a word, where there is room for it, and the range. */
  readonly word: string
  readonly text: string
}

/**
 * What is usual for a span, from its start: a bar as long as the median, a line from the 5th to the 95th percentile.
 *
 *     ▆▆▆├▆▆▆▆────┤ usually 3.1 ms – 11 ms
 */
export function UsualBar({ service, startUs, p5Us, p50Us, p95Us, range, word, text }: UsualBarProps) {
  const lengthUs = range.endUs - range.startUs
  const percent = (us: number) => Math.max(0, Math.min(100, (100 * (us - range.startUs)) / lengthUs))
  const left = percent(startUs)
  const low = percent(startUs + p5Us)
  const middle = percent(startUs + p50Us)
  const end = percent(startUs + p95Us)
  return (
    <span className={styles.barLine} data-time>
      <span
        className={`${styles.bar} ${styles.outlined}`}
        style={{ left: `${left}%`, width: `max(2px, ${middle - left}%)`, background: serviceColor(service) }}
      />
      {end > low && <span className={styles.whisker} style={{ left: `${low}%`, width: `${end - low}%` }} />}
      <span
        className={`${styles.barText} ${styles.muted} ${end <= 75 || left > 25 ? '' : styles.barTextOver}`}
        style={end <= 75 ? { left: `${end}%` } : left > 25 ? { right: `${100 - left}%` } : { right: 0 }}
      >
        <span className={styles.barWord}>{word} </span>
        {text}
      </span>
    </span>
  )
}
