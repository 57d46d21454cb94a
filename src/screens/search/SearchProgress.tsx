import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { searchProgress, type SearchProgress } from '../../data/progress.ts'
import { progressKey, searchQuery } from '../../data/searchQuery.ts'
import { formatBytes, formatCount, formatDuration, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import type { SearchAddress } from '../../url/searchAddress.ts'
import styles from './SearchScreen.module.css'

interface ProgressProps {
  readonly isSearching: boolean
  readonly hasResults: boolean
  readonly asked: SearchAddress
}

/** A search under way, or what is asked besides (older ones, what was lacking): how far it is, and the way to stop it. */
export function Progress({ isSearching, hasResults, asked }: ProgressProps) {
  const client = useQueryClient()
  const store = searchProgress(progressKey(asked))
  const progress = useSyncExternalStore(store.subscribe, store.getSnapshot)
  if (!isSearching && !progress) return null
  const cancel = () => {
    if (progress?.stop) progress.stop()
    else void client.cancelQueries({ queryKey: searchQuery(asked).queryKey })
  }
  const isTold = !hasResults || progress?.load?.retry || (progress?.total ?? 1) > 1
  return (
    <>
      <ProgressBar label="Searching" value={shareOf(progress)} className={styles.progress} />
      {isTold && (
        <p className={hasResults ? `${styles.waiting} ${styles.beside}` : styles.waiting} role="status">
          {progressText(progress)}
          {(isSearching || progress?.stop) && (
            <Button size="small" onClick={cancel}>
              {progress?.stop ? 'Stop waiting' : 'Cancel'}
            </Button>
          )}
        </p>
      )}
    </>
  )
}

function shareOf(progress: SearchProgress | null): number | null {
  if (!progress) return null
  if (progress.total > 1) return progress.done / progress.total
  return progress.load?.totalBytes ? progress.load.bytes / progress.load.totalBytes : null
}

const NAMED = 3

function progressText(progress: SearchProgress | null): string {
  if (!progress) return 'Waiting for the backend…'
  const { load, total, done, waitingFor } = progress
  const busy = load?.retry
    ? `The backend is busy (${load.retry.status}): attempt ${load.retry.attempt} in ${formatDuration(load.retry.waitMs * 1e3)}.`
    : ''
  if (total > 1) {
    const more = waitingFor.length - NAMED
    const names = `${waitingFor.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`
    return `${formatCount(done)} of ${plural(total, 'service')} answered; waiting for ${names}. ${busy}`
  }
  if (busy) return busy
  return load && load.bytes > 0
    ? `${formatBytes(load.bytes)}, ${plural(load.spans, 'span')} so far.`
    : 'Waiting for the backend…'
}
