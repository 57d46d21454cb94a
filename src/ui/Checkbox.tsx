import type { ComponentProps, ReactNode } from 'react'
import styles from './Field.module.css'

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'checked' | 'onChange'> & {
  readonly checked: boolean
  readonly onCheckedChange: (checked: boolean) => void
  /** Visible label; leave it out and give `aria-label` where a row or a column names the box. */
  readonly children?: ReactNode
}

export function Checkbox({ checked, onCheckedChange, children, className, ...rest }: CheckboxProps) {
  return (
    <label className={className ? `${styles.check} ${className}` : styles.check}>
      <input {...rest} type="checkbox" checked={checked} onChange={(event) => onCheckedChange(event.target.checked)} />
      {children}
    </label>
  )
}

/** On or off, at once. Announced as a switch. */
export function Switch({ checked, onCheckedChange, children, className, ...rest }: CheckboxProps) {
  return (
    <label className={className ? `${styles.check} ${className}` : styles.check}>
      <input
        {...rest}
        type="checkbox"
        role="switch"
        className={styles.switch}
        checked={checked}
        onChange={(event) => onCheckedChange(event.target.checked)}
      />
      {children}
    </label>
  )
}
