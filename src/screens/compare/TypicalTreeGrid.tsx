import { useMemo, useState } from 'react'
import type { Typical } from '../../analysis/typical.ts'
import { listTypicalRows, type TypicalTree } from '../../layout/typicalTree.ts'
import type { TimeRange } from '../../layout/timeRange.ts'
import { formatDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE } from '../../model/trace.ts'
import { SplitPane } from '../../ui/SplitPane.tsx'
import { useNarrow } from '../../ui/useNarrow.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import type { ChangeCompare } from './changeCompare.ts'
import compare from './Compare.module.css'
import { formatRange, formatUsual, usualWord } from './formatUsual.ts'
import { SpanBar } from './SpanBar.tsx'
import { TreeGrid, type RowWords } from './TreeGrid.tsx'
import styles from './TreeGrid.module.css'
import { TypicalDetails } from './TypicalDetails.tsx'
import { UsualBar } from './UsualBar.tsx'
import type { useTypicalRows } from './useTypicalRows.ts'
import { useZoom } from './useZoom.ts'

interface TypicalTreeGridProps {
  readonly view: TraceView
  readonly typical: Typical
  readonly rows: ReturnType<typeof useTypicalRows>
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
}

/** The trace's tree: each span's bar above what is usual for it, and rows for what is usually there and missing. */
export function TypicalTreeGrid({ view, typical, rows, address, onChange }: TypicalTreeGridProps) {
  const { trace } = view
  const { tree, folding, fits, time, matches, selectedRow } = rows
  const isNarrow = useNarrow()
  const [panelWidth, setPanelWidth] = useState(300)
  const [panelHeight, setPanelHeight] = useState(140)
  const listed = useMemo(() => listTypicalRows(tree, folding.isShut, fits !== null), [tree, folding, fits])
  const found = useMemo(() => new Set(matches?.rows ?? []), [matches])
  const zeroUs = trace.mainRoot === NONE ? 0 : trace.startUs[trace.mainRoot]
  const chosen = selectedRow === NONE ? NONE : tree.span[selectedRow]
  const zoom = useZoom(
    address.range,
    time,
    chosen === NONE ? null : { startUs: trace.startUs[chosen] - zeroUs, endUs: trace.endUs[chosen] - zeroUs },
    (range) => onChange({ range }, { replace: true }),
  )
  return (
    <SplitPane
      label="Details"
      sized="end"
      orientation={isNarrow ? 'column' : 'row'}
      sizePx={isNarrow ? panelHeight : panelWidth}
      minPx={isNarrow ? 100 : 220}
      onSizeChange={isNarrow ? setPanelHeight : setPanelWidth}
      className={compare.main}
      start={
        <TreeGrid
          label="Spans against their usual range"
          tree={tree}
          rows={listed}
          folding={folding}
          onFold={(folds) => onChange({ folds }, { replace: true })}
          zoom={zoom}
          axes={['']}
          endTitle={typical.enough ? 'Unusual' : 'In others'}
          wordsOf={(row) => wordsOf(view, typical, tree, row, folding.isShut(row))}
          renderTrack={(row) => (
            <span className={styles.stacked}>
              <Bars view={view} typical={typical} tree={tree} row={row} zeroUs={zeroUs} range={zoom.range} />
            </span>
          )}
          renderEnd={(row) => <Verdict typical={typical} tree={tree} row={row} />}
          highlighted={null}
          found={found}
          selectedRow={selectedRow}
          onSelect={rows.select}
        />
      }
      end={
        <div className={compare.panel}>
          {selectedRow === NONE ? (
            <p className={compare.muted}>Choose a span to see its numbers.</p>
          ) : (
            <TypicalDetails
              view={view}
              typical={typical}
              tree={tree}
              row={selectedRow}
              onClose={() => rows.select(NONE)}
            />
          )}
        </div>
      }
    />
  )
}

interface RowProps {
  readonly view: TraceView
  readonly typical: Typical
  readonly tree: TypicalTree
  readonly row: number
}

function Bars({ view, typical, tree, row, zeroUs, range }: RowProps & { zeroUs: number; range: TimeRange }) {
  const { trace } = view
  const span = tree.span[row]
  if (span === NONE) {
    const { service, parent, durationP50Us } = typical.missing[tree.missing[row]]
    const startUs = parent === NONE ? 0 : trace.startUs[parent] - zeroUs
    return (
      <>
        <span className={styles.noBar}>not in this trace</span>
        <UsualBar
          service={service}
          startUs={startUs}
          p5Us={durationP50Us}
          p50Us={durationP50Us}
          p95Us={durationP50Us}
          range={range}
          word="usually"
          text={formatDuration(durationP50Us)}
        />
      </>
    )
  }
  const service = trace.services[trace.serviceId[span]]
  const startUs = trace.startUs[span] - zeroUs
  return (
    <>
      <SpanBar
        look="solid"
        service={service}
        startUs={startUs}
        endUs={trace.endUs[span] - zeroUs}
        range={range}
        text={formatDuration(durationOf(trace, span))}
      />
      {typical.samples[span] === 0 ? (
        <span className={styles.noBar}>in no other trace</span>
      ) : (
        <UsualBar
          service={service}
          startUs={startUs}
          p5Us={typical.durationP5Us[span]}
          p50Us={typical.durationP50Us[span]}
          p95Us={typical.durationP95Us[span]}
          range={range}
          word={usualWord(typical)}
          text={formatRange(typical, 'duration', span)!}
        />
      )}
    </>
  )
}

/** What is unusual about a row: a mark, and a word. */
function verdictOf(typical: Typical, tree: TypicalTree, row: number): { mark: string; word: string } {
  const span = tree.span[row]
  if (span === NONE) return { mark: '−', word: 'missing' }
  if (typical.extra[span]) return { mark: '+', word: 'extra' }
  if (typical.slow[span]) return { mark: '▲', word: 'slower' }
  if (typical.fast[span]) return { mark: '▼', word: 'faster' }
  return { mark: '', word: '' }
}

function Verdict({ typical, tree, row }: Omit<RowProps, 'view'>) {
  const { mark, word } = verdictOf(typical, tree, row)
  const span = tree.span[row]
  const count = span === NONE ? typical.missing[tree.missing[row]].traces : typical.samples[span]
  return (
    <span className={styles.delta}>
      {word !== '' && (
        <span className={word === 'slower' ? styles.slower : word === 'faster' ? styles.faster : styles.marked}>
          {mark} {word}
        </span>
      )}
      <span className={styles.muted}>
        in {count} of {typical.traces}
      </span>
    </span>
  )
}

function wordsOf(view: TraceView, typical: Typical, tree: TypicalTree, row: number, isShut: boolean): RowWords {
  const { trace } = view
  const span = tree.span[row]
  const { mark, word } = verdictOf(typical, tree, row)
  if (span === NONE) {
    const { service, operation, count, durationP50Us } = typical.missing[tree.missing[row]]
    const times = count > 1 ? `×${count}` : ''
    const label = `${service} ${operation}, usually there, missing here, ${formatDuration(durationP50Us)}`
    return { label, service, operation, mark, note: times }
  }
  const service = trace.services[trace.serviceId[span]]
  const operation = trace.names[trace.nameId[span]]
  const label = `${service} ${operation}, ${formatDuration(durationOf(trace, span))}, ${formatUsual(typical, 'duration', span)}${word && `, ${word}`}`
  const below = tree.subtreeEnd[row] - row - 1
  const note = isShut ? `${plural(below, 'span')} below${tree.changed[row] ? '' : ', as usual'}` : ''
  return { label, service, operation, mark, note }
}
