import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Typical } from '../../analysis/typical.ts'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE, spanIdOf, titleOf } from '../../model/trace.ts'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import styles from './Compare.module.css'
import { formatRange } from './formatUsual.ts'
import { isUnusual } from '../../analysis/isUnusual.ts'
import type { useTypicalRows } from './useTypicalRows.ts'

const MOST_ROWS = 500

interface TypicalTableProps {
  readonly view: TraceView
  readonly typical: Typical
  readonly rows: Pick<ReturnType<typeof useTypicalRows>, 'tree' | 'fits' | 'matches'>
}

/** The same as numbers: every span with its usual ranges, and what is missing; while something is looked for, what was found. */
export function TypicalTable({ view, typical, rows: { tree, fits, matches } }: TypicalTableProps) {
  const { trace, selfUs } = view
  const all = fits === null
  const usual = typical.enough ? 'usual' : 'others'
  const found = useMemo(() => matches && new Set(matches.rows), [matches])
  const rows = useMemo(() => {
    const spans = listSpans(view, typical, all)
    return found ? spans.filter((span) => found.has(tree.rowOfSpan[span])) : spans
  }, [view, typical, all, found, tree])
  const rowOfMissing = useMemo(() => new Map(Array.from(tree.missing, (missing, row) => [missing, row])), [tree])
  const missing = [...typical.missing.entries()].filter(([i]) => !found || found.has(rowOfMissing.get(i)!))
  return (
    <div className={styles.typicalTable}>
      {rows.length > 0 && (
        <table className={styles.costsTable} aria-label="Spans against their usual range">
          <thead>
            <tr>
              <th scope="col">Service and operation</th>
              <th scope="col">What</th>
              {['Duration', usual, 'Own time', usual, 'in traces'].map((name, i) => (
                <th key={i} scope="col" className={styles.number}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((span) => (
              <tr key={span}>
                <td style={{ paddingLeft: all ? `${12 + Math.min(trace.depth[span], 24) * 12}px` : undefined }}>
                  <Link to={linkToTrace(view.name, spanIdOf(trace, span))}>
                    <ServiceSwatch service={trace.services[trace.serviceId[span]]}>
                      {' '}
                      <bdi>{trace.names[trace.nameId[span]]}</bdi>
                    </ServiceSwatch>
                  </Link>
                </td>
                <td>{wordOf(typical, span)}</td>
                <td className={styles.number}>{formatDuration(durationOf(trace, span))}</td>
                <td className={styles.number}>{formatRange(typical, 'duration', span) ?? '–'}</td>
                <td className={styles.number}>{formatDuration(selfUs[span])}</td>
                <td className={styles.number}>{formatRange(typical, 'self', span) ?? '–'}</td>
                <td className={styles.number}>
                  {formatCount(typical.samples[span])} of {formatCount(typical.traces)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length === 0 && missing.length === 0 && (
        <p className={styles.muted}>{found ? 'No span holds it.' : 'Every span is within its usual range.'}</p>
      )}
      {rows.length > MOST_ROWS && <p className={styles.muted}>and {plural(rows.length - MOST_ROWS, 'more span')}</p>}
      {missing.length > 0 && (
        <>
          <h2 className={styles.panelTitle}>Usually there, missing here</h2>
          <ul className={styles.changes}>
            {missing.map(([i, { service, operation, parent, count, traces, durationP50Us }]) => (
              <li key={i}>
                <ServiceSwatch service={service}>
                  {' '}
                  <bdi>{operation}</bdi>
                </ServiceSwatch>
                {count > 1 && ` ×${count}`}{' '}
                <span className={styles.muted}>
                  <bdi>{parent === NONE ? 'as a root' : `under ${titleOf(trace, parent)}`}</bdi> ·{' '}
                  {formatDuration(durationP50Us)} · in {traces} of {typical.traces} traces
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function wordOf({ extra, slow, fast }: Typical, span: number): string {
  if (extra[span]) return '+ extra'
  if (slow[span]) return '▲ slower than usual'
  return fast[span] ? '▼ faster than usual' : ''
}

/** All spans in their order; or the unusual ones, the furthest above their median first. */
function listSpans({ trace }: TraceView, typical: Typical, all: boolean): number[] {
  const spans = [...trace.serviceId.keys()]
  if (all) return spans
  const excessUs = (span: number) => durationOf(trace, span) - (typical.durationP50Us[span] || 0)
  return spans.filter((span) => isUnusual(typical, span)).sort((x, y) => excessUs(y) - excessUs(x) || x - y)
}
