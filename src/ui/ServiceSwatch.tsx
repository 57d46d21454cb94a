import type { ReactNode } from 'react'
import { serviceColor } from '../lib/serviceHue.ts'
import styles from './ServiceSwatch.module.css'

interface ServiceSwatchProps {
  readonly service: string
  /** After the name: a count, say. */
  readonly children?: ReactNode
  readonly className?: string
}

/** A service's colour with its name: colour never stands alone. */
export function ServiceSwatch({ service, children, className }: ServiceSwatchProps) {
  return (
    <span className={className ? `${styles.service} ${className}` : styles.service}>
      <span className={styles.colour} style={{ background: serviceColor(service) }} aria-hidden="true" />
      <span className={styles.name}>{service}</span>
      {children}
    </span>
  )
}
