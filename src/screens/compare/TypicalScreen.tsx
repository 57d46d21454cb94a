import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { failureOf } from '../../data/http.ts'
import { openedFilesQuery } from '../../data/openedFiles.ts'
import { canSearch, searchQuery } from '../../data/searchQuery.ts'
import { pickSimilar, similarTracesSearch } from '../../data/similarTraces.ts'
import { traceQuery } from '../../data/traceQuery.ts'
import { typicalQuery, type TypicalAnswer } from '../../data/typicalQuery.ts'
import { formatDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE, titleOf } from '../../model/trace.ts'
import { isFileTrace } from '../../model/traceName.ts'
import { formatTypicalSentence } from '../../report/typicalSentence.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { EMPTY_SEARCH } from '../../url/searchAddress.ts'
import type { SearchAnswer, TraceSummary, TraceView } from '../../worker/protocol.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { ChangeCompare } from './changeCompare.ts'
import styles from './Compare.module.css'
import { formatUsual } from './formatUsual.ts'
import { TypicalTable } from './TypicalTable.tsx'
import { TypicalTreeGrid } from './TypicalTreeGrid.tsx'

interface TypicalScreenProps {
  readonly traceId: string
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
}

/** One trace against up to 50 of the same operation: which of its spans are unusual. */
export function TypicalScreen({ traceId, address, onChange }: TypicalScreenProps) {
  const { clocks, cohort } = address
  const subject = useQuery(traceQuery({ traceId, clocks, minGapUs: null, window: null }))
  const view = subject.data
  const search = useMemo(() => {
    const ofServer = cohort.filter((name) => !isFileTrace(name)).slice(0, MOST_TRACES)
    if (cohort.length > 0) return { ...EMPTY_SEARCH, traceIds: ofServer }
    return (view && similarTracesSearch(view.trace)) ?? EMPTY_SEARCH
  }, [cohort, view])
  const found = useQuery(searchQuery(search))
  const client = useQueryClient()
  const files = useQuery(openedFilesQuery()).data
  // A cohort of opened files, or a trace without a root, asks no server; and a file's trace has files where none answers.
  const isAlone = (found.isError && isFileTrace(traceId)) || !canSearch(search)
  const asked = found.data?.traces ?? (isAlone ? NO_TRACES : null)
  const others = useMemo(() => {
    if (!view || !asked || !files) return null
    const atHand = client
      .getQueriesData<SearchAnswer>({ queryKey: ['search'] })
      .flatMap(([, answer]) => answer?.traces ?? [])
    const fromFiles = files.flatMap(({ traces }) => traces)
    const picked = pickTypical(view, [...asked, ...(cohort.length > 0 ? [] : atHand), ...fromFiles], cohort)
    return found.isError && picked.length === 0 ? null : picked
  }, [view, asked, found.isError, client, files, cohort])
  const typical = useQuery(typicalQuery(view, others, clocks))
  if (view && typical.data)
    return <OpenTypical view={view} answer={typical.data} address={address} onChange={onChange} />
  const failed = [subject, found, typical].find((query) => query.isError && !query.isFetching)
  if (failed) {
    const title = failed === subject ? 'The trace could not be loaded' : 'The other traces could not be loaded'
    return <ErrorState title={title} failure={failureOf(failed.error)} onRetry={() => void failed.refetch()} />
  }
  return <ProgressBar label="Comparing with other traces" value={null} />
}

const NO_TRACES: readonly TraceSummary[] = []

/** A typical side stands for so many traces at most. */
const MOST_TRACES = 50

/** Names of the traces that began like this one, those of the cohort when there is one, the latest first. */
function pickTypical({ trace, name }: TraceView, found: readonly TraceSummary[], cohort: readonly string[]): string[] {
  const wanted = cohort.length > 0 ? found.filter(({ traceId }) => cohort.includes(traceId)) : found
  const latest = [...pickSimilar(trace, wanted).all].sort((x, y) => y.startUs - x.startUs)
  const names = new Set(latest.map(({ traceId }) => traceId).filter((other) => other !== name))
  return [...names].slice(0, MOST_TRACES)
}

interface OpenTypicalProps {
  readonly view: TraceView
  readonly answer: TypicalAnswer
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
}

function OpenTypical({ view, answer: { typical, unread }, address, onChange }: OpenTypicalProps) {
  const { trace } = view
  const root = trace.mainRoot
  const onlyUnusual = typical.enough && address.filter !== 'all'
  const isTable = address.view === 'side'
  const toggle = (label: string, pressed: boolean, part: Partial<CompareAddress>) => (
    <Button size="small" aria-pressed={pressed} onClick={() => onChange(part, { replace: true })}>
      {label}
    </Button>
  )
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.sentence}>{formatTypicalSentence(typical)}</h1>
        <p className={styles.facts}>
          <Link to={linkToTrace(view.name)}>{root === NONE ? trace.traceId : titleOf(trace, root)}</Link>
          {root !== NONE &&
            ` ${formatDuration(durationOf(trace, root))}, ${formatUsual(typical, 'duration', root)}, median ${formatDuration(typical.durationP50Us[root])}`}
          {typical.enough && ' · usual: from the 5th to the 95th of 100'}
          {unread > 0 && ` · ${plural(unread, 'other trace')} could not be read`}
        </p>
      </header>
      <div className={styles.controls}>
        {typical.enough && (
          <div role="group" aria-label="Spans" className={styles.segments}>
            {toggle('All spans', !onlyUnusual, { filter: 'all' })}
            {toggle('Only unusual', onlyUnusual, { filter: 'slower' })}
          </div>
        )}
        <div role="group" aria-label="Layout" className={styles.segments}>
          {toggle('Tree', !isTable, { view: 'merged' })}
          {toggle('Table', isTable, { view: 'side' })}
        </div>
      </div>
      {isTable ? (
        <TypicalTable view={view} typical={typical} onlyUnusual={onlyUnusual} />
      ) : (
        <TypicalTreeGrid view={view} typical={typical} address={address} onChange={onChange} />
      )}
    </div>
  )
}
