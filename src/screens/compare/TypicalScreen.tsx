import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { failureOf } from '../../data/http.ts'
import { openedFilesQuery } from '../../data/openedFiles.ts'
import { canSearch, searchQuery } from '../../data/searchQuery.ts'
import { pickSimilar, similarTracesSearch } from '../../data/similarTraces.ts'
import { traceQuery } from '../../data/traceQuery.ts'
import { typicalQuery } from '../../data/typicalQuery.ts'
import { isFileTrace } from '../../model/traceName.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { EMPTY_SEARCH } from '../../url/searchAddress.ts'
import type { SearchAnswer, TraceSummary, TraceView } from '../../worker/protocol.ts'
import type { ChangeCompare } from './changeCompare.ts'
import { OpenTypical } from './OpenTypical.tsx'

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
  if (view && others && typical.data)
    return <OpenTypical view={view} others={others} answer={typical.data} address={address} onChange={onChange} />
  const failed = [subject, found, typical].find((query) => query.isError && !query.isFetching)
  if (failed) {
    const title = failed === subject ? 'The trace could not be loaded' : 'The other traces could not be loaded'
    return (
      <>
        <h1>
          <VisuallyHidden>Compare with what is typical</VisuallyHidden>
        </h1>
        <ErrorState
          title={title}
          failure={failureOf(failed.error)}
          onRetry={() => void failed.refetch()}
          actions={
            <Button onClick={() => onChange(failed === subject ? { b: null, cohort: [] } : { typical: false })}>
              Choose another
            </Button>
          }
        />
      </>
    )
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
