import { formatDelta, formatDuration, formatExactDuration } from '../lib/format.ts'
import styles from './Duration.module.css'

interface DurationProps {
  readonly us: number
  /** Written with its sign, as a difference. */
  readonly signed?: boolean
  readonly className?: string
}

/** A duration at three significant digits; its exact value in µs is the tooltip. */
export function Duration({ us, signed = false, className }: DurationProps) {
  return (
    <span
      className={className ? `${styles.duration} ${className}` : styles.duration}
      data-tip={formatExactDuration(us)}
    >
      {signed ? formatDelta(us) : formatDuration(us)}
    </span>
  )
}
