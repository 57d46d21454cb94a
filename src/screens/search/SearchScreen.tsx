import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { failureOf } from '../../data/http.ts'
import { configurationState, subscribeConfiguration } from '../../data/configuration.ts'
import { setPreferences } from '../../data/preferences.ts'
import { browserAheadMs, subscribeServerClock } from '../../data/serverClock.ts'
import { canSearch, searchEndUs, searchQuery, type SearchResult } from '../../data/searchQuery.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import {
  asksAllServices,
  asksForResults,
  CUSTOM_LOOKBACK,
  formatSearchQuery,
  parseSearchAddress,
  type SearchAddress,
  type SearchSort,
} from '../../url/searchAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { nameOfServices, raisedLimit } from './nextTries.ts'
import { rememberSearch, repeatable } from './recentSearches.ts'
import { parseResultsView, writeResultsView, type ResultsView } from './resultsView.ts'
import { SearchForm } from './SearchForm.tsx'
import { addressOf } from './searchForm.ts'
import styles from './SearchScreen.module.css'
import { openedResult, useOpenedTraces } from './useOpenedTraces.ts'
import { Progress } from './SearchProgress.tsx'
import { NO_REST, useRestOfSearch } from './useRestOfSearch.ts'
import { useSearchDraft } from './useSearchDraft.ts'
import { useTimeZone } from './useTimeZone.ts'

/** The list and the plot come while the search is under way; a first visit does not need them. */
const loadResults = () => import('./Results.tsx')
const Results = lazy(() => loadResults().then((module) => ({ default: module.Results })))

const OpenedFiles = lazy(() => import('./OpenedFiles.tsx').then((module) => ({ default: module.OpenedFiles })))
const ClockNotice = lazy(() => import('./ClockNotice.tsx').then((module) => ({ default: module.ClockNotice })))
const NothingFound = lazy(() => import('./NothingFound.tsx').then((module) => ({ default: module.NothingFound })))

const SearchStart = lazy(() => import('./SearchStart.tsx').then((module) => ({ default: module.SearchStart })))

export function SearchScreen() {
  const { address, view, go, setSort, setView } = useSearchPage()
  const [zone] = useTimeZone()
  const form = useSearchDraft(address, zone)
  const live = view.liveSeconds !== null && address.lookback !== CUSTOM_LOOKBACK
  const asked = useMemo(() => (live ? repeatable(address) : address), [live, address])
  const search = useQuery({
    ...searchQuery(asked),
    refetchInterval: live && view.liveSeconds !== null ? view.liveSeconds * 1e3 : false,
  })
  const asks = asksForResults(address)
  const aheadMs = useSyncExternalStore(subscribeServerClock, browserAheadMs)
  const submit = () => {
    const next = addressOf(form.draft, address, zone, searchEndUs())
    form.settle()
    rememberSearch(next)
    setPreferences({ lastService: next.services.length === 1 && !asksAllServices(next) ? next.services[0] : null })
    go(next)
  }
  const opened = useOpenedTraces(address)
  const openedAnswer = useMemo(() => openedResult(opened.traces), [opened.traces])
  useDocumentTitle(asks && address.traceIds.length === 0 ? `${nameOfServices(address)} · Search` : 'Search')
  return (
    <>
      <VisuallyHidden>
        <h1>Search traces</h1>
      </VisuallyHidden>
      <SearchForm
        draft={form.draft}
        zone={zone}
        searching={search.isFetching && !live}
        showErrors={asks && !canSearch(address)}
        onChange={form.change}
        onSubmit={submit}
      />
      {opened.files.length > 0 && (
        <Suspense fallback={null}>
          <OpenedFiles files={opened.files} />
        </Suspense>
      )}
      {aheadMs !== 0 && (
        <Suspense fallback={null}>
          <ClockNotice aheadMs={aheadMs} address={address} onSearch={go} />
        </Suspense>
      )}
      {asks ? (
        <Answer
          search={search}
          opened={opened.traces}
          address={address}
          asked={asked}
          view={view}
          onSort={setSort}
          onView={setView}
          onSearch={go}
        />
      ) : (
        <Suspense fallback={null}>
          {opened.traces.length > 0 && (
            <Results
              answer={openedAnswer}
              address={address}
              rest={NO_REST}
              onRaiseLimit={null}
              onSort={setSort}
              view={view}
              onView={setView}
              hidePlot={address.embed.hideGraph}
            />
          )}
          <SearchStart embed={address.embed} />
        </Suspense>
      )}
    </>
  )
}

/** The page's address and the ways to change it. A new search is a step back in history; a new look at the same answer is not. */
function useSearchPage() {
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const query = params.toString()
  const defaults = useSyncExternalStore(subscribeConfiguration, configurationState).configuration.search
  const address = useMemo(() => parseSearchAddress(new URLSearchParams(query), defaults), [query, defaults])
  const view = useMemo(() => parseResultsView(new URLSearchParams(query)), [query])
  const latest = useRef({ address, view })
  latest.current = { address, view }
  const show = useCallback(
    (next: SearchAddress, nextView: ResultsView, replace: boolean) => {
      const search = formatSearchQuery(next)
      writeResultsView(search, nextView)
      void navigate({ pathname: '/search', search: search.toString() }, { replace, preventScrollReset: true })
    },
    [navigate],
  )
  const go = useCallback((next: SearchAddress) => show(next, { ...latest.current.view, zoom: null }, false), [show])
  const setSort = useCallback(
    (sort: SearchSort) => show({ ...latest.current.address, sort }, latest.current.view, true),
    [show],
  )
  const setView = useCallback(
    (part: Partial<ResultsView>) => show(latest.current.address, { ...latest.current.view, ...part }, true),
    [show],
  )
  return { address, view, go, setSort, setView }
}

interface AnswerProps {
  readonly search: ReturnType<typeof useQuery<SearchResult>>
  /** Of opened files, those that meet the search. */
  readonly opened: readonly TraceSummary[]
  readonly address: SearchAddress
  /** As it was asked: a live search looks back from now. */
  readonly asked: SearchAddress
  readonly view: ResultsView
  readonly onSort: (sort: SearchSort) => void
  readonly onView: (part: Partial<ResultsView>) => void
  readonly onSearch: (address: SearchAddress) => void
}

/** The results, or why there are none. While a search runs or after one failed, the last answer stays in sight. */
function Answer({ search, opened, address, asked, view, onSort, onView, onSearch }: AnswerProps) {
  const last = useRef<SearchResult | null>(null)
  if (search.data) last.current = search.data
  const answer = search.data ?? last.current
  const shown = useMemo(
    () =>
      opened.length > 0
        ? answer
          ? { ...answer, traces: [...answer.traces, ...opened] }
          : openedResult(opened)
        : answer,
    [answer, opened],
  )
  const fresh = useFresh(search.data, view.liveSeconds !== null)
  useEffect(() => void loadResults().catch(() => undefined), [])
  const rest = useRestOfSearch(asked)
  const raiseLimit = () => onSearch({ ...address, limit: raisedLimit(address.limit) })
  return (
    <div aria-busy={search.isFetching}>
      <Progress isSearching={search.isFetching} hasResults={shown !== null && shown.traces.length > 0} asked={asked} />
      {search.isError && !search.isFetching && (
        <div className={styles.failed}>
          <ErrorState
            title="The search failed"
            failure={failureOf(search.error)}
            onRetry={() => void search.refetch()}
            inline={shown !== null}
          />
        </div>
      )}
      {!search.data && !search.isFetching && !search.isError && (
        <NotSearched address={address} onSearch={() => void search.refetch()} />
      )}
      {search.isError && answer && <p className={styles.stale}>Below are the results of the search before.</p>}
      {shown && shown.traces.length > 0 && (
        <Suspense fallback={<ProgressBar label="Loading the list" value={null} />}>
          <Results
            answer={shown}
            address={address}
            fresh={fresh}
            rest={rest}
            onRaiseLimit={raiseLimit}
            onSort={onSort}
            view={view}
            onView={onView}
            hidePlot={address.embed.hideGraph}
          />
        </Suspense>
      )}
      {search.data?.traces.length === 0 && shown?.traces.length === 0 && !search.isFetching && (
        <Suspense fallback={null}>
          <NothingFound answer={search.data} address={address} rest={rest} />
        </Suspense>
      )}
    </div>
  )
}

const NO_IDS: ReadonlySet<string> = new Set()

/** While a search is live: the traces that the refresh before did not have. */
function useFresh(answer: SearchResult | undefined, live: boolean): ReadonlySet<string> {
  const [seen, setSeen] = useState<{
    readonly answer: SearchResult | undefined
    readonly ids: ReadonlySet<string>
    readonly fresh: ReadonlySet<string>
  }>({
    answer: undefined,
    ids: NO_IDS,
    fresh: NO_IDS,
  })
  if (answer && answer !== seen.answer) {
    const ids = new Set(answer.traces.map(({ traceId }) => traceId))
    setSeen({ answer, ids, fresh: live && seen.answer ? new Set([...ids].filter((id) => !seen.ids.has(id))) : NO_IDS })
  }
  return live ? seen.fresh : NO_IDS
}

/** The search was stopped, or the address holds something that no backend reads. */
function NotSearched({ address, onSearch }: { readonly address: SearchAddress; readonly onSearch: () => void }) {
  return canSearch(address) ? (
    <p className={styles.waiting} role="status">
      The search was stopped.
      <Button size="small" onClick={onSearch}>
        Search again
      </Button>
    </p>
  ) : (
    <p className={styles.waiting} role="status">
      This address was not searched: a duration or a tag in it cannot be read. Correct the field that is marked, then
      find traces.
    </p>
  )
}
