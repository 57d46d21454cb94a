import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { Typical } from '../../analysis/typical.ts'
import { buildTypicalTree, listTypicalRows, type TypicalTree } from '../../layout/typicalTree.ts'
import { computeExtent, homeRange, type TimeRange } from '../../layout/timeRange.ts'
import { formatDuration, plural } from '../../lib/format.ts'
import { durationOf, findSpan, NONE, spanIdOf, titleOf } from '../../model/trace.ts'
import { SplitPane } from '../../ui/SplitPane.tsx'
import { useNarrow } from '../../ui/useNarrow.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import type { ChangeCompare } from './changeCompare.ts'
import compare from './Compare.module.css'
import { foldRows, type RowNames } from './folding.ts'
import { formatUsual } from './formatUsual.ts'
import { isUnusual } from './isUnusual.ts'
import { SpanBar } from './SpanBar.tsx'
import { TreeGrid, type RowWords } from './TreeGrid.tsx'
import styles from './TreeGrid.module.css'
import { UsualBar } from './UsualBar.tsx'
import { useZoom } from './useZoom.ts'

interface TypicalTreeGridProps {
  readonly view: TraceView
  readonly typical: Typical
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
}

/** The trace's tree: each span's bar above what is usual for it, and rows for what is usually there and missing. */
export function TypicalTreeGrid({ view, typical, address, onChange }: TypicalTreeGridProps) {
  const { trace } = view
  const isNarrow = useNarrow()
  const [panelWidth, setPanelWidth] = useState(300)
  const [panelHeight, setPanelHeight] = useState(140)
  const tree = useMemo(
    () =>
      buildTypicalTree(
        trace,
        typical.missing.map(({ parent }) => parent),
        // Where too little is known to call anything unusual, nothing is folded away either.
        (span) => !typical.enough || isUnusual(typical, span),
      ),
    [trace, typical],
  )
  const names = useMemo(
    (): RowNames => ({
      rowOf({ spanId }) {
        const span = findSpan(trace, spanId)
        return span === NONE ? NONE : tree.rowOfSpan[span]
      },
      nameOf: (row) => ({ side: 'b', spanId: tree.span[row] === NONE ? '' : spanIdOf(trace, tree.span[row]) }),
    }),
    [trace, tree],
  )
  const folding = useMemo(() => foldRows({ tree }, names, address.folds), [tree, names, address.folds])
  const rows = useMemo(
    () => listTypicalRows(tree, folding.isShut, address.filter !== 'all'),
    [tree, folding, address.filter],
  )
  const whole = useMemo(() => timeOf(view, typical), [view, typical])
  const selectedRow = address.selected ? names.rowOf(address.selected) : NONE
  const zoom = useZoom(address.range, { home: whole, extent: whole }, null, (range) =>
    onChange({ range }, { replace: true }),
  )
  const zeroUs = trace.mainRoot === NONE ? 0 : trace.startUs[trace.mainRoot]
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
          rows={rows}
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
          found={NOTHING}
          selectedRow={selectedRow}
          onSelect={(row) =>
            onChange(
              { selected: row === NONE || tree.span[row] === NONE ? null : names.nameOf(row) },
              { replace: true },
            )
          }
        />
      }
      end={
        <div className={compare.panel}>
          {selectedRow === NONE ? (
            <p className={compare.muted}>Choose a span to see its numbers.</p>
          ) : (
            <UsualNumbers view={view} typical={typical} span={tree.span[selectedRow]} />
          )}
        </div>
      }
    />
  )
}

const NOTHING: ReadonlySet<number> = new Set()

/** The trace's own time, and what its root usually takes. */
function timeOf({ trace }: TraceView, { durationP95Us }: Typical): TimeRange {
  const { startUs, endUs } = homeRange(trace, computeExtent(trace))
  if (trace.mainRoot === NONE) return { startUs, endUs }
  const zeroUs = trace.startUs[trace.mainRoot]
  return { startUs: startUs - zeroUs, endUs: Math.max(endUs - zeroUs, durationP95Us[trace.mainRoot] || 0) }
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
          text={`usually ${formatDuration(durationP50Us)}`}
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
          text={formatUsual(typical, 'duration', span)}
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

function UsualNumbers({ view, typical, span }: { view: TraceView; typical: Typical; span: number }) {
  const { trace, selfUs } = view
  const title = titleOf(trace, span)
  const rows = [
    ['Duration', durationOf(trace, span), typical.durationP5Us, typical.durationP50Us, typical.durationP95Us],
    ['Own time', selfUs[span], typical.selfP5Us, typical.selfP50Us, typical.selfP95Us],
  ] as const
  const format = (us: number) => (Number.isNaN(us) ? '–' : formatDuration(us))
  return (
    <section aria-label={`Details of ${title}`}>
      <h2 className={compare.panelTitle}>{title}</h2>
      <table className={compare.pairTable} aria-label="This span against others">
        <thead>
          <tr>
            <td />
            <th scope="col">here</th>
            {['5th', 'median', '95th'].map((title) => (
              <th
                key={title}
                scope="col"
                title={title === 'median' ? undefined : 'percentile: that many of 100 take less'}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, hereUs, ...usual]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={compare.number}>
                {format(hereUs)}
                {typical.slow[span] === 1 && hereUs > usual[2][span] && ' ▲'}
                {typical.fast[span] === 1 && hereUs < usual[0][span] && ' ▼'}
              </td>
              {usual.map((column, i) => (
                <td key={i} className={compare.number}>
                  {format(column[span])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={compare.muted}>
        In {typical.samples[span]} of {plural(typical.traces, 'other trace')}.{' '}
        <Link to={linkToTrace(view.name, spanIdOf(trace, span))}>Open in the trace</Link>
      </p>
    </section>
  )
}
