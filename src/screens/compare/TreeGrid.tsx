import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight, ListChevronsDownUp, ListChevronsUpDown, ZoomOut } from 'lucide-react'
import { useEffect, useId, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'
import { zoomRange } from '../../layout/timeRange.ts'
import { hasBit, type Bitset } from '../../lib/bitset.ts'
import { serviceColor } from '../../lib/serviceHue.ts'
import { NONE } from '../../model/trace.ts'
import { useIsDrawn } from '../../ui/useIsDrawn.ts'
import { IconButton } from '../../ui/Button.tsx'
import type { Folds } from '../../url/compareAddress.ts'
import type { Folding } from './folding.ts'
import { NameDivider } from './NameDivider.tsx'
import { TimeAxis } from './TimeAxis.tsx'
import styles from './TreeGrid.module.css'
import type { Zoom } from './useZoom.ts'

/** A row's words: what it is, how it is marked, and what is said after its name. */
export interface RowWords {
  /** The whole row for those who do not see it. */
  readonly label: string
  readonly service: string
  readonly operation: string
  readonly mark: string
  readonly note: string
}

interface TreeGridProps {
  readonly label: string
  readonly tree: { readonly parent: Int32Array; readonly depth: Uint32Array; readonly subtreeEnd: Uint32Array }
  /** Those listed, in order. */
  readonly rows: Int32Array
  readonly folding: Folding
  readonly onFold: (folds: Folds) => void
  readonly zoom: Zoom
  /** One for each column of time. */
  readonly axes: readonly string[]
  readonly endTitle: string
  readonly wordsOf: (row: number) => RowWords
  readonly renderTrack: (row: number) => ReactNode
  readonly renderEnd: (row: number) => ReactNode
  readonly highlighted: Bitset | null
  readonly found: ReadonlySet<number>
  readonly selectedRow: number
  readonly onSelect: (row: number) => void
}

const ROW_PX = 38
const ZOOM_STEP = 0.5
const PAN_SHARE = 0.2
const WHEEL_ZOOM = 0.0022

/** A tree of rows over one time scale, by mouse and by the timeline's keys. Only the rows on screen exist. */
export function TreeGrid(props: TreeGridProps) {
  const { label, tree, rows, folding, onFold, zoom, axes, highlighted, found, selectedRow, onSelect } = props
  const id = useId()
  const [active, setActive] = useState(0)
  const [share, setShare] = useState<number | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const isDrawn = useIsDrawn()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: isDrawn ? 10 : 1,
  })
  const move = (at: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at))
    setActive(next)
    virtual.scrollToIndex(next, { align: 'auto' })
  }
  // What is chosen elsewhere (a cost, a match, a link) comes into view.
  const shown = highlighted ? rows.findIndex((row) => hasBit(highlighted, row)) : NONE
  const selectedAt = selectedRow === NONE ? NONE : rows.indexOf(selectedRow)
  useEffect(() => {
    if (shown !== NONE) move(shown)
  }, [highlighted]) // oxlint-disable-line react-hooks/exhaustive-deps
  useEffect(() => {
    if (selectedAt !== NONE) move(selectedAt)
  }, [selectedRow]) // oxlint-disable-line react-hooks/exhaustive-deps
  useWheelZoom(scroller, zoom)

  const hasChildren = (row: number) => tree.subtreeEnd[row] > row + 1
  const pageRows = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = Math.min(active, rows.length - 1)
    const row = rows[at]
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (handleZoomKey(event, zoom)) return event.preventDefault()
    if (event.key === 'ArrowDown') move(at + 1)
    else if (event.key === 'ArrowUp') move(at - 1)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(rows.length - 1)
    else if (event.key === 'PageDown') move(at + pageRows())
    else if (event.key === 'PageUp') move(at - pageRows())
    else if (event.key === 'Enter' || event.key === ' ') onSelect(row)
    else if (event.key === '*') onFold({ atFirst: 'none', turned: [] })
    else if (/^[1-9]$/.test(event.key)) onFold({ atFirst: Number(event.key), turned: [] })
    else if (event.key === 'ArrowRight') {
      if (folding.isShut(row)) onFold(folding.toggle(row))
      else if (hasChildren(row)) move(at + 1)
    } else if (event.key === 'ArrowLeft') {
      if (hasChildren(row) && !folding.isShut(row)) onFold(folding.toggle(row))
      else if (tree.parent[row] !== NONE) move(rows.indexOf(tree.parent[row]))
    } else return
    event.preventDefault()
  }

  return (
    <div
      data-columns
      className={styles.box}
      style={share === null ? undefined : ({ '--names': `${100 * share}%` } as CSSProperties)}
    >
      <div className={styles.head}>
        <span className={styles.headName}>
          <span>Service · operation</span>
          <IconButton
            label="Fold what is the same"
            size="small"
            onClick={() => onFold({ atFirst: 'same', turned: [] })}
          >
            <ListChevronsDownUp size={14} aria-hidden="true" />
          </IconButton>
          <IconButton
            label="Expand all"
            shortcut="*"
            size="small"
            onClick={() => onFold({ atFirst: 'none', turned: [] })}
          >
            <ListChevronsUpDown size={14} aria-hidden="true" />
          </IconButton>
          <NameDivider share={share} onChange={setShare} />
        </span>
        <span className={styles.axes}>
          {axes.map((axis) => (
            <TimeAxis key={axis} label={axis} range={zoom.range} onShow={zoom.show} />
          ))}
          {zoom.isZoomed && (
            <IconButton label="Reset zoom" shortcut="0" size="small" onClick={() => zoom.show(null)}>
              <ZoomOut size={14} aria-hidden="true" />
            </IconButton>
          )}
        </span>
        <span className={styles.number}>{props.endTitle}</span>
      </div>
      <div
        ref={scroller}
        role="treegrid"
        aria-label={label}
        aria-rowcount={rows.length}
        tabIndex={0}
        aria-activedescendant={rows.length > 0 ? `${id}${rows[Math.min(active, rows.length - 1)]}` : undefined}
        className={styles.scroll}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: `${virtual.getTotalSize()}px`, position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            const words = props.wordsOf(row)
            return (
              <div
                key={row}
                id={`${id}${row}`}
                role="row"
                aria-level={tree.depth[row] + 1}
                aria-rowindex={item.index + 1}
                aria-selected={row === selectedRow}
                aria-expanded={hasChildren(row) ? !folding.isShut(row) : undefined}
                aria-label={words.label}
                className={[
                  styles.row,
                  item.index === active ? styles.activeRow : '',
                  row === selectedRow ? styles.selectedRow : '',
                  found.has(row) ? styles.foundRow : '',
                  highlighted !== null && !hasBit(highlighted, row) ? styles.dimRow : '',
                ].join(' ')}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  setActive(item.index)
                  onSelect(row)
                }}
              >
                <RowName
                  words={words}
                  depth={tree.depth[row]}
                  isShut={hasChildren(row) ? folding.isShut(row) : null}
                  onToggle={() => onFold(folding.toggle(row))}
                />
                <span role="gridcell" className={styles.track}>
                  {props.renderTrack(row)}
                </span>
                <span role="gridcell" className={styles.end}>
                  {props.renderEnd(row)}
                </span>
              </div>
            )
          })}
        </div>
        {rows.length === 0 && <p className={styles.nothing}>No row fits this filter.</p>}
      </div>
    </div>
  )
}

interface RowNameProps {
  readonly words: RowWords
  readonly depth: number
  /** Null for a row with nothing below it. */
  readonly isShut: boolean | null
  readonly onToggle: () => void
}

function RowName({ words: { service, operation, mark, note }, depth, isShut, onToggle }: RowNameProps) {
  return (
    <span
      role="gridcell"
      className={styles.rowName}
      style={{ paddingLeft: `min(${depth} * var(--indent) + 4px, var(--most-indent))` }}
    >
      {isShut === null ? (
        <span className={styles.expander} />
      ) : (
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
      )}
      <span className={styles.swatch} style={{ background: serviceColor(service) }} aria-hidden="true" />
      {mark !== '' && <b aria-hidden="true">{mark}</b>}
      <span className={styles.names} title={`${service} ${operation}`}>
        <bdi className={styles.muted}>{service}</bdi> <bdi>{operation}</bdi>
        {note !== '' && <span className={`${styles.muted} ${styles.note}`}> · {note}</span>}
      </span>
    </span>
  )
}

/** `+` `−` `0`, Escape while zoomed, Shift with the arrows: as in the timeline. Without a zoom Escape is the page's. */
function handleZoomKey({ key, shiftKey }: KeyboardEvent, { range, focusUs, isZoomed, show }: Zoom): boolean {
  const byUs = (range.endUs - range.startUs) * PAN_SHARE
  const pan = (us: number) => show({ startUs: range.startUs + us, endUs: range.endUs + us })
  if (key === '+' || key === '=') show(zoomRange(range, ZOOM_STEP, focusUs))
  else if (key === '-') show(zoomRange(range, 1 / ZOOM_STEP, focusUs))
  else if (key === '0' || (key === 'Escape' && isZoomed)) show(null)
  else if (key === 'ArrowRight' && shiftKey) pan(byUs)
  else if (key === 'ArrowLeft' && shiftKey) pan(-byUs)
  else return false
  return true
}

/** The wheel with Ctrl, ⌘ or Shift zooms about the pointer. Listened to without React, whose wheel events cannot be stopped. */
function useWheelZoom(scroller: React.RefObject<HTMLDivElement | null>, zoom: Zoom) {
  const latest = useRef(zoom)
  latest.current = zoom
  useEffect(() => {
    const element = scroller.current!
    const onWheel = (event: WheelEvent) => {
      const track = (event.target as Element).closest('[data-time]')
      if (!(event.ctrlKey || event.metaKey || event.shiftKey) || !track) return
      event.preventDefault()
      const { left, width } = track.getBoundingClientRect()
      const { range, show } = latest.current
      const anchorUs = range.startUs + ((event.clientX - left) / Math.max(1, width)) * (range.endUs - range.startUs)
      const delta = Math.max(-300, Math.min(300, event.deltaY || event.deltaX))
      show(zoomRange(range, Math.exp(delta * WHEEL_ZOOM), anchorUs))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [scroller])
}
