import { ArrowDown, ArrowUp } from 'lucide-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { ServiceEdge, ServiceGraph } from '../../analysis/serviceGraph.ts'
import { formatCount, formatDelta, formatDuration, formatShare } from '../../lib/format.ts'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import styles from './Dependencies.module.css'
import { knownOnlyTo } from '../../report/describeGraph.ts'

interface Column {
  readonly key: string
  readonly title: string
  /** What it sorts by. */
  readonly value: (edge: ServiceEdge, graph: ServiceGraph) => string | number
  readonly text: (edge: ServiceEdge, graph: ServiceGraph) => string
  readonly number?: boolean
}

const dash = '–'
const time = (us: number | null | undefined) => (us === null || us === undefined ? dash : formatDuration(us))
const known = (us: number | null | undefined) => us ?? -1

const CALLS: readonly Column[] = [
  {
    key: 'caller',
    title: 'Caller',
    value: (edge, graph) => graph.nodes[edge.from].name,
    text: (edge, graph) => graph.nodes[edge.from].name,
  },
  {
    key: 'callee',
    title: 'Callee',
    value: (edge, graph) => graph.nodes[edge.to].name,
    text: (edge, graph) => graph.nodes[edge.to].name,
  },
  { key: 'calls', title: 'Calls', number: true, value: (edge) => edge.calls, text: (edge) => formatCount(edge.calls) },
]
const EVIDENCE: readonly Column[] = [
  {
    key: 'traced',
    title: 'In traces',
    number: true,
    value: (edge) => edge.evidence?.calls ?? 0,
    text: (edge) => (edge.evidence ? formatCount(edge.evidence.calls) : dash),
  },
  {
    key: 'errors',
    title: 'Errors',
    number: true,
    value: (edge) => (edge.evidence ? edge.evidence.errors / edge.evidence.calls : -1),
    text: (edge) => (edge.evidence ? formatShare(edge.evidence.errors / edge.evidence.calls) : dash),
  },
  {
    key: 'p50',
    title: 'p50',
    number: true,
    value: (edge) => known(edge.evidence?.p50Us),
    text: (edge) => time(edge.evidence?.p50Us),
  },
  {
    key: 'p95',
    title: 'p95',
    number: true,
    value: (edge) => known(edge.evidence?.p95Us),
    text: (edge) => time(edge.evidence?.p95Us),
  },
  {
    key: 'network',
    title: 'Network',
    number: true,
    value: (edge) => known(edge.evidence?.networkUs),
    text: (edge) => time(edge.evidence?.networkUs),
  },
  {
    key: 'queue',
    title: 'Queue',
    number: true,
    value: (edge) => known(edge.evidence?.queueUs),
    text: (edge) => time(edge.evidence?.queueUs),
  },
  {
    key: 'clock',
    title: 'Clock',
    number: true,
    value: (edge) => edge.evidence?.clockOffsetUs ?? 0,
    text: (edge) => (edge.evidence?.clockOffsetUs ? formatDelta(edge.evidence.clockOffsetUs) : dash),
  },
  {
    key: 'source',
    title: 'Known from',
    value: (edge, graph) => knownOnlyTo(graph, edge) ?? '',
    text: (edge, graph) => knownOnlyTo(graph, edge) ?? 'both',
  },
]

const ROW_PX = 26

interface EdgeTableProps {
  readonly graph: ServiceGraph
  readonly selected: readonly [string] | readonly [string, string] | null
  readonly onSelect: (selected: readonly [string, string]) => void
}

/** All edges of the picture, the same numbers; sortable. Only the rows on screen exist. */
export function EdgeTable({ graph, selected, onSelect }: EdgeTableProps) {
  const columns = graph.fromTraces
    ? [...CALLS, ...EVIDENCE.filter((column) => column.key !== 'source' || graph.fromBackend)]
    : CALLS
  const [sort, setSort] = useState({ key: 'calls', descending: true })
  const rows = useMemo(() => sortEdges(graph, [...CALLS, ...EVIDENCE], sort), [graph, sort])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const before = items.length > 0 ? items[0].start : 0
  const after = items.length > 0 ? virtual.getTotalSize() - items[items.length - 1].end : 0

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const row = (event.target as HTMLElement).closest('tr')
    if (!row || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    event.preventDefault()
    const next = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling
    next?.querySelector('button')?.focus()
  }
  return (
    <div ref={scroller} className={styles.tableScroll}>
      <table className={styles.table} aria-label="Edges" aria-rowcount={rows.length + 1} data-testid="edge-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.number ? styles.number : undefined}
                aria-sort={sort.key === column.key ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  onClick={() =>
                    setSort((old) => ({
                      key: column.key,
                      descending: old.key === column.key ? !old.descending : Boolean(column.number),
                    }))
                  }
                >
                  {column.title}
                  {sort.key === column.key &&
                    (sort.descending ? (
                      <ArrowDown size={12} aria-hidden="true" />
                    ) : (
                      <ArrowUp size={12} aria-hidden="true" />
                    ))}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>
          {before > 0 && (
            <tr aria-hidden="true">
              <td style={{ height: `${before}px` }} colSpan={columns.length} />
            </tr>
          )}
          {items.map((item) => {
            const edge = rows[item.index]
            const from = graph.nodes[edge.from].name
            const to = graph.nodes[edge.to].name
            const isSelected =
              selected !== null &&
              (selected.length === 2
                ? selected[0] === from && selected[1] === to
                : selected[0] === from || selected[0] === to)
            return (
              <tr
                key={`${edge.from} ${edge.to}`}
                aria-rowindex={item.index + 2}
                className={isSelected ? styles.selectedRow : undefined}
              >
                <td>
                  <button
                    type="button"
                    className={styles.rowButton}
                    aria-pressed={isSelected}
                    onClick={() => onSelect([from, to])}
                  >
                    <ServiceSwatch service={from} />
                  </button>
                </td>
                <td>
                  <ServiceSwatch service={to} />
                  {edge.from === edge.to && <span className={styles.note}> itself</span>}
                  {edge.from !== edge.to &&
                    graph.nodes[edge.from].cycle !== -1 &&
                    graph.nodes[edge.from].cycle === graph.nodes[edge.to].cycle && (
                      <span className={styles.note}> in a cycle</span>
                    )}
                </td>
                {columns.slice(2).map((column) => (
                  <td key={column.key} className={column.number ? styles.number : undefined}>
                    {column.text(edge, graph)}
                  </td>
                ))}
              </tr>
            )
          })}
          {after > 0 && (
            <tr aria-hidden="true">
              <td style={{ height: `${after}px` }} colSpan={columns.length} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

function sortEdges(
  graph: ServiceGraph,
  columns: readonly Column[],
  { key, descending }: { key: string; descending: boolean },
): ServiceEdge[] {
  const { value } = columns.find((column) => column.key === key)!
  const order = (a: ServiceEdge, b: ServiceEdge) => {
    const x = value(a, graph)
    const y = value(b, graph)
    return x < y ? -1 : x > y ? 1 : 0
  }
  const sorted = [...graph.edges].sort((a, b) => order(a, b))
  return descending ? sorted.reverse() : sorted
}
