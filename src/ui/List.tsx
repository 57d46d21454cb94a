import type { ReactNode } from 'react'
import styles from './List.module.css'

export interface ListProps {
  /** Its accessible name. */
  readonly label: string
  readonly count: number
  readonly rowKey: (index: number) => string | number
  readonly renderRow: (index: number) => ReactNode
  readonly className?: string
}

/** A short list, all of it in the page. `WindowVirtualList` takes the same for long ones. */
export function List({ label, count, rowKey, renderRow, className }: ListProps) {
  return (
    <ul role="list" aria-label={label} className={className ? `${styles.list} ${className}` : styles.list}>
      {Array.from({ length: count }, (_, index) => (
        <li key={rowKey(index)}>{renderRow(index)}</li>
      ))}
    </ul>
  )
}
