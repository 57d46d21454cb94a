import { useQuery, useQueryClient } from '@tanstack/react-query'
import { failureOf } from '../../data/http.ts'
import { openedFilesQuery } from '../../data/openedFiles.ts'
import { searchQuery } from '../../data/searchQuery.ts'
import { pickSimilar, similarTracesSearch } from '../../data/similarTraces.ts'
import { traceQuery } from '../../data/traceQuery.ts'
import { durationOf, NONE } from '../../model/trace.ts'
import { isFileTrace } from '../../model/traceName.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { EMPTY_SEARCH } from '../../url/searchAddress.ts'
import type { Failure } from '../../ui/ErrorState.tsx'
import type { SearchAnswer, TraceSummary, TraceView } from '../../worker/protocol.ts'

/** A trace that could be a side. `traceId` is its name. */
export type Candidate = Pick<
  TraceSummary,
  'traceId' | 'rootService' | 'rootOperation' | 'durationUs' | 'spanCount' | 'startUs'
>

export interface Candidates {
  readonly title: string
  readonly traces: readonly Candidate[]
}

export interface SidesAtHand {
  /** The side that is chosen already, once it is known. */
  readonly chosen: Candidate | null
  /** Why it is not; it may be asked for again already. */
  readonly failure: Failure | null
  readonly isAskedAgain: boolean
  /** Those that began like the chosen one, the fastest first. */
  readonly similar: readonly Candidate[]
  /** Traces to choose the other side from, each once: in the group that says most about it. */
  readonly groups: readonly Candidates[]
}

/** What is known of the side that is chosen, and what the other could be. */
export function useCandidates({ a, b, cohort }: CompareAddress): SidesAtHand {
  const client = useQueryClient()
  const chosen = a ?? b
  const ofServer = cohort.filter((name) => !isFileTrace(name))
  const cohortFound = useQuery({
    ...searchQuery({ ...EMPTY_SEARCH, traceIds: ofServer }),
    enabled: ofServer.length > 0,
  }).data?.traces
  const subject = useQuery({
    ...traceQuery({ traceId: chosen ?? '', clocks: 'auto', minGapUs: null, window: null }),
    enabled: chosen !== null,
  })
  const similar = useSimilar(subject.data)
  const files = useQuery(openedFilesQuery()).data ?? []
  const fromFiles = files.flatMap(({ traces }) => traces)
  const looked = client.getQueriesData<TraceView>({ queryKey: ['trace'] }).flatMap(([, view]) => summaryOf(view))
  const found = client
    .getQueriesData<SearchAnswer>({ queryKey: ['search'] })
    .flatMap(([, answer]) => answer?.traces ?? [])
    .sort((x, y) => y.durationUs - x.durationUs)

  const taken = new Set([a, b])
  const group = (title: string, traces: readonly Candidate[]): Candidates => ({
    title,
    traces: traces.filter(({ traceId }) => !taken.has(traceId) && taken.add(traceId)),
  })
  const inCohort = [...(cohortFound ?? []), ...fromFiles.filter(({ traceId }) => cohort.includes(traceId))]
  const groups = [
    group('Beside the other side', inCohort),
    group('Of the same root operation', similar),
    group('From opened files', fromFiles),
    group('Looked at lately', looked),
    group('Found by searches', found),
  ].filter(({ traces }) => traces.length > 0)
  const [known = null] = summaryOf(subject.data)
  return {
    chosen: known,
    failure: subject.failureReason && failureOf(subject.failureReason),
    isAskedAgain: subject.isFetching,
    similar,
    groups,
  }
}

/** What began like a trace, the fastest first. */
function useSimilar(view: TraceView | undefined): readonly TraceSummary[] {
  const trace = view?.trace
  const found = useQuery(searchQuery((trace && similarTracesSearch(trace)) ?? EMPTY_SEARCH))
  return trace && found.data ? pickSimilar(trace, found.data.traces).all : []
}

function summaryOf(view: TraceView | undefined): Candidate[] {
  if (!view || view.trace.mainRoot === NONE) return []
  const { name, trace } = view
  return [
    {
      traceId: name,
      rootService: trace.services[trace.serviceId[trace.mainRoot]],
      rootOperation: trace.names[trace.nameId[trace.mainRoot]],
      durationUs: durationOf(trace, trace.mainRoot),
      spanCount: trace.length,
      startUs: Number(trace.epochUs),
    },
  ]
}
