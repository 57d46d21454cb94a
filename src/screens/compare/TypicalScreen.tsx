import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { Typical } from '../../analysis/typical.ts'
import { failureOf } from '../../data/http.ts'
import { searchQuery } from '../../data/searchQuery.ts'
import { pickSimilar, similarTracesSearch } from '../../data/similarTraces.ts'
import { traceQuery } from '../../data/traceQuery.ts'
import { typicalOf } from '../../data/workerClient.ts'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE, spanIdOf, titleOf } from '../../model/trace.ts'
import { formatTypicalSentence } from '../../report/typicalSentence.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { EMPTY_SEARCH } from '../../url/searchAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import styles from './Compare.module.css'

/** One trace against up to 50 of the same operation: which of its spans are unusual. */
export function TypicalScreen({ traceId, address }: { readonly traceId: string; readonly address: CompareAddress }) {
  const { clocks, cohort } = address
  const subject = useQuery(traceQuery({ traceId, clocks, minGapUs: null, window: null }))
  const view = subject.data
  const search = useMemo(() => {
    if (cohort.length > 0) return { ...EMPTY_SEARCH, traceIds: cohort }
    return (view && similarTracesSearch(view.trace)) ?? EMPTY_SEARCH
  }, [cohort, view])
  const found = useQuery(searchQuery(search))
  const others = useMemo(
    () => (view && found.data ? pickSimilar(view.trace, found.data.traces).all.map((other) => other.traceId) : null),
    [view, found.data],
  )
  const typical = useQuery({
    queryKey: ['typical', view?.key, others, clocks],
    queryFn: () => typicalOf(view!.key, others!, { clocks, minGapUs: null }),
    enabled: view !== undefined && others !== null,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
    retry: false,
  })
  if (view && typical.data) return <OpenTypical view={view} typical={typical.data} />
  const failed = [subject, found, typical].find((query) => query.isError && !query.isFetching)
  if (failed) {
    const title = failed === subject ? 'The trace could not be loaded' : 'The other traces could not be loaded'
    return <ErrorState title={title} failure={failureOf(failed.error)} onRetry={() => void failed.refetch()} />
  }
  return <ProgressBar label="Comparing with other traces" value={null} />
}

const MOST_ROWS = 500

/** From the median to the 95th percentile. */
function range(p50Us: number, p95Us: number): string {
  if (Number.isNaN(p50Us)) return '–'
  return p50Us === p95Us ? formatDuration(p50Us) : `${formatDuration(p50Us)} – ${formatDuration(p95Us)}`
}

function OpenTypical({ view, typical }: { readonly view: TraceView; readonly typical: Typical }) {
  const { trace, selfUs } = view
  const [all, setAll] = useState(!typical.enough)
  const rows = useMemo(() => listSpans(view, typical, all), [view, typical, all])
  const root = trace.mainRoot
  return (
    <div className={styles.typical}>
      <h1 className={styles.sentence}>{formatTypicalSentence(typical)}</h1>
      <p className={styles.facts}>
        <Link to={`/trace/${trace.traceId}`}>{root === NONE ? trace.traceId : titleOf(trace, root)}</Link>
        {root !== NONE &&
          ` ${formatDuration(durationOf(trace, root))}, usually ${range(typical.durationP50Us[root], typical.durationP95Us[root])}`}
        {' · usual: from the median to the 95th percentile'}
      </p>
      <div role="group" aria-label="Spans" className={styles.segments}>
        <Button size="small" aria-pressed={!all} onClick={() => setAll(false)}>
          Only unusual
        </Button>
        <Button size="small" aria-pressed={all} onClick={() => setAll(true)}>
          All spans
        </Button>
      </div>
      <table className={styles.costsTable} aria-label="Spans against their usual range">
        <thead>
          <tr>
            <th scope="col">Service and operation</th>
            <th scope="col">What</th>
            {['Duration', 'usual', 'Own time', 'usual', 'in traces'].map((name, i) => (
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
                <Link to={`/trace/${trace.traceId}?uiFind=${spanIdOf(trace, span)}`}>
                  <ServiceSwatch service={trace.services[trace.serviceId[span]]}>
                    {' '}
                    {trace.names[trace.nameId[span]]}
                  </ServiceSwatch>
                </Link>
              </td>
              <td>{typical.extra[span] ? '+ extra' : typical.slow[span] ? '▲ slower than usual' : ''}</td>
              <td className={styles.number}>{formatDuration(durationOf(trace, span))}</td>
              <td className={styles.number}>{range(typical.durationP50Us[span], typical.durationP95Us[span])}</td>
              <td className={styles.number}>{formatDuration(selfUs[span])}</td>
              <td className={styles.number}>{range(typical.selfP50Us[span], typical.selfP95Us[span])}</td>
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
                <ServiceSwatch service={service}> {operation}</ServiceSwatch>
                {count > 1 && ` ×${count}`}{' '}
                <span className={styles.muted}>
                  {parent === NONE ? 'as a root' : `under ${titleOf(trace, parent)}`} · {formatDuration(durationP50Us)}{' '}
                  · in {traces} of {typical.traces} traces
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

/** All spans in their order; or the unusual ones, furthest above their median first. */
function listSpans({ trace }: TraceView, { slow, extra, durationP50Us }: Typical, all: boolean): number[] {
  const spans = [...trace.serviceId.keys()]
  if (all) return spans
  const excessUs = (span: number) => durationOf(trace, span) - (durationP50Us[span] || 0)
  return spans.filter((span) => slow[span] || extra[span]).sort((x, y) => excessUs(y) - excessUs(x) || x - y)
}
