import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { crossingQuery } from '../../data/crossingQuery.ts'
import type { SearchResult } from '../../data/searchQuery.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { List } from '../../ui/List.tsx'
import { formatCompareAddress, parseCompareAddress } from '../../url/compareAddress.ts'
import type { SearchAddress, SearchSort } from '../../url/searchAddress.ts'
import { isFileTrace } from '../../model/traceName.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { CompletenessNotes } from './CompletenessNotes.tsx'
import { ResultRow } from './ResultRow.tsx'
import { completenessOf, narrowResults, sortResults, suitsLogarithm } from './results.ts'
import { SearchActions } from './SearchActions.tsx'
import { ResultsPlot } from './ResultsPlot.tsx'
import { narrowingNote, ResultsToolbar } from './ResultsToolbar.tsx'
import { PLAIN_VIEW, type ResultsView } from './resultsView.ts'
import type { RestOfSearch } from './useRestOfSearch.ts'
import { useNow } from './useNow.ts'
import { useTimeZone } from './useTimeZone.ts'

const WindowVirtualList = lazy(() =>
  import('../../ui/WindowVirtualList.tsx').then((module) => ({ default: module.WindowVirtualList })),
)

const ResultGroups = lazy(() => import('./ResultGroups.tsx').then((module) => ({ default: module.ResultGroups })))

/** From here on only the rows on screen exist. */
const LONG_LIST = 60
const ROW_PX = 47

const NO_FRESH: ReadonlySet<string> = new Set()

interface ResultsProps {
  readonly answer: SearchResult
  readonly address: SearchAddress
  readonly rest: RestOfSearch
  readonly onRaiseLimit: (() => void) | null
  readonly onSort: (sort: SearchSort) => void
  readonly view: ResultsView
  readonly onView: (part: Partial<ResultsView>) => void
  readonly hidePlot: boolean
  /** Results that came with the last refresh. */
  readonly fresh?: ReadonlySet<string>
}

export function Results({
  answer,
  address,
  rest,
  onRaiseLimit,
  onSort,
  view,
  onView,
  hidePlot,
  fresh = NO_FRESH,
}: ResultsProps) {
  const [zone, setZone] = useTimeZone()
  const nowUs = useNow(15_000)
  const sorted = useMemo(() => sortResults(answer.traces, address.sort), [answer, address.sort])
  const judged = useQuery(crossingQuery(answer, view.crosses)).data ?? null
  const crossing = judged && judged.crossing
  const narrowed = useMemo(() => narrowResults(sorted, view, crossing), [sorted, view, crossing])
  const plotted = useMemo(
    () => withoutFarFiles(narrowResults(answer.traces, { ...view, zoom: null }, crossing).traces),
    [answer, view, crossing],
  )
  const [chosenScale, setScale] = useState<boolean | null>(null)
  const logarithmic = chosenScale ?? suitsLogarithm(answer.traces)
  const { ticked, tick, clear, compareTo } = useTicks()
  const longestUs = narrowed.traces.reduce((max, { durationUs }) => Math.max(max, durationUs), 0)
  const onZoom = useCallback((zoom: ResultsView['zoom']) => onView({ zoom }), [onView])
  const note = narrowingNote(narrowed, view, answer.traces.length, judged ? judged.unknown.size : 0)
  const list = {
    label: 'Traces',
    count: narrowed.traces.length,
    rowKey: (index: number) => narrowed.traces[index].traceId,
    renderRow: (index: number) => {
      const trace = narrowed.traces[index]
      return (
        <ResultRow
          trace={trace}
          longestUs={longestUs}
          nowUs={nowUs}
          zone={zone}
          ticked={ticked.includes(trace.traceId)}
          fresh={fresh.has(trace.traceId)}
          onTick={tick}
        />
      )
    },
  }
  return (
    <section aria-label="Results">
      {!hidePlot && plotted.length > 0 && (
        <ResultsPlot traces={plotted} logarithmic={logarithmic} zone={zone} zoom={view.zoom} onZoom={onZoom} />
      )}
      <ResultsToolbar
        narrowed={narrowed}
        total={answer.traces.length}
        completeness={completenessOf(answer)}
        sort={address.sort}
        onSort={onSort}
        view={view}
        onView={onView}
        zone={zone}
        onZone={setZone}
        logarithmic={logarithmic}
        onLogarithmic={setScale}
        compareTo={compareTo}
        tickedCount={ticked.length}
        onClearTicks={clear}
        actions={<SearchActions address={address} view={view} onView={onView} traces={narrowed.traces} />}
      />
      <CompletenessNotes
        answer={answer}
        rest={rest}
        isLive={view.liveSeconds !== null}
        onRaiseLimit={onRaiseLimit}
        narrowing={note}
      />
      {narrowed.traces.length === 0 ? (
        <EmptyState
          title="The filters hide every trace"
          actions={
            <Button onClick={() => onView({ ...PLAIN_VIEW, grouped: view.grouped, liveSeconds: view.liveSeconds })}>
              Show all {formatCount(answer.traces.length)}
            </Button>
          }
        >
          {plural(answer.traces.length, 'trace')} came back, none of them passes the filters above.
        </EmptyState>
      ) : view.grouped ? (
        <Suspense fallback={null}>
          <ResultGroups traces={narrowed.traces} nowUs={nowUs} />
        </Suspense>
      ) : (
        <Suspense fallback={null}>
          {narrowed.traces.length > LONG_LIST ? (
            <WindowVirtualList {...list} estimatePx={ROW_PX} />
          ) : (
            <List {...list} />
          )}
        </Suspense>
      )}
    </section>
  )
}

/** A file's traces are often of another day: beside a search's results they would press those into one line of the plot. */
function withoutFarFiles(traces: readonly TraceSummary[]): readonly TraceSummary[] {
  const found = traces.filter(({ traceId }) => !isFileTrace(traceId))
  if (found.length === 0 || found.length === traces.length) return traces
  const first = found.reduce((us, { startUs }) => Math.min(us, startUs), Infinity)
  const last = found.reduce((us, { startUs }) => Math.max(us, startUs), -Infinity)
  const slack = Math.max(60e6, last - first)
  return traces.filter(
    ({ traceId, startUs }) => !isFileTrace(traceId) || (startUs >= first - slack && startUs <= last + slack),
  )
}

/** At most two ticks: a third replaces the older one. */
function useTicks() {
  const [ticked, setTicked] = useState<readonly string[]>([])
  const tick = useCallback(
    (traceId: string, on: boolean) =>
      setTicked((before) => (on ? [...before.slice(-1), traceId] : before.filter((other) => other !== traceId))),
    [],
  )
  const compareTo =
    ticked.length === 2
      ? formatCompareAddress(parseCompareAddress(`${ticked[0]}...${ticked[1]}`, new URLSearchParams()))
      : null
  return { ticked, tick, clear: () => setTicked([]), compareTo }
}
