import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, lazy, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { Findings } from '../../analysis/findings.ts'
import { configurationState, subscribeConfiguration } from '../../data/configuration.ts'
import { getPreferences, setPreferences, subscribePreferences } from '../../data/preferences.ts'
import { servicesQuery } from '../../data/servicesQuery.ts'
import { detailsQuery, growthQuery, showNewSpans } from '../../data/traceQuery.ts'
import { ROW } from '../../layout/rows.ts'
import { plural } from '../../lib/format.ts'
import { isFileTrace } from '../../model/traceName.ts'
import { NONE, durationOf } from '../../model/trace.ts'
import type { LoadFailure, TraceView, ViewOptions } from '../../worker/protocol.ts'
import { useDrawnSteps } from '../../ui/useIsDrawn.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { SplitPane } from '../../ui/SplitPane.tsx'
import { addressOf, applyAddress, useStoreInAddress } from './address/useStoreInAddress.ts'
import type { AddressSync } from './address/useTraceAddress.ts'
import { earlyStore } from './earlyRows.ts'
import { hasReservedRoom } from './hasReservedRoom.ts'
import { useFindings } from './findings/useFindings.ts'
import { FindInTrace } from './find/FindInTrace.tsx'
import { CompareButton } from './header/CompareButton.tsx'
import { cutWarning } from './header/cutWarning.ts'
import { ExportButton } from './header/ExportButton.tsx'
import { GapThreshold } from './header/GapThreshold.tsx'
import { ClockSwitch, HiddenHeading, TraceHeader, TraceWarnings } from './header/TraceHeader.tsx'
import { MainView, ViewTabs } from './MainView.tsx'
import { Summary } from './Summary.tsx'
import above from './Above.module.css'
import styles from './TraceScreen.module.css'
import { createTraceStore } from './traceStore.ts'
import type { TraceStore } from './traceStore.ts'
import { useTraceCommands } from './useTraceCommands.ts'
import { useNarrow } from '../../ui/useNarrow.ts'
import { useTraceKeys } from './useTraceKeys.ts'

interface OpenTraceProps {
  readonly view: TraceView
  readonly sync: AddressSync
  readonly traceId: string
  /** Another clock view or threshold is on its way. */
  readonly pending: boolean
  /** Why it could not be had. */
  readonly failure: LoadFailure | null
  readonly onRetry: () => void
}

/** Not needed until something is selected: fetched when a pointer or the focus comes near. */
const importDetails = () => import('./details/DetailsPanel.tsx')
const DetailsPanel = lazy(() => importDetails().then((module) => ({ default: module.DetailsPanel })))
const prepareDetails = () => void importDetails().catch(() => {})

const TraceLinks = lazy(() => import('./header/TraceLinks.tsx').then((module) => ({ default: module.TraceLinks })))
const FromFile = lazy(() => import('./header/FromFile.tsx').then((module) => ({ default: module.FromFile })))

const NO_SERVICES: readonly string[] = []
const NO_REPEATS: Findings['repeats'] = []
const SETTLE_MS = 250

/** The page of a trace that is here. */
export function OpenTrace({ view: arrived, sync, traceId, pending, failure, onRetry }: OpenTraceProps) {
  const { address, change, deepLink } = sync
  const { clocks, minGapUs } = address
  const [{ store, spanFound }] = useState(() => openStore(arrived, sync))
  useLayoutEffect(() => store.getState().setView(arrived), [store, arrived])
  useStoreInAddress(store, sync)
  const view = useStore(store, (state) => state.view)
  const options = useMemo<ViewOptions>(() => ({ clocks, minGapUs }), [clocks, minGapUs])
  const preferences = useSyncExternalStore(subscribePreferences, getPreferences)
  const zone = preferences.timeZone
  const narrow = useNarrow()
  const hasLinks =
    useSyncExternalStore(subscribeConfiguration, configurationState).configuration.linkPatterns.length > 0
  const narrowMain = useRef<HTMLDivElement>(null)

  const [grouped, setGrouped] = useState(true)
  const [summaryOpen, setSummaryOpen] = useState(true)
  // Where its room is kept, what stands above the rows is drawn after them: the name in the next frame, the rest in the one after.
  const step = useDrawnSteps(2)
  const isReserved = summaryOpen && !address.embed.hideSummary
  const hasRoom = isReserved && hasReservedRoom()
  const isNameDue = step > 0 || !hasRoom
  const isDrawn = step > 1
  const areToolsDue = isDrawn || !hasRoom
  const services = useQuery({ ...servicesQuery(), enabled: isDrawn }).data ?? NO_SERVICES
  const { findings, state: findingsState, retry: retryFindings } = useFindings(view, options, services, isDrawn)
  const repeats = findings && (grouped ? findings.repeats : NO_REPEATS)
  const missingParents = findings && findings.missingParents
  useEffect(() => {
    if (repeats && missingParents) store.getState().setFindings({ repeats, missingParents })
  }, [store, repeats, missingParents, view])

  const selection = useStore(store, (state) => state.selection)
  const span = selection?.kind === ROW.span ? selection.span : null
  const detail = useQuery({ ...detailsQuery(view, span ?? 0), enabled: span !== null }).data ?? null

  const findInput = useRef<HTMLInputElement>(null)
  useTraceKeys(store, findInput)
  const shownMinGapUs = useStore(store, (state) => state.minGapUs)
  const changeMinGap = useMinGap(store, change)
  useTraceCommands(store, sync)

  const close = () => {
    store.getState().select(null)
    document.querySelector<HTMLElement>('[role=treegrid]')?.focus()
  }
  const details = selection && (
    <Suspense fallback={null}>
      <DetailsPanel
        view={view}
        store={store}
        selection={selection}
        detail={detail}
        findings={findings}
        zone={zone}
        deepLink={deepLink}
        onClose={close}
      />
    </Suspense>
  )
  // On a phone the details cover half of the window: what they are about stays in the other half.
  const isSheet = narrow && selection !== null
  useEffect(() => {
    if (!isSheet) return
    const frame = requestAnimationFrame(() => {
      narrowMain.current?.scrollIntoView({ block: 'start' })
      store.getState().setActiveRow(store.getState().activeRow)
    })
    return () => cancelAnimationFrame(frame)
    // Findings that arrive push the rows down.
  }, [isSheet, selection, store, findings])
  const root = view.trace.mainRoot
  const traceUs = root === NONE ? 0 : durationOf(view.trace, root)
  const main = (
    <MainView
      name={address.view}
      view={view}
      store={store}
      options={options}
      zone={zone}
      embed={address.embed}
      onTimeline={() => change({ view: 'waterfall' })}
    />
  )

  return (
    <div
      className={styles.screen}
      onPointerEnter={prepareDetails}
      onFocus={prepareDetails}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        if (selection) close()
        else store.getState().setHighlight(null)
      }}
    >
      <div className={isReserved ? `${above.above} ${above.reserved}` : above.above}>
        {isNameDue && (
          <>
            {address.embed.collapseTitle ? (
              <HiddenHeading view={view} />
            ) : (
              <TraceHeader
                view={view}
                store={store}
                zone={zone}
                onZoneChange={(timeZone) => setPreferences({ timeZone })}
                deepLink={deepLink}
                actions={
                  <>
                    {hasLinks && (
                      <Suspense fallback={null}>
                        <TraceLinks view={view} />
                      </Suspense>
                    )}
                    <CompareButton view={view} />
                    <ExportButton view={view} options={options} services={services} store={store} />
                  </>
                }
              />
            )}
          </>
        )}
        {areToolsDue && (
          <>
            <div className={styles.toolbar}>
              <ViewTabs value={address.view} onChange={(name) => change({ view: name })} />
              <FindInTrace view={view} options={options} store={store} sync={sync} inputRef={findInput} />
              <GapThreshold
                minGapUs={shownMinGapUs}
                traceUs={traceUs}
                moved={minGapUs !== null}
                onChange={changeMinGap}
              />
              {findings !== null && findings.repeats.length > 0 && (
                <Checkbox
                  checked={grouped}
                  onCheckedChange={setGrouped}
                  data-tip="Draw the same call many times over as one row ×N"
                >
                  Group repeats
                </Checkbox>
              )}
              <ClockSwitch view={view} wanted={pending ? clocks : null} onChange={(next) => change({ clocks: next })} />
            </div>
            <Growth view={view} traceId={traceId} window={address.window} />
            {failure && <ErrorState inline title="This view could not be made" failure={failure} onRetry={onRetry} />}
            {!spanFound && <MissingSpan spanId={sync.address.spanId} />}
            {isFileTrace(traceId) && (
              <Suspense fallback={null}>
                <FromFile name={traceId} />
              </Suspense>
            )}
            <TraceWarnings warnings={warningsOf(view.trace)} />
            {!address.embed.hideSummary && (
              <Summary
                view={view}
                store={store}
                findings={findings}
                state={findingsState}
                onRetry={retryFindings}
                open={summaryOpen}
                onOpenChange={setSummaryOpen}
              />
            )}
          </>
        )}
      </div>
      {narrow ? (
        <>
          <div ref={narrowMain} className={styles.main}>
            {main}
          </div>
          {details && <div className={styles.sheet}>{details}</div>}
        </>
      ) : (
        <SplitPane
          className={styles.split}
          label="Details"
          sized="end"
          start={<div className={styles.main}>{main}</div>}
          end={details}
          sizePx={preferences.sideWidthPx}
          onSizeChange={(sideWidthPx) => setPreferences({ sideWidthPx })}
          minPx={280}
          maxPx={1200}
        />
      )}
    </div>
  )
}

/** The backend's, and ours when it seems to have cut the trace. */
function warningsOf(trace: TraceView['trace']): readonly string[] {
  const cut = cutWarning(trace)
  return cut === null ? trace.warnings : [...trace.warnings, cut]
}

function openStore(
  view: TraceView,
  { address, note }: AddressSync,
): { readonly store: TraceStore; readonly spanFound: boolean } {
  const first = earlyStore(view)
  const store = first ?? createTraceStore(view)
  // Rows that have been seen already were for a plain address; what was done with them since counts.
  const spanFound = first !== null || applyAddress(store, address)
  // The address bar gets the page's own spelling, whatever form the link had.
  queueMicrotask(() => note(addressOf(store.getState())))
  return { store, spanFound }
}

/** Rows follow the slider at once; the worker and the address when it rests. */
function useMinGap(store: TraceStore, change: AddressSync['change']) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return (minGapUs: number | null) => {
    if (minGapUs !== null) store.getState().setMinGap(minGapUs)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change({ minGapUs }), minGapUs === null ? 0 : SETTLE_MS)
  }
}

/** A young trace may still be growing: its new spans are drawn when the reader asks for them. */
function Growth({
  view,
  traceId,
  window,
}: {
  readonly view: TraceView
  readonly traceId: string
  readonly window: AddressSync['address']['window']
}) {
  const client = useQueryClient()
  const { newSpans } = useQuery(growthQuery(view, { traceId, window })).data ?? { newSpans: 0 }
  if (newSpans === 0) return null
  return (
    <p role="status" className={styles.notice}>
      {'This trace is still growing. '}
      <Button size="small" onClick={() => void showNewSpans(client, traceId)}>
        {plural(newSpans, 'new span')}
      </Button>
    </p>
  )
}

function MissingSpan({ spanId }: { readonly spanId: string | null }) {
  const [open, setOpen] = useState(true)
  if (!open || spanId === null) return null
  return (
    <p role="status" className={styles.notice}>
      The link names span <bdi>{spanId}</bdi>, which this trace does not have (yet).{' '}
      <Button size="small" onClick={() => setOpen(false)}>
        Dismiss
      </Button>
    </p>
  )
}
