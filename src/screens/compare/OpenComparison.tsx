import { ArrowLeftRight, Search } from 'lucide-react'
import { use, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react'
import type { TraceAnalysis } from '../../analysis/analyze.ts'
import { hasBit, type Bitset } from '../../lib/bitset.ts'
import type { Contribution } from '../../analysis/diff.ts'
import { formatCount, formatDuration, formatExactDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE, titleOf } from '../../model/trace.ts'
import { formatStory } from '../../report/comparisonSentence.ts'
import { Button } from '../../ui/Button.tsx'
import { SplitPane } from '../../ui/SplitPane.tsx'
import { linkToTrace } from '../../url/traceAddress.ts'
import { swapSides, type CompareAddress, type PickedCost } from '../../url/compareAddress.ts'
import { useNarrow } from '../../ui/useNarrow.ts'
import { isTyping, useKeyboardHelp } from '../../ui/keyboardHelp.ts'
import { foldRows, nameRows } from './folding.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import { AttributeChanges } from './AttributeChanges.tsx'
import styles from './Compare.module.css'
import type { ChangeCompare } from './changeCompare.ts'
import { ContributionList } from './ContributionList.tsx'
import { StartTime } from './StartTime.tsx'
import { ExportComparison } from './ExportComparison.tsx'
import { matchRows } from './matchRows.ts'
import { MergedTreeGrid, type ListedRows } from './MergedTreeGrid.tsx'
import { PairDetails } from './PairDetails.tsx'
import { rowsOfContribution } from './rowsOfContribution.ts'
import { SavedFrom, TraceLink } from './TraceLink.tsx'

interface OpenComparisonProps {
  readonly comparison: ComparisonView
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
  /** The service graph of both, where it can be drawn. */
  readonly graph?: (comparison: ComparisonView) => ReactNode
}

const FILTERS = [
  ['all', 'All'],
  ['slower', 'Only slower'],
  ['faster', 'Only faster'],
  ['structure', 'Only structure'],
] as const

/** Two traces that are here: the sentence, the costs, the trees. */
export function OpenComparison({ comparison, address, onChange, graph }: OpenComparisonProps) {
  const { diff, a, b, tree } = comparison
  const listed = useRef<ListedRows>({ rows: new Int32Array(), range: { startUs: 0, endUs: 1 } })
  const find = useRef<HTMLInputElement>(null)
  const isNarrow = useNarrow()
  const [panelWidth, setPanelWidth] = useState(380)
  const [panelHeight, setPanelHeight] = useState(240)
  const names = useMemo(() => nameRows(comparison), [comparison])
  const folding = useMemo(() => foldRows(comparison, names, address.folds), [comparison, names, address.folds])
  const picked = useMemo(() => findCost(diff.contributions, address.picked), [diff, address.picked])
  const highlighted = useMemo(
    () => (picked === NONE ? null : rowsOfContribution(tree, diff.contributions[picked])),
    [picked, tree, diff],
  )
  const matches = useMemo(() => matchRows(comparison, address.find), [comparison, address.find])
  const selectedRow = address.selected ? names.rowOf(address.selected) : NONE
  const selectRow = (row: number) =>
    onChange({ selected: row === NONE ? null : names.nameOf(row), folds: folding.reveal(row) }, { replace: true })
  const pick = (index: number | null) => {
    if (index === null) return onChange({ picked: null }, { replace: true })
    const cost = diff.contributions[index]
    const rows = rowsOfContribution(tree, cost)
    const first = firstBit(rows, tree.length)
    onChange({ picked: nameCost(cost), folds: folding.reveal(first) }, { replace: true })
  }
  const step = (direction: 1 | -1) => {
    if (!matches || matches.length === 0) return
    const at =
      direction === 1
        ? matches.findIndex((row) => row > selectedRow)
        : matches.findLastIndex((row) => row < selectedRow)
    selectRow(matches.at(at === -1 ? (direction === 1 ? 0 : -1) : at)!)
  }
  useFindKey(find)
  useKeyboardHelp(HELP)
  const isGraph = graph !== undefined && address.view === 'graph'
  const corrected = a.clocksView === 'corrected' || b.clocksView === 'corrected'
  const canCorrect = a.clocks.correctable || b.clocks.correctable

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.sentence}>{formatStory(comparison)}</h1>
        <div className={styles.sides}>
          <Side name="A" traceName={address.a} side={a} onReplace={() => onChange({ a: null })} />
          <Side name="B" traceName={address.b} side={b} onReplace={() => onChange({ b: null })} />
          <Button size="small" onClick={() => onChange(swapSides(address))}>
            <ArrowLeftRight size={14} aria-hidden="true" /> Swap A and B
          </Button>
          <p className={styles.facts}>
            {plural(diff.matched, 'span')} in both · {formatCount(diff.added.length)} only in B ·{' '}
            {formatCount(diff.removed.length)} only in A
          </p>
          <ExportComparison comparison={comparison} address={address} listed={listed} />
        </div>
      </header>
      <ContributionList contributions={diff.contributions} deltaUs={diff.deltaUs} picked={picked} onPick={pick} />
      <div className={styles.controls}>
        <div role="group" aria-label="Rows" className={styles.segments}>
          {FILTERS.map(([value, label]) => (
            <Button
              key={value}
              size="small"
              aria-pressed={address.filter === value}
              onClick={() => onChange({ filter: value }, { replace: true })}
            >
              {label}
            </Button>
          ))}
        </div>
        <div role="group" aria-label="Layout" className={styles.segments}>
          <Button
            size="small"
            aria-pressed={address.view === 'merged'}
            onClick={() => onChange({ view: 'merged' }, { replace: true })}
          >
            Merged
          </Button>
          <Button
            size="small"
            aria-pressed={address.view === 'side'}
            onClick={() => onChange({ view: 'side' }, { replace: true })}
          >
            Side by side
          </Button>
          {graph && (
            <Button size="small" aria-pressed={isGraph} onClick={() => onChange({ view: 'graph' }, { replace: true })}>
              Graph
            </Button>
          )}
        </div>
        <label className={styles.find}>
          <Search size={14} aria-hidden="true" />
          <input
            ref={find}
            type="search"
            aria-label="Find in both traces"
            placeholder="Find service, operation, id"
            defaultValue={address.find}
            onChange={(event) => onChange({ find: event.target.value }, { replace: true })}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              step(event.shiftKey ? -1 : 1)
            }}
          />
          <span aria-live="polite">{matches && plural(matches.length, 'match', 'matches')}</span>
        </label>
        {canCorrect && (
          <button
            type="button"
            role="switch"
            aria-checked={corrected}
            aria-label="Corrected clocks"
            className={styles.switch}
            onClick={() => onChange({ clocks: corrected ? 'raw' : 'corrected' }, { replace: true })}
          >
            Corrected clocks: {corrected ? 'on' : 'off'}
          </button>
        )}
      </div>
      <SplitPane
        label="Details"
        sized="end"
        orientation={isNarrow ? 'column' : 'row'}
        sizePx={isNarrow ? panelHeight : panelWidth}
        minPx={isNarrow ? 120 : 240}
        onSizeChange={isNarrow ? setPanelHeight : setPanelWidth}
        className={styles.main}
        start={
          <>
            {isGraph && graph(comparison)}
            {/* the picture that is saved is the tree's, so it stays */}
            <div style={{ display: isGraph ? 'none' : 'contents' }}>
              <MergedTreeGrid
                comparison={comparison}
                address={address}
                onChange={onChange}
                folding={folding}
                listedRef={listed}
                highlighted={highlighted}
                matches={matches}
                selectedRow={selectedRow}
                onSelect={selectRow}
              />
            </div>
          </>
        }
        end={
          isGraph ? null : (
            <div className={styles.panel}>
              {selectedRow !== NONE && (
                <PairDetails
                  comparison={comparison}
                  address={address}
                  row={selectedRow}
                  onClose={() => selectRow(NONE)}
                />
              )}
              <AttributeChanges comparison={comparison} clocks={address.clocks} onSelect={selectRow} />
            </div>
          )
        }
      />
    </div>
  )
}

function Side({
  name,
  traceName,
  side: { trace },
  onReplace,
}: {
  readonly name: 'A' | 'B'
  readonly traceName: string | null
  readonly side: TraceAnalysis
  readonly onReplace: () => void
}) {
  const isSaved = use(SavedFrom) !== null
  const root = trace.mainRoot
  return (
    <div className={styles.side}>
      <b className={name === 'A' ? styles.nameA : styles.nameB}>{name}</b>
      <TraceLink to={linkToTrace(traceName ?? trace.traceId)}>
        {root === NONE ? trace.traceId : titleOf(trace, root)}
      </TraceLink>
      <span title={root === NONE ? undefined : formatExactDuration(durationOf(trace, root))}>
        {root === NONE ? 'empty' : formatDuration(durationOf(trace, root))}
      </span>
      <span className={styles.muted}>
        {plural(trace.length, 'span')} · <StartTime us={trace.epochUs} />
      </span>
      {!isSaved && (
        <button
          type="button"
          className={styles.linkButton}
          aria-label={`Choose another trace ${name}`}
          onClick={onReplace}
        >
          change
        </button>
      )}
    </div>
  )
}

const nameCost = ({ status, category, gapKind, service, operation }: Contribution): PickedCost => ({
  status,
  category,
  kind: gapKind,
  service,
  operation,
})

function findCost(contributions: readonly Contribution[], picked: PickedCost | null): number {
  if (!picked) return NONE
  return contributions.findIndex((cost) => {
    const { status, category, kind, service, operation } = nameCost(cost)
    return (
      operation === picked.operation &&
      service === picked.service &&
      status === picked.status &&
      category === picked.category &&
      kind === picked.kind
    )
  })
}

function firstBit(rows: Bitset, length: number): number {
  for (let row = 0; row < length; row++) if (hasBit(rows, row)) return row
  return NONE
}

const HELP = {
  title: 'Compare: the tree',
  shortcuts: [
    { keys: ['f'], does: 'find in both traces' },
    { keys: ['↑', '↓'], does: 'previous, next row' },
    { keys: ['→', '←'], does: 'open, close the row' },
    { keys: ['*'], does: 'open all rows' },
    { keys: ['1–9'], does: 'open so many levels' },
    { keys: ['Enter'], does: 'details of the pair' },
    { keys: ['+', '-', '0'], does: 'zoom in, out, all' },
    { keys: ['Shift+←', 'Shift+→'], does: 'move the time shown' },
    { keys: ['Esc'], does: 'all of the time again, then close the details' },
  ],
} as const

/** `f`, as in the timeline. */
function useFindKey(find: RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'f' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      find.current?.focus()
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [find])
}
