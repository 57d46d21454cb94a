import type { TimeRange } from '../../layout/timeRange.ts'
import { serviceColor } from '../../lib/serviceHue.ts'
import styles from './TreeGrid.module.css'

interface SpanBarProps {
  readonly look: 'outlined' | 'solid'
  readonly service: string
  /** From the root's start. */
  readonly startUs: number
  readonly endUs: number
  readonly range: TimeRange
  readonly text: string
}

/** A bar and its duration. One that lies outside the time shown is an arrow towards it. */
export function SpanBar({ look, service, startUs, endUs, range, text }: SpanBarProps) {
  const lengthUs = range.endUs - range.startUs
  const percent = (us: number) => Math.max(0, Math.min(100, (100 * (us - range.startUs)) / lengthUs))
  const left = percent(startUs)
  const width = percent(endUs) - left
  if (endUs < range.startUs) {
    return (
      <span className={styles.barLine} data-time>
        <span className={styles.barText}>◂ {text}</span>
      </span>
    )
  }
  if (startUs > range.endUs) {
    return (
      <span className={styles.barLine} data-time>
        <span className={styles.barText} style={{ right: 0 }}>
          {text} ▸
        </span>
      </span>
    )
  }
  return (
    <span className={styles.barLine} data-time>
      <span
        className={look === 'outlined' ? `${styles.bar} ${styles.outlined}` : styles.bar}
        style={{ left: `${left}%`, width: `max(2px, ${width}%)`, background: serviceColor(service) }}
      />
      <span
        className={width > 60 && left + width > 80 ? styles.barTextInside : styles.barText}
        style={textPlace(left, width)}
      >
        {text}
      </span>
    </span>
  )
}

/** Behind the bar; before it where there is no room behind, inside where there is none at all. */
function textPlace(left: number, width: number) {
  if (left + width <= 80) return { left: `${left + width}%` }
  return width > 60 ? { right: `${100 - left - width}%` } : { right: `${100 - left}%` }
}
