import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { crossingQuery } from '../../data/crossingQuery.ts'
import { resultValuesQuery } from '../../data/resultTags.ts'
import type { SearchResult } from '../../data/searchQuery.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { List } from '../../ui/List.tsx'
import { useNarrow } from '../../ui/useNarrow.ts'
import { formatCompareAddress, parseCompareAddress } from '../../url/compareAddress.ts'
import type { EmbedOptions } from '../../url/embed.ts'
import type { SearchAddress, SearchSort } from '../../url/searchAddress.ts'
import { isFileTrace } from '../../model/traceName.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { CompletenessNotes } from './CompletenessNotes.tsx'
import { ResultRow } from './ResultRow.tsx'
import { completenessOf, narrowResults, sortByColumn, sortResults, suitsLogarithm } from './results.ts'
import { SearchActions } from './SearchActions.tsx'
import { ResultsPlot } from './ResultsPlot.tsx'
import { narrowingNote, ResultsToolbar } from './ResultsToolbar.tsx'
import { PLAIN_VIEW, type ResultsView } from './resultsView.ts'
import type { RestOfSearch } from './useRestOfSearch.ts'
import { isOutline, useWholeResults } from './useWholeResults.ts'
import { WantWhole } from './WantWhole.tsx'
import { useNow } from './useNow.ts'
import { useTimeZone } from './useTimeZone.ts'

const WindowVirtualList = lazy(() =>
  import('../../ui/WindowVirtualList.tsx').then((module) => ({ default: module.WindowVirtualList })),
)

const ColumnHead = lazy(() => import('./RowValues.tsx').then((module) => ({ default: module.ColumnHead })))
const RowValues = lazy(() => import('./RowValues.tsx').then((module) => ({ default: module.RowValues })))
const OutlineNote = lazy(() => import('./OutlineNote.tsx').then((module) => ({ default: module.OutlineNote })))

const ResultGroups = lazy(() => import('./ResultGroups.tsx').then((module) => ({ default: module.ResultGroups })))

/** From here on only the rows on screen exist. */
const LONG_LIST = 60
const ROW_PX = 47
/** Below each other what is beside each other on a wide page. */
const NARROW_ROW_PX = 97
const VALUES_PX = 23

const NO_IDS: ReadonlySet<string> = new Set()

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
  fresh = NO_IDS,
}: ResultsProps) {
  const [zone, setZone] = useTimeZone()
  const nowUs = useNow(15_000)
  const isNarrow = useNarrow()
  const { whole, traces, unknown, known, fetched } = useWholeResults(answer.traces)
  const { values, lost } = useColumnValues(traces, view.columns, fetched)
  const sorted = useMemo(() => {
    const at = view.columnSort ? view.columns.indexOf(view.columnSort.key) : -1
    return view.columnSort && at >= 0
      ? sortByColumn(traces, (name) => values?.get(name)?.[at]?.[0], view.columnSort.descending)
      : sortResults(traces, address.sort)
  }, [traces, values, view.columnSort, view.columns, address.sort])
  const judged = useQuery(crossingQuery(answer, view.crosses)).data ?? null
  const crossing = judged && judged.crossing
  const narrowed = useMemo(() => narrowResults(sorted, view, crossing), [sorted, view, crossing])
  const plotted = useMemo(
    () => withoutFarFiles(narrowResults(traces, { ...view, zoom: null }, crossing).traces),
    [traces, view, crossing],
  )
  const [chosenScale, setScale] = useState<boolean | null>(null)
  const logarithmic = chosenScale ?? suitsLogarithm(traces)
  const { ticked, tick, clear, compareTo } = useTicks(traces, address.embed)
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
        <>
          {(isOutline(trace) || lost.has(trace.traceId)) && <WantWhole name={trace.traceId} whole={whole} />}
          <ResultRow
            trace={trace}
            longestUs={longestUs}
            nowUs={nowUs}
            zone={zone}
            ticked={ticked.includes(trace.traceId)}
            fresh={fresh.has(trace.traceId)}
            onTick={tick}
            embed={address.embed}
          />
          {view.columns.length > 0 && (
            <RowValues
              columns={view.columns}
              values={values?.get(trace.traceId)}
              isFailed={known.get(trace.traceId) === 'failed'}
            />
          )}
        </>
      )
    },
  }
  return (
    <section aria-label="Results">
      {!hidePlot && plotted.length > 0 && (
        <ResultsPlot
          traces={plotted}
          embed={address.embed}
          logarithmic={logarithmic}
          zone={zone}
          zoom={view.zoom}
          onZoom={onZoom}
        />
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
      {(lost.size > 0 || (unknown.length > 0 && (address.sort === 'most-unexplained' || view.columns.length > 0))) && (
        // Without a place to wait in, its code's coming would begin all of the list anew: what is ticked, what was fetched.
        <Suspense fallback={null}>
          <OutlineNote outlines={unknown} lost={lost} total={traces.length} known={known} whole={whole} />
        </Suspense>
      )}
      {narrowed.traces.length === 0 ? (
        <EmptyState
          title="The filters hide every trace"
          actions={
            <Button
              onClick={() =>
                onView({ ...PLAIN_VIEW, grouped: view.grouped, columns: view.columns, liveSeconds: view.liveSeconds })
              }
            >
              Show all {formatCount(answer.traces.length)}
            </Button>
          }
        >
          {plural(answer.traces.length, 'trace')} came back, none of them passes the filters above.
        </EmptyState>
      ) : view.grouped ? (
        <Suspense fallback={null}>
          <ResultGroups traces={narrowed.traces} nowUs={nowUs} embed={address.embed} />
        </Suspense>
      ) : (
        <Suspense fallback={null}>
          {view.columns.length > 0 && (
            <ColumnHead columns={view.columns} sort={view.columnSort} onSort={(columnSort) => onView({ columnSort })} />
          )}
          {narrowed.traces.length > LONG_LIST ? (
            <WindowVirtualList
              {...list}
              estimatePx={(isNarrow ? NARROW_ROW_PX : ROW_PX) + (view.columns.length > 0 ? VALUES_PX : 0)}
            />
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

/**
 * What the shown columns hold, by trace; asked again when whole traces have come. `lost`: those that came whole and that the worker
 * has let go since, to save memory.
 */
function useColumnValues(traces: readonly TraceSummary[], columns: readonly string[], fetched: number) {
  const whole = useMemo(
    () => (columns.length > 0 ? traces.filter((trace) => !isOutline(trace)) : NO_TRACES),
    [traces, columns],
  )
  const { data: values, isPlaceholderData } = useQuery(resultValuesQuery(whole, columns, fetched))
  const lost = useMemo(() => {
    if (!values || isPlaceholderData) return NO_IDS
    const names = whole.map(({ traceId }) => traceId)
    return new Set(names.filter((name) => !values.has(name) && !isFileTrace(name)))
  }, [whole, values, isPlaceholderData])
  return { values, lost }
}

const NO_TRACES: readonly TraceSummary[] = []

/** At most two ticks: a third replaces the older one. Whatever their order, A is the faster: B then tells what took longer. */
function useTicks(traces: readonly TraceSummary[], embed: EmbedOptions) {
  const [ticked, setTicked] = useState<readonly string[]>([])
  const tick = useCallback(
    (traceId: string, on: boolean) =>
      setTicked((before) => (on ? [...before.slice(-1), traceId] : before.filter((other) => other !== traceId))),
    [],
  )
  const compareTo =
    ticked.length === 2
      ? formatCompareAddress({ ...parseCompareAddress(fasterFirst(traces, ticked).join('...'), NO_QUERY), embed })
      : null
  return { ticked, tick, clear: () => setTicked([]), compareTo }
}

const NO_QUERY = new URLSearchParams()

/** Of two that took the same time the earlier one. */
function fasterFirst(traces: readonly TraceSummary[], names: readonly string[]): readonly string[] {
  const [x, y] = names.map((name) => traces.find(({ traceId }) => traceId === name))
  if (!x || !y) return names
  return x.durationUs - y.durationUs || x.startUs - y.startUs > 0 ? [names[1], names[0]] : names
}
