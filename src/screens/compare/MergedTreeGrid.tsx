import { useEffect, useMemo, type RefObject } from 'react'
import type { TraceAnalysis } from '../../analysis/analyze.ts'
import { listMergedRows } from '../../layout/mergedTree.ts'
import type { TimeRange } from '../../layout/timeRange.ts'
import type { Bitset } from '../../lib/bitset.ts'
import { formatDelta, formatDuration, formatExactDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE } from '../../model/trace.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import type { ChangeCompare } from './changeCompare.ts'
import type { Folding } from './folding.ts'
import { SpanBar } from './SpanBar.tsx'
import { TreeGrid, type RowWords } from './TreeGrid.tsx'
import styles from './TreeGrid.module.css'
import { timesOfRow, type TimeOfBoth } from './timeOfBoth.ts'
import { useZoom } from './useZoom.ts'

interface MergedTreeGridProps {
  readonly comparison: ComparisonView
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
  readonly time: TimeOfBoth
  readonly folding: Folding
  /** Per row whether the filter lets it be listed; null when all are. */
  readonly fits: Uint8Array | null
  /** Told which rows are listed and over which time, for pictures of them. */
  readonly listedRef: RefObject<ListedRows>
  /** Rows of the picked contribution; the others step back. */
  readonly highlighted: Bitset | null
  readonly matches: readonly number[]
  readonly selectedRow: number
  readonly onSelect: (row: number) => void
}

export interface ListedRows {
  readonly rows: Int32Array
  readonly range: TimeRange
  readonly noteOf?: (row: number) => string
  readonly highlighted?: Bitset | null
}

/** One tree of both traces, a pair of bars per row on one time scale, both roots at 0; or A's bars beside B's. */
export function MergedTreeGrid(props: MergedTreeGridProps) {
  const { comparison, address, onChange, time, folding, fits, listedRef, highlighted, matches, selectedRow, onSelect } =
    props
  const { tree, a, b } = comparison
  const { range, view } = address
  const rows = useMemo(() => listMergedRows(tree, folding.isShut, fits), [tree, folding, fits])
  // B's span, where there is one: it is what the question is about.
  const chosen = selectedRow === NONE ? null : timesOfRow(comparison, selectedRow).at(-1)!
  const zoom = useZoom(range, time, chosen, (next) => onChange({ range: next }, { replace: true }))
  useEffect(() => {
    const noteOf = (row: number) => wordsOf(comparison, row, folding.isShut(row)).note
    listedRef.current = { rows, range: zoom.range, noteOf, highlighted }
  }, [listedRef, rows, zoom.range, comparison, folding, highlighted])
  const found = useMemo(() => new Set(matches), [matches])
  const isSideBySide = view === 'side'
  return (
    <TreeGrid
      label="Compared spans"
      tree={tree}
      rows={rows}
      folding={folding}
      onFold={(folds) => onChange({ folds }, { replace: true })}
      zoom={zoom}
      axes={isSideBySide ? ['A', 'B'] : ['']}
      endTitle="Δ"
      wordsOf={(row) => wordsOf(comparison, row, folding.isShut(row))}
      renderTrack={(row) => (
        <span className={isSideBySide ? styles.sideBySide : styles.stacked}>
          <SideBar name="A" side={a} span={tree.a[row]} range={zoom.range} />
          <SideBar name="B" side={b} span={tree.b[row]} range={zoom.range} />
        </span>
      )}
      renderEnd={(row) => <Delta comparison={comparison} row={row} />}
      highlighted={highlighted}
      found={found}
      selectedRow={selectedRow}
      onSelect={onSelect}
    />
  )
}

interface SideBarProps {
  readonly name: 'A' | 'B'
  readonly side: TraceAnalysis
  readonly span: number
  readonly range: TimeRange
}

function SideBar({ name, side: { trace }, span, range }: SideBarProps) {
  if (span === NONE) return <span className={styles.noBar}>not in {name}</span>
  const zeroUs = trace.mainRoot === NONE ? 0 : trace.startUs[trace.mainRoot]
  return (
    <SpanBar
      look={name === 'A' ? 'outlined' : 'solid'}
      service={trace.services[trace.serviceId[span]]}
      startUs={trace.startUs[span] - zeroUs}
      endUs={trace.endUs[span] - zeroUs}
      range={range}
      text={`${name} ${formatDuration(durationOf(trace, span))}`}
    />
  )
}

function wordsOf({ tree, a, b }: ComparisonView, row: number, isShut: boolean): RowWords {
  const [spanA, spanB] = [tree.a[row], tree.b[row]]
  const [trace, span] = spanB === NONE ? [a.trace, spanA] : [b.trace, spanB]
  const service = trace.services[trace.serviceId[span]]
  const operation = trace.names[trace.nameId[span]]
  const textA = spanA === NONE ? '' : formatDuration(durationOf(a.trace, spanA))
  const textB = spanB === NONE ? '' : formatDuration(durationOf(b.trace, spanB))
  const times =
    spanA === NONE
      ? `only in B, ${textB}`
      : spanB === NONE
        ? `only in A, ${textA}`
        : `A ${textA}, B ${textB}, ${formatDelta(tree.deltaUs[row])}`
  const below = tree.subtreeEnd[row] - row - 1
  return {
    label: `${service} ${operation}, ${times}`,
    service,
    operation,
    mark: spanA === NONE ? '+' : spanB === NONE ? '−' : '',
    note: isShut ? `${plural(below, 'span')} below${tree.changed[row] ? '' : ', the same'}` : '',
  }
}

function Delta({ comparison: { tree, a }, row }: { readonly comparison: ComparisonView; readonly row: number }) {
  const us = tree.deltaUs[row]
  const notable = Math.abs(us) >= a.minGapUs
  const oneSided = tree.a[row] === NONE ? 'only in B' : tree.b[row] === NONE ? 'only in A' : null
  return (
    <span className={styles.delta} title={formatExactDuration(us)}>
      <span className={!notable ? styles.muted : us > 0 ? styles.slower : styles.faster}>{formatDelta(us)}</span>
      {oneSided && <span className={styles.muted}>{oneSided}</span>}
    </span>
  )
}
