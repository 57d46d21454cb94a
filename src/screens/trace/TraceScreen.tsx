import { lazy, Suspense } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { failureOf } from '../../data/http.ts'
import { isNotStoredYet, traceQuery } from '../../data/traceQuery.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { useTraceAddress } from './address/useTraceAddress.ts'
import type { AddressSync } from './address/useTraceAddress.ts'
import { OpenTrace } from './OpenTrace.tsx'

/** The states that most visits never see. */
const states = () => import('./states/TraceStates.tsx')
const BadTraceId = lazy(async () => ({ default: (await states()).BadTraceId }))
const EmptyTrace = lazy(async () => ({ default: (await states()).EmptyTrace }))
const FailedTrace = lazy(async () => ({ default: (await states()).FailedTrace }))
const StoppedTrace = lazy(async () => ({ default: (await states()).StoppedTrace }))
const WaitingTrace = lazy(async () => ({ default: (await states()).WaitingTrace }))
/** Its rows come before the page most times. Without it, the page waits in silence. */
const LoadingTrace = lazy(() =>
  import('./states/LoadingTrace.tsx').then(
    (module) => ({ default: module.LoadingTrace }),
    () => ({ default: Silence }),
  ),
)
const Silence = () => <div aria-busy="true" />

/** `/trace/:id`: from the address to the open trace, by way of every state in between. */
export function TraceScreen() {
  const sync = useTraceAddress()
  const { traceId, given } = sync.address
  if (traceId === null)
    return (
      <>
        <PageHeading />
        <Suspense fallback={null}>
          <BadTraceId given={given} />
        </Suspense>
      </>
    )
  return <LoadTrace key={traceId} traceId={traceId} sync={sync} />
}

function LoadTrace({ traceId, sync }: { readonly traceId: string; readonly sync: AddressSync }) {
  const { clocks, minGapUs, window } = sync.address
  const client = useQueryClient()
  const query = useQuery(traceQuery({ traceId, clocks, minGapUs, window }))
  const stop = () => void client.cancelQueries({ queryKey: ['trace', traceId] })
  const retry = () => void query.refetch()
  const view = query.data
  if (view && view.trace.length > 0) {
    const failure = query.isError ? failureOf(query.error) : null
    return (
      <OpenTrace
        view={view}
        sync={sync}
        traceId={traceId}
        pending={query.isPlaceholderData}
        failure={failure}
        onRetry={retry}
      />
    )
  }
  return (
    <>
      <PageHeading />
      <Suspense fallback={<Silence />}>
        {view ? (
          <EmptyTrace traceId={traceId} onRetry={retry} />
        ) : query.isError && !query.isFetching ? (
          <FailedTrace traceId={traceId} failure={failureOf(query.error)} onRetry={retry} />
        ) : !query.isFetching ? (
          <StoppedTrace traceId={traceId} onRetry={retry} />
        ) : isNotStoredYet(query.failureReason) ? (
          <WaitingTrace traceId={traceId} asked={query.failureCount} onStop={stop} />
        ) : (
          <LoadingTrace traceId={traceId} hasSummary={!sync.address.embed.hideSummary} onStop={stop} />
        )}
      </Suspense>
    </>
  )
}

/** While there is no trace to name the page after. */
const PageHeading = () => (
  <h1>
    <VisuallyHidden>Trace</VisuallyHidden>
  </h1>
)
