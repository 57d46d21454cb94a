import type { ReactNode } from 'react'
import styles from './State.module.css'

interface EmptyStateProps {
  readonly title: string
  readonly icon?: ReactNode
  /** What to do next. */
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Nothing to show, and what to do next. */
export function EmptyState({ title, icon, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.state}>
      {icon && (
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <h2 className={styles.title}>{title}</h2>
      {children && <div className={styles.body}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

/** A bulleted list of things to try, for empty and error states. */
export function Tips({ children }: { readonly children: ReactNode }) {
  return <ul className={styles.tips}>{children}</ul>
}
