import { ChevronDown, ChevronRight } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Findings } from '../../analysis/findings.ts'
import type { TraceView } from '../../worker/protocol.ts'
import { IconButton } from '../../ui/Button.tsx'
import { FindingsPanel } from './findings/FindingsPanel.tsx'
import { listFindings } from './findings/listFindings.ts'
import { LedgerPanel } from './ledger/LedgerPanel.tsx'
import styles from './TraceScreen.module.css'
import type { TraceStore } from './traceStore.ts'

interface SummaryProps {
  readonly view: TraceView
  readonly store: TraceStore
  /** null while they are being looked for. */
  readonly findings: Findings | null
}

/** What a reader wants to know before looking at any span: where the time went, and what was found. */
export function Summary({ view, store, findings }: SummaryProps) {
  const [open, setOpen] = useState(true)
  const minGapUs = useDeferredValue(useStore(store, (state) => state.minGapUs))
  const groups = useMemo(() => listFindings(view, findings, minGapUs), [view, findings, minGapUs])
  return (
    <div className={open ? styles.summary : `${styles.summary} ${styles.summaryShut}`}>
      <IconButton label={open ? 'Hide the summary' : 'Show the summary'} size="small" aria-expanded={open} className={styles.summaryToggle} onClick={() => setOpen(!open)}>
        {open ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
      </IconButton>
      <LedgerPanel view={view} store={store} />
      <FindingsPanel groups={groups} store={store} pending={findings === null} />
    </div>
  )
}
