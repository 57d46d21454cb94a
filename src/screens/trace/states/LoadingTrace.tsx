import { useEffect, useState, useSyncExternalStore } from 'react'
import { traceProgress } from '../../../data/progress.ts'
import { formatBytes, plural } from '../../../lib/format.ts'
import type { LoadProgress } from '../../../worker/protocol.ts'
import { Button } from '../../../ui/Button.tsx'
import { ProgressBar } from '../../../ui/ProgressBar.tsx'
import styles from './TraceStates.module.css'

/** How far the body is: bytes, spans, and where in time they are. */
export function LoadingTrace({ traceId, onStop }: { readonly traceId: string; readonly onStop: () => void }) {
  const { subscribe, getSnapshot } = traceProgress(traceId)
  const progress = useSyncExternalStore(subscribe, getSnapshot)
  const isSlow = useAfter(400)
  const isStalled = useAfter(8000)
  return (
    <div className={styles.loading} aria-busy="true">
      <ProgressBar
        label="Loading the trace"
        value={progress?.totalBytes ? progress.bytes / progress.totalBytes : null}
      />
      <Outline progress={progress} />
      {isSlow && (
        <div className={styles.loadingText}>
          <p role="status">
            {progress && progress.bytes > 0
              ? progressText(progress)
              : isStalled
                ? 'Still no answer from the backend.'
                : 'Asking for the trace…'}
          </p>
          <Button onClick={onStop} size="small">
            Cancel
          </Button>
        </div>
      )}
    </div>
  )
}

function progressText({ bytes, totalBytes, spans }: LoadProgress): string {
  const size = totalBytes ? `${formatBytes(bytes)} of ${formatBytes(totalBytes)}` : formatBytes(bytes)
  return spans > 0 ? `${size}, ${plural(spans, 'span')} so far` : size
}

/** The trace's density over time, before its rows are here. */
function Outline({ progress }: { readonly progress: LoadProgress | null }) {
  const outline = progress?.outline
  const most = outline?.reduce((max, count) => Math.max(max, count), 0) ?? 0
  return (
    <svg className={styles.outline} viewBox="0 0 256 40" preserveAspectRatio="none" aria-hidden="true">
      {outline && most > 0 && <path d={pathOf(outline, most)} />}
    </svg>
  )
}

/** One bar for each slice that has spans, as one shape: it is drawn anew several times a second. */
function pathOf(outline: Uint32Array, most: number): string {
  let path = ''
  outline.forEach((count, slice) => {
    if (count === 0) return
    const height = Math.max(1, Math.round(40 * Math.sqrt(count / most)))
    path += `M${slice} 40v-${height}h1v${height}z`
  })
  return path
}

function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return passed
}
