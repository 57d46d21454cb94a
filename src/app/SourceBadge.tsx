import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { configurationState, subscribeConfiguration } from '../data/configuration.ts'
import { sourceQuery } from '../data/source.ts'
import styles from './Header.module.css'

/** Where the traces come from: the demo's recorded ones, or the Jaeger behind this page. */
export function SourceBadge() {
  const { data: source } = useQuery(sourceQuery())
  const { jaegerVersion } = useSyncExternalStore(subscribeConfiguration, configurationState)
  if (!source) return null
  const version = jaegerVersion === null ? '' : `; Jaeger ${jaegerVersion}`
  return (
    <span
      className={source.demo ? `${styles.source} ${styles.demo}` : styles.source}
      data-tip={source.description + version}
    >
      <span className={styles.dot} aria-hidden="true" />
      <b>{source.name}</b>
    </span>
  )
}
