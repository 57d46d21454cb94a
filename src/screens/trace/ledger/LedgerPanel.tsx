import { memo, useEffect, useMemo, useState } from 'react'
import type { Ledger } from '../../../analysis/ledger.ts'
import { formatDuration, formatExactDuration, plural } from '../../../lib/format.ts'
import { durationOf, titleOf } from '../../../model/trace.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { useDrawnSteps, useIsDrawn } from '../../../ui/useIsDrawn.ts'
import type { TraceStore } from '../traceStore.ts'
import { LEDGER_GROUPINGS, groupLedger, spansOfRow } from './groupLedger.ts'
import type { LedgerGrouping, LedgerRow } from './groupLedger.ts'
import { LedgerBar } from './LedgerBar.tsx'
import { LedgerTable } from './LedgerTable.tsx'
import { Segmented } from '../Segmented.tsx'
import styles from './LedgerPanel.module.css'

interface LedgerPanelProps {
  readonly view: TraceView
  readonly store: TraceStore
}

const GROUPING_LABELS: Record<LedgerGrouping, string> = {
  operation: 'Operation',
  service: 'Service',
  category: 'Category',
}

/** Where one root's time went: a stacked bar and a table whose lines sum to its duration, and pick out their spans. */
export const LedgerPanel = memo(function LedgerPanel({ view, store }: LedgerPanelProps) {
  const [grouping, setGrouping] = useState<LedgerGrouping>('operation')
  const [chosenRoot, setChosenRoot] = useState<number | null>(null)
  const [pinned, setPinned] = useState<string | null>(null)
  // Its lines are added up with its head, and drawn after that.
  const isDrawn = useIsDrawn()
  const ledger = view.ledgers.find((candidate) => candidate.root === chosenRoot) ?? view.ledgers[0]
  const rows = useMemo(() => (ledger ? groupLedger(view.trace, ledger, grouping) : []), [view.trace, ledger, grouping])
  // Whoever clears the highlight (Escape, a finding) takes the line's pin along.
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (state.highlight === null && before.highlight !== null) setPinned(null)
      }),
    [store],
  )
  if (!ledger) return null

  const pickOut = (row: LedgerRow | null) => store.getState().setHighlight(row && spansOfRow(ledger, row))
  const hover = (row: LedgerRow | null) => pickOut(row ?? rows.find(({ key }) => key === pinned) ?? null)
  const choose = (row: LedgerRow) => {
    if (row.key === pinned) {
      setPinned(null)
      pickOut(null)
      return
    }
    setPinned(row.key)
    pickOut(row)
    store.getState().revealSpan(longestSpan(ledger, row))
  }
  const unpin = () => {
    setPinned(null)
    pickOut(null)
  }
  const change = (next: LedgerGrouping) => {
    unpin()
    setGrouping(next)
  }
  const durationUs = durationOf(view.trace, ledger.root)

  return (
    <section className={styles.panel} aria-labelledby="ledger-title">
      <header className={styles.head}>
        <h2 id="ledger-title">Where the time went</h2>
        {view.ledgers.length > 1 && (
          <LedgerSelect
            view={view}
            ledger={ledger}
            onChoose={(root) => {
              unpin()
              setChosenRoot(root)
            }}
          />
        )}
        <Segmented
          label="Group the time by"
          options={LEDGER_GROUPINGS.map((value) => ({ value, label: GROUPING_LABELS[value] }))}
          value={grouping}
          onChange={change}
        />
      </header>
      {rows.length === 0 ? (
        <p
          className={styles.note}
        >{`“${titleOf(view.trace, ledger.root)}” has no duration, so there is nothing to divide.`}</p>
      ) : !isDrawn ? null : (
        <>
          <LedgerBar rows={rows} pinned={pinned} onHover={hover} onChoose={choose} />
          <LedgerTable
            rows={rows}
            durationUs={durationUs}
            grouping={grouping}
            pinned={pinned}
            onHover={hover}
            onChoose={choose}
          />
        </>
      )}
    </section>
  )
})

const OPTIONS_A_FRAME = 60
/** Until then the table has its lines. */
const TABLE_FRAMES = 6

interface LedgerSelectProps {
  readonly view: TraceView
  readonly ledger: Ledger
  readonly onChoose: (root: number) => void
}

/** Work that did not block the main root has ledgers of its own: asynchronous spans and orphans. */
function LedgerSelect({ view, ledger, onChoose }: LedgerSelectProps) {
  const { trace, ledgers, ledgerCount } = view
  // Hundreds of lines that nobody sees yet: the chosen one comes with the page, the others after it, some at a time.
  const [first] = useState(ledger)
  const steps = TABLE_FRAMES + Math.ceil(ledgers.length / OPTIONS_A_FRAME)
  const drawn = (useDrawnSteps(steps) - TABLE_FRAMES) * OPTIONS_A_FRAME
  return (
    <span className={styles.which}>
      <select aria-label="Which ledger" value={ledger.root} onChange={(event) => onChoose(Number(event.target.value))}>
        {(drawn > 0 ? ledgers.slice(0, drawn) : [first]).map((candidate) => (
          <option key={candidate.root} value={candidate.root}>
            {`${ledgerLabel(candidate, ledgers[0])}${titleOf(trace, candidate.root)}, ${formatDuration(durationOf(trace, candidate.root))}`}
          </option>
        ))}
      </select>
      {ledger.kind === 'async' && (
        <span className={styles.queue} data-tip={formatExactDuration(ledger.queueUs)}>
          {ledger.queueUs > 0 ? `began after ${formatDuration(ledger.queueUs)} in a queue` : 'began without a wait'}
        </span>
      )}
      {ledgerCount > ledgers.length && (
        <span className={styles.queue}>{`first ${ledgers.length} of ${plural(ledgerCount, 'ledger')}`}</span>
      )}
    </span>
  )
}

function ledgerLabel(ledger: Ledger, main: Ledger): string {
  if (ledger === main) return 'Main: '
  if (ledger.kind === 'async') return 'Asynchronous: '
  return ledger.kind === 'orphan' ? 'Without its parent: ' : 'Another root: '
}

/** The owner of the line's longest segment: where a reader who chose the line wants to look first. */
function longestSpan({ segments }: Ledger, row: LedgerRow): number {
  let longest = row.segments[0]
  const lengthOf = (segment: number) => segments.endUs[segment] - segments.startUs[segment]
  for (const segment of row.segments) if (lengthOf(segment) > lengthOf(longest)) longest = segment
  return segments.span[longest]
}
