import { ChevronDown, ChevronRight } from 'lucide-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { TraceAnalysis } from '../../analysis/analyze.ts'
import { listMergedRows, type MergedFilter } from '../../layout/mergedTree.ts'
import { hasBit, type Bitset } from '../../lib/bitset.ts'
import { formatDelta, formatDuration, formatExactDuration } from '../../lib/format.ts'
import { serviceColor } from '../../lib/serviceHue.ts'
import { durationOf, NONE } from '../../model/trace.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import styles from './Compare.module.css'

interface MergedTreeGridProps {
  readonly comparison: ComparisonView
  /** Told which rows are listed, for pictures of them. */
  readonly listed: RefObject<Int32Array>
  readonly filter: MergedFilter
  readonly sideBySide: boolean
  /** Rows of the picked contribution; the others step back. */
  readonly highlighted: Bitset | null
  readonly matches: readonly number[] | null
  readonly selectedRow: number
  readonly onSelect: (row: number) => void
}

const ROW_PX = 38

/** One tree of both traces, a pair of bars per row on one time scale, both roots at 0. Only the rows on screen exist. */
export function MergedTreeGrid(props: MergedTreeGridProps) {
  const { comparison, listed, filter, sideBySide, highlighted, matches, selectedRow, onSelect } = props
  const { tree, a, b } = comparison
  const [shut, setShut] = useState(() => foldUnchanged(comparison))
  const rows = useMemo(
    () => listMergedRows(tree, (row) => shut.has(row), filter, a.minGapUs),
    [tree, shut, filter, a.minGapUs],
  )
  useEffect(() => {
    listed.current = rows
  }, [listed, rows])
  const [active, setActive] = useState(0)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  })
  const found = useMemo(() => new Set(matches ?? []), [matches])
  const scale = useMemo(() => timeScale(a, b), [a, b])
  const hasChildren = (row: number) => tree.subtreeEnd[row] > row + 1

  const reveal = (row: number) => {
    if (row === NONE) return
    let above = tree.parent[row]
    const next = new Set(shut)
    while (above !== NONE) {
      next.delete(above)
      above = tree.parent[above]
    }
    if (next.size !== shut.size) setShut(next)
    const at = listMergedRows(tree, (other) => next.has(other), filter, a.minGapUs).indexOf(row)
    if (at === -1) return
    setActive(at)
    requestAnimationFrame(() => virtual.scrollToIndex(at, { align: 'auto' }))
  }
  // what is chosen elsewhere (a contribution, a match, a link) comes into view
  useEffect(() => reveal(selectedRow), [selectedRow, filter]) // oxlint-disable-line react-hooks/exhaustive-deps
  useEffect(() => {
    if (!highlighted) return
    for (let row = 0; row < tree.length; row++) {
      if (!hasBit(highlighted, row)) continue
      reveal(row)
      break
    }
  }, [highlighted]) // oxlint-disable-line react-hooks/exhaustive-deps

  const toggle = (row: number) => {
    const next = new Set(shut)
    if (!next.delete(row)) next.add(row)
    setShut(next)
  }
  const move = (at: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at))
    setActive(next)
    virtual.scrollToIndex(next, { align: 'auto' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active]
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowDown') move(active + 1)
    else if (event.key === 'ArrowUp') move(active - 1)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(rows.length - 1)
    else if (event.key === 'PageDown') move(active + 12)
    else if (event.key === 'PageUp') move(active - 12)
    else if (event.key === 'Enter' || event.key === ' ') onSelect(row)
    else if (event.key === 'Escape') onSelect(NONE)
    else if (event.key === 'ArrowRight') {
      if (hasChildren(row) && shut.has(row)) toggle(row)
      else move(active + 1)
    } else if (event.key === 'ArrowLeft') {
      if (hasChildren(row) && !shut.has(row)) toggle(row)
      else if (tree.parent[row] !== NONE) move(rows.indexOf(tree.parent[row]))
    } else return
    event.preventDefault()
  }

  return (
    <div className={styles.treeBox}>
      <div className={styles.treeHead}>
        <span>Service · operation</span>
        <span>
          0 – {formatDuration(scale.endUs)} {sideBySide ? '· A left, B right ' : '· A above, B below '}
          <button type="button" className={styles.linkButton} onClick={() => setShut(new Set())}>
            Expand all
          </button>{' '}
          <button type="button" className={styles.linkButton} onClick={() => setShut(foldUnchanged(comparison))}>
            Fold what is the same
          </button>
        </span>
        <span className={styles.number}>Δ</span>
      </div>
      <div
        ref={scroller}
        role="treegrid"
        aria-label="Compared spans"
        aria-rowcount={rows.length}
        tabIndex={0}
        aria-activedescendant={rows.length > 0 ? `merged-${rows[active]}` : undefined}
        className={styles.treeScroll}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: `${virtual.getTotalSize()}px`, position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            const dim = highlighted !== null && !hasBit(highlighted, row)
            return (
              <div
                key={row}
                id={`merged-${row}`}
                role="row"
                aria-level={tree.depth[row] + 1}
                aria-rowindex={item.index + 1}
                aria-selected={row === selectedRow}
                aria-expanded={hasChildren(row) ? !shut.has(row) : undefined}
                aria-label={nameOf(comparison, row)}
                className={[
                  styles.row,
                  item.index === active ? styles.activeRow : '',
                  row === selectedRow ? styles.selectedRow : '',
                  found.has(row) ? styles.foundRow : '',
                  dim ? styles.dimRow : '',
                ].join(' ')}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  setActive(item.index)
                  onSelect(row)
                }}
              >
                <RowName comparison={comparison} row={row} isShut={shut.has(row)} onToggle={() => toggle(row)} />
                <span role="gridcell" className={sideBySide ? styles.sideTrack : styles.track}>
                  <Bar side="A" analysis={a} span={tree.a[row]} scale={scale} />
                  <Bar side="B" analysis={b} span={tree.b[row]} scale={scale} />
                </span>
                <Delta comparison={comparison} row={row} />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** Rows without any difference below them are shut; so are the matched leaves' parents that differ only above. */
function foldUnchanged({ tree }: ComparisonView): Set<number> {
  const shut = new Set<number>()
  for (let row = 0; row < tree.length; row++) if (!tree.changed[row] && tree.subtreeEnd[row] > row + 1) shut.add(row)
  return shut
}

interface Scale {
  readonly endUs: number
}

function timeScale(a: TraceAnalysis, b: TraceAnalysis): Scale {
  const duration = ({ trace }: TraceAnalysis) => (trace.mainRoot === NONE ? 0 : durationOf(trace, trace.mainRoot))
  return { endUs: Math.max(duration(a), duration(b), 1) }
}

const sideOf = ({ tree, a, b }: ComparisonView, row: number) =>
  tree.b[row] === NONE ? ([a.trace, tree.a[row]] as const) : ([b.trace, tree.b[row]] as const)

function nameOf(comparison: ComparisonView, row: number): string {
  const { tree, a, b } = comparison
  const [trace, span] = sideOf(comparison, row)
  const name = `${trace.services[trace.serviceId[span]]} ${trace.names[trace.nameId[span]]}`
  if (tree.a[row] === NONE) return `${name}, only in B, ${formatDuration(durationOf(b.trace, tree.b[row]))}`
  if (tree.b[row] === NONE) return `${name}, only in A, ${formatDuration(durationOf(a.trace, tree.a[row]))}`
  return `${name}, A ${formatDuration(durationOf(a.trace, tree.a[row]))}, B ${formatDuration(durationOf(b.trace, tree.b[row]))}, ${formatDelta(tree.deltaUs[row])}`
}

function RowName({
  comparison,
  row,
  isShut,
  onToggle,
}: {
  comparison: ComparisonView
  row: number
  isShut: boolean
  onToggle: () => void
}) {
  const { tree } = comparison
  const [trace, span] = sideOf(comparison, row)
  const service = trace.services[trace.serviceId[span]]
  const hidden = tree.subtreeEnd[row] - row - 1
  const mark = tree.a[row] === NONE ? '+' : tree.b[row] === NONE ? '−' : ''
  return (
    <span
      role="gridcell"
      className={styles.rowName}
      style={{ paddingLeft: `${Math.min(tree.depth[row], 24) * 12 + 4}px` }}
    >
      {hidden > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          aria-label={isShut ? 'Expand' : 'Collapse'}
          className={styles.expander}
          onClick={(event) => {
            event.stopPropagation()
            onToggle()
          }}
        >
          {isShut ? <ChevronRight size={14} aria-hidden="true" /> : <ChevronDown size={14} aria-hidden="true" />}
        </button>
      ) : (
        <span className={styles.expander} />
      )}
      <span className={styles.swatch} style={{ background: serviceColor(service) }} aria-hidden="true" />
      {mark && <b aria-hidden="true">{mark}</b>}
      <span className={styles.names} title={`${service} ${trace.names[trace.nameId[span]]}`}>
        <span className={styles.muted}>{service}</span> {trace.names[trace.nameId[span]]}
        {isShut && hidden > 0 && (
          <span className={styles.muted}>
            {' '}
            · {hidden} below{tree.changed[row] ? '' : ', the same'}
          </span>
        )}
      </span>
    </span>
  )
}

function Bar({
  side,
  analysis: { trace },
  span,
  scale,
}: {
  side: 'A' | 'B'
  analysis: TraceAnalysis
  span: number
  scale: Scale
}) {
  if (span === NONE) return <span className={styles.noBar}>{side === 'A' ? 'not in A' : 'not in B'}</span>
  const zero = trace.mainRoot === NONE ? 0 : trace.startUs[trace.mainRoot]
  const left = Math.max(0, Math.min(100, (100 * (trace.startUs[span] - zero)) / scale.endUs))
  const width = Math.max(0, Math.min(100 - left, (100 * durationOf(trace, span)) / scale.endUs))
  const text = formatDuration(durationOf(trace, span))
  return (
    <span className={styles.barLine}>
      <span
        className={side === 'A' ? styles.barA : styles.barB}
        style={{
          left: `${left}%`,
          width: `max(2px, ${width}%)`,
          background: serviceColor(trace.services[trace.serviceId[span]]),
        }}
      />
      <span className={width > 60 ? styles.barTextInside : styles.barText} style={textPlace(left, width)}>
        {side} {text}
      </span>
    </span>
  )
}

/** Behind the bar; before it where there is no room behind, inside where there is none at all. */
function textPlace(left: number, width: number) {
  if (left + width <= 80) return { left: `${left + width}%` }
  return width > 60 ? { right: `${100 - left - width}%` } : { right: `${100 - left}%` }
}

function Delta({ comparison: { tree, a }, row }: { comparison: ComparisonView; row: number }) {
  const us = tree.deltaUs[row]
  const notable = Math.abs(us) >= a.minGapUs
  const oneSided = tree.a[row] === NONE ? 'only in B' : tree.b[row] === NONE ? 'only in A' : null
  return (
    <span role="gridcell" className={styles.delta} title={formatExactDuration(us)}>
      <span className={!notable ? styles.muted : us > 0 ? styles.slower : styles.faster}>{formatDelta(us)}</span>
      {oneSided && <span className={styles.muted}>{oneSided}</span>}
    </span>
  )
}
