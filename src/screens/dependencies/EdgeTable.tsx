import { ArrowDown, ArrowUp } from 'lucide-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import styles from './Dependencies.module.css'
import { columnsOf, sortEdges } from './edgeColumns.ts'

const ROW_PX = 26

interface EdgeTableProps {
  readonly graph: ServiceGraph
  readonly selected: readonly [string] | readonly [string, string] | null
  readonly onSelect: (selected: readonly [string, string]) => void
}

/** All edges of the picture, the same numbers; sortable. Only the rows on screen exist. */
export function EdgeTable({ graph, selected, onSelect }: EdgeTableProps) {
  const columns = columnsOf(graph)
  const [sort, setSort] = useState({ key: 'calls', descending: true })
  const rows = useMemo(() => sortEdges(graph, sort), [graph, sort])
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
