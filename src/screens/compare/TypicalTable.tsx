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
import { isUnusual } from './isUnusual.ts'

const MOST_ROWS = 500

interface TypicalTableProps {
  readonly view: TraceView
  readonly typical: Typical
  readonly onlyUnusual: boolean
}

/** The same as numbers: every span with its usual ranges, and what is missing. */
export function TypicalTable({ view, typical, onlyUnusual }: TypicalTableProps) {
  const { trace, selfUs } = view
  const all = !onlyUnusual
  const usual = typical.enough ? 'usual' : 'others'
  const rows = useMemo(() => listSpans(view, typical, all), [view, typical, all])
  return (
    <div className={styles.typicalTable}>
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
      {rows.length === 0 && <p className={styles.muted}>Every span is within its usual range.</p>}
      {rows.length > MOST_ROWS && <p className={styles.muted}>and {plural(rows.length - MOST_ROWS, 'more span')}</p>}
      {typical.missing.length > 0 && (
        <>
          <h2 className={styles.panelTitle}>Usually there, missing here</h2>
          <ul className={styles.changes}>
            {typical.missing.map(({ service, operation, parent, count, traces, durationP50Us }, i) => (
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
