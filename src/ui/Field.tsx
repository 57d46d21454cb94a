import { useId, type ReactNode } from 'react'
import styles from './Field.module.css'

export interface FieldProps {
  readonly label: string
  /** Shown under the control while there is no error. */
  readonly hint?: ReactNode
  /** What is wrong and what would be right. */
  readonly error?: string | null
  readonly className?: string
}

export interface ControlProps {
  readonly id: string
  readonly className: string
  readonly 'aria-invalid': boolean | undefined
  readonly 'aria-describedby': string | undefined
}

/** A label above a control, with a hint or an error below, wired by ids. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ? (
    <span id={noteId} className={styles.error}>
      {error}
    </span>
  ) : hint ? (
    <span id={noteId} className={styles.hint}>
      {hint}
    </span>
  ) : null
  return (
    <div className={className ? `${styles.field} ${className}` : styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children({
        id,
        className: styles.control,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': note ? noteId : undefined,
      })}
      {note}
    </div>
  )
}
