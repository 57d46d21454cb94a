import { useRef, useState, type ReactNode } from 'react'
import { NONE } from '../../model/trace.ts'
import type { ShortcutGroup } from '../../ui/keyboardHelp.ts'
import { SplitPane } from '../../ui/SplitPane.tsx'
import { useNarrow } from '../../ui/useNarrow.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import { AttributeChanges } from './AttributeChanges.tsx'
import { ClockSwitch } from './ClockSwitch.tsx'
import styles from './Compare.module.css'
import type { ChangeCompare } from './changeCompare.ts'
import { ComparisonHead } from './ComparisonHead.tsx'
import { ContributionList } from './ContributionList.tsx'
import { ExportComparison } from './ExportComparison.tsx'
import { FindField } from './FindField.tsx'
import { stepMatch } from './matches.ts'
import { MergedTreeGrid, type ListedRows } from './MergedTreeGrid.tsx'
import { PairDetails } from './PairDetails.tsx'
import { Toggles } from './Toggles.tsx'
import { useCompareKeys } from './useCompareKeys.ts'
import { useComparedRows } from './useComparedRows.ts'

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

const LAYOUTS = [
  ['merged', 'Merged'],
  ['side', 'Side by side'],
  ['graph', 'Graph'],
] as const

/** Two traces that are here: the sentence, the costs, the trees. */
export function OpenComparison({ comparison, address, onChange, graph }: OpenComparisonProps) {
  const { diff, a, b } = comparison
  const listed = useRef<ListedRows>({ rows: new Int32Array(), range: { startUs: 0, endUs: 1 } })
  const find = useRef<HTMLInputElement>(null)
  const isNarrow = useNarrow()
  const [panelWidth, setPanelWidth] = useState(380)
  const [panelHeight, setPanelHeight] = useState(240)
  const rows = useComparedRows(comparison, address, onChange)
  const { matches, selectedRow } = rows
  useCompareKeys({ find, help: HELP, onStep: rows.stepDifference, onEscape: rows.letGo })
  const isGraph = graph !== undefined && address.view === 'graph'
  const layout = isGraph || address.view !== 'graph' ? address.view : 'merged'

  return (
    <div className={styles.page}>
      <ComparisonHead comparison={comparison} address={address} onChange={onChange}>
        <ExportComparison comparison={comparison} address={address} listed={listed} />
      </ComparisonHead>
      <ContributionList
        contributions={diff.contributions}
        deltaUs={diff.deltaUs}
        picked={rows.picked}
        onPick={rows.pick}
      />
      <div className={styles.controls}>
        <Toggles
          label="Rows"
          options={FILTERS}
          value={address.filter}
          onChoose={(filter) => onChange({ filter }, { replace: true })}
        />
        <Toggles
          label="Layout"
          options={graph ? LAYOUTS : LAYOUTS.slice(0, 2)}
          value={layout}
          onChoose={(view) => onChange({ view }, { replace: true })}
        />
        <FindField
          label="Find in both traces"
          text={address.find}
          matches={matches}
          selectedRow={selectedRow}
          inputRef={find}
          onChange={(text) => onChange({ find: text }, { replace: true })}
          onStep={(direction) => {
            if (matches && matches.rows.length > 0) rows.goTo(stepMatch(matches.rows, selectedRow, direction))
          }}
        />
        <ClockSwitch sides={[a, b]} onChange={onChange} />
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
                time={rows.time}
                folding={rows.folding}
                fits={rows.fits}
                listedRef={listed}
                highlighted={rows.highlighted}
                matches={matches?.rows ?? NO_ROWS}
                selectedRow={selectedRow}
                onSelect={rows.select}
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
                  onClose={() => rows.select(NONE)}
                />
              )}
              <AttributeChanges comparison={comparison} clocks={address.clocks} onSelect={rows.goTo} />
            </div>
          )
        }
      />
    </div>
  )
}

const NO_ROWS: readonly number[] = []

const HELP: ShortcutGroup = {
  title: 'Compare',
  shortcuts: [
    { keys: ['f'], does: 'Find in both traces' },
    { keys: ['Enter', 'Shift+Enter'], does: 'Next and previous match, in the find box' },
    { keys: ['n', 'p'], does: 'Next and previous span that made a difference' },
    { keys: ['Esc'], does: 'All of the time again, then close the details, then let go of the cost' },
    { keys: ['↑', '↓', 'PgUp', 'PgDn', 'Home', 'End'], does: 'Rows of the tree' },
    { keys: ['←', '→'], does: 'Close or open a row, or go to its parent or child' },
    { keys: ['*'], does: 'Open all rows' },
    { keys: ['1 … 9'], does: 'Show the first levels only' },
    { keys: ['Enter', 'Space'], does: 'Details of the pair' },
    { keys: ['+', '−', '0'], does: 'Zoom in, out, reset' },
    { keys: ['Shift+←', 'Shift+→'], does: 'Move the time shown' },
  ],
}
