import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useSyncExternalStore } from 'react'
import { useLocation, useNavigate, useParams } from 'react-router'
import { failureOf } from '../../data/http.ts'
import { traceProgress } from '../../data/progress.ts'
import { formatBytes, formatDelta, plural } from '../../lib/format.ts'
import { NONE, titleOf } from '../../model/trace.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import { formatCompareAddress, parseCompareAddress, type CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import styles from './Compare.module.css'
import { OpenComparison } from './OpenComparison.tsx'
import { PickSides } from './PickSides.tsx'
import type { ChangeCompare } from './changeCompare.ts'
import { comparisonQuery, SidesError } from './comparisonQuery.ts'

const TypicalScreen = lazy(() => import('./TypicalScreen.tsx').then((module) => ({ default: module.TypicalScreen })))
const GraphDiff = lazy(() => import('./GraphDiff.tsx').then((module) => ({ default: module.GraphDiff })))

/** `/trace/:a...:b`: two traces, what differs between them, and what each difference cost. */
export function CompareScreen() {
  const { id = '...' } = useParams()
  const { search } = useLocation()
  const navigate = useNavigate()
  const address = useMemo(() => parseCompareAddress(id, new URLSearchParams(search)), [id, search])
  const change: ChangeCompare = (part, { replace = false } = {}) =>
    navigate(formatCompareAddress({ ...address, ...part }), { replace })
  if (address.typical && address.b !== null) {
    return (
      <Suspense fallback={<ProgressBar label="Comparing with other traces" value={null} />}>
        <TypicalScreen traceId={address.b} address={address} onChange={change} />
      </Suspense>
    )
  }
  if (address.a === null || address.b === null) return <PickSides address={address} onChange={change} />
  return <LoadSides key={`${address.a} ${address.b}`} a={address.a} b={address.b} address={address} onChange={change} />
}

interface LoadSidesProps {
  readonly a: string
  readonly b: string
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
}

function LoadSides({ a, b, address, onChange }: LoadSidesProps) {
  const query = useQuery(comparisonQuery({ a, b, clocks: address.clocks }))
  const { data, error } = query
  useDocumentTitle(data ? titleOfComparison(data) : 'Compare')
  if (data) {
    return (
      <OpenComparison
        comparison={data}
        address={address}
        onChange={onChange}
        graph={(shown) => (
          <Suspense fallback={<ProgressBar label="Loading the graph" value={null} />}>
            <GraphDiff comparison={shown} />
          </Suspense>
        )}
      />
    )
  }
  if (!error || query.isFetching) return <LoadingSides names={[a, b]} waitsFor={query.failureReason} />
  if (!(error instanceof SidesError)) {
    return (
      <ErrorState
        title="The traces could not be compared"
        failure={failureOf(error)}
        onRetry={() => void query.refetch()}
      />
    )
  }
  const failures = (['a', 'b'] as const).map((side) => {
    const failure = error[side]
    if (!failure) return null
    // Whatever kept one side away mostly kept the other, too: one click asks for both.
    return (
      <ErrorState
        key={side}
        title={`Trace ${side.toUpperCase()}, ${(side === 'a' ? a : b).slice(0, 8)}…, could not be loaded`}
        failure={failure}
        onRetry={() => void query.refetch()}
        actions={
          <button type="button" className={styles.linkButton} onClick={() => onChange({ [side]: null })}>
            Choose another
          </button>
        }
      />
    )
  })
  return (
    <>
      <h1>
        <VisuallyHidden>Compare</VisuallyHidden>
      </h1>
      {failures}
    </>
  )
}

/** `+597 ms, api-gateway: POST /api/checkout`: what tells one tab from another. */
function titleOfComparison({ diff, a, b }: ComparisonView): string {
  const { trace } = b.trace.mainRoot === NONE ? a : b
  const what = trace.mainRoot === NONE ? 'Compare' : titleOf(trace, trace.mainRoot)
  return `${formatDelta(diff.deltaUs)}, ${what}`
}

/** How far both bodies are. */
function LoadingSides({
  names,
  waitsFor,
}: {
  readonly names: readonly [string, string]
  readonly waitsFor: SidesError | null
}) {
  const [a, b] = [useProgress(names[0]), useProgress(names[1])]
  const bytes = (a?.bytes ?? 0) + (b?.bytes ?? 0)
  const total = a?.totalBytes && b?.totalBytes ? a.totalBytes + b.totalBytes : null
  return (
    <>
      <ProgressBar label="Loading both traces" value={total ? bytes / total : null} />
      <p role="status" className={styles.loading}>
        {waitsFor
          ? `Trace ${waitsFor.a ? 'A' : 'B'} is not in the store yet: asking again…`
          : bytes > 0 &&
            `${formatBytes(bytes)}${total ? ` of ${formatBytes(total)}` : ''}, ${plural((a?.spans ?? 0) + (b?.spans ?? 0), 'span')} so far`}
      </p>
    </>
  )
}

function useProgress(name: string) {
  const { subscribe, getSnapshot } = traceProgress(name)
  return useSyncExternalStore(subscribe, getSnapshot)
}
