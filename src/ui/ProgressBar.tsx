import styles from './ProgressBar.module.css'

interface ProgressBarProps {
  readonly label: string
  /** 0–1, or null while the whole is unknown. */
  readonly value: number | null
  readonly className?: string
}

export function ProgressBar({ label, value, className }: ProgressBarProps) {
  const percent = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={className ? `${styles.track} ${className}` : styles.track}
    >
      {percent === undefined ? (
        <div className={`${styles.bar} ${styles.unknown}`} />
      ) : (
        <div className={styles.bar} style={{ width: `${percent}%` }} />
      )}
    </div>
  )
}
