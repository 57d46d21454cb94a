import { useEffect, useRef } from 'react'
import type { WholeTraces } from '../../data/wholeTraces.ts'
import styles from './ResultRow.module.css'

/** In a row whose trace is known by a summary only: asks for the whole while the row is in view. */
export function WantWhole({ name, whole }: { readonly name: string; readonly whole: WholeTraces }) {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!mark.current) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry.isIntersecting) whole.want([name])
      else whole.drop(name)
    })
    observer.observe(mark.current)
    return () => {
      observer.disconnect()
      whole.drop(name)
    }
  }, [name, whole])
  return <span ref={mark} className={styles.mark} aria-hidden="true" />
}
