import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { traceProgress } from '../../../data/progress.ts'
import { formatBytes, plural } from '../../../lib/format.ts'
import type { LoadProgress } from '../../../worker/protocol.ts'
import { Button } from '../../../ui/Button.tsx'
import { ProgressBar } from '../../../ui/ProgressBar.tsx'
import above from '../Above.module.css'
import screen from '../TraceScreen.module.css'
import { leaveOutline } from '../waterfall/createMinimap.ts'
import minimap from '../waterfall/Minimap.module.css'
import styles from './LoadingTrace.module.css'

/** Of a load that is over sooner, nothing is told but the place where the rows will be. */
const PATIENCE_MS = 400
const STALLED_MS = 8000

interface LoadingTraceProps {
  readonly traceId: string
  /** Whether the page will have a summary above the rows. */
  readonly hasSummary: boolean
  readonly onStop: () => void
}

/**
 * How far the body is: bytes, spans, and where in time they are. All stands where the page will have it, so that rows replace it in place.
 *
 *   room for name, tools, summary         name, tools, summary
 *   outline                        ──►    minimap
 *   Cancel  bytes, spans                  rows
 */
export function LoadingTrace({ traceId, hasSummary, onStop }: LoadingTraceProps) {
  const { subscribe, getSnapshot, beganAt } = traceProgress(traceId)
  const latest = useSyncExternalStore(subscribe, getSnapshot)
  // At the end there is none any more, and no rows for some frames.
  const last = useRef(latest)
  if (latest !== null) last.current = latest
  const progress = last.current
  const isSlow = useAfter(PATIENCE_MS, beganAt)
  const isStalled = useAfter(STALLED_MS, beganAt)
  return (
    <div className={screen.screen} aria-busy="true">
      <div className={hasSummary ? `${above.above} ${above.reserved}` : above.above} />
      <div className={styles.loading}>
        <Outline spans={isSlow && progress ? progress.outline : null} />
        {isSlow && (
          <>
            <ProgressBar
              label="Loading the trace"
              value={progress?.totalBytes ? progress.bytes / progress.totalBytes : null}
            />
            <div className={styles.text}>
              <Button onClick={onStop} size="small">
                Cancel
              </Button>
              {/* Numbers that grow many times a second are for the eye: the progress bar has them for others. */}
              <p role="status" aria-live={progress && progress.bytes > 0 ? 'off' : 'polite'}>
                {progress && progress.bytes > 0
                  ? progressText(progress)
                  : isStalled
                    ? 'Still no answer from the backend.'
                    : 'Asking for the trace…'}
              </p>
            </div>
          </>
        )}
      </div>
    </div>
  )
}

function progressText({ bytes, totalBytes, spans }: LoadProgress): string {
  const size = totalBytes ? `${formatBytes(bytes)} of ${formatBytes(totalBytes)}` : formatBytes(bytes)
  return spans > 0 ? `${size}, ${plural(spans, 'span')} so far` : size
}

/** The trace's density over time, before its rows are here; `spans` in each of as many slices. */
function Outline({ spans }: { readonly spans: Uint32Array | null }) {
  const svg = useRef<SVGSVGElement>(null)
  useLayoutEffect(() => {
    const element = svg.current!
    return () => leaveOutline(element)
  }, [])
  const most = spans?.reduce((max, count) => Math.max(max, count), 0) ?? 0
  return (
    <div className={minimap.outline} aria-hidden="true">
      <svg ref={svg} className={minimap.density} viewBox="0 0 256 40" preserveAspectRatio="none" aria-hidden="true">
        {spans && most > 0 && <path d={pathOf(spans, most)} />}
      </svg>
    </div>
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

/** Whether so much time has passed since then. */
function useAfter(ms: number, since: () => number): boolean {
  const [leftMs] = useState(() => since() + ms - performance.now())
  const [hasPassed, setPassed] = useState(leftMs <= 0)
  useEffect(() => {
    if (leftMs <= 0) return
    const timer = setTimeout(() => setPassed(true), leftMs)
    return () => clearTimeout(timer)
  }, [leftMs])
  return hasPassed
}
