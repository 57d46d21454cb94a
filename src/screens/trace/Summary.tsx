import { ChevronDown, ChevronRight } from 'lucide-react'
import { Suspense, lazy, memo } from 'react'
import type { Findings } from '../../analysis/findings.ts'
import type { TraceView } from '../../worker/protocol.ts'
import { useDrawnSteps } from '../../ui/useIsDrawn.ts'
import { IconButton } from '../../ui/Button.tsx'
import { useLate } from '../../ui/useLate.ts'
import { LedgerPanel } from './ledger/LedgerPanel.tsx'
import styles from './TraceScreen.module.css'
import type { FindingsState } from './findings/useFindings.ts'
import type { TraceStore } from './traceStore.ts'

/** Its texts come after the first rows. */
const FindingsPanel = lazy(() =>
  import('./findings/FindingsPanel.tsx').then((module) => ({ default: module.FindingsPanel })),
)

interface SummaryProps {
  readonly view: TraceView
  readonly store: TraceStore
  /** null while they are being looked for. */
  readonly findings: Findings | null
  readonly state: FindingsState
  readonly onRetry: () => void
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** What a reader wants to know before looking at any span: where the time went, and what was found. */
export const Summary = memo(function Summary({ store, onRetry, open, onOpenChange, ...latest }: SummaryProps) {
  // Rows come first; what is told of them follows in a task of its own.
  const late = useLate(latest)
  const later = useLate(late)
  // One panel after the other: together they are a long task.
  const step = useDrawnSteps(3)
  return (
    <div className={open ? styles.summary : `${styles.summary} ${styles.summaryShut}`}>
      <IconButton
        label={open ? 'Hide the summary' : 'Show the summary'}
        size="small"
        aria-expanded={open}
        className={styles.summaryToggle}
        onClick={() => onOpenChange(!open)}
      >
        {open ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
      </IconButton>
      {step > 0 && <LedgerPanel view={late.view} store={store} />}
      {step > 2 && (
        <Suspense fallback={<section aria-label="Findings" />}>
          <FindingsPanel {...later} store={store} onRetry={onRetry} />
        </Suspense>
      )}
    </div>
  )
})
