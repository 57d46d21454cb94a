import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLocation, useNavigate, useParams } from 'react-router'
import { failureOf } from '../../data/http.ts'
import { traceQuery } from '../../data/traceQuery.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import { formatCompareAddress, parseCompareAddress, type CompareAddress } from '../../url/compareAddress.ts'
import styles from './Compare.module.css'
import { OpenComparison } from './OpenComparison.tsx'
import { PickSides } from './PickSides.tsx'
import { TypicalScreen } from './TypicalScreen.tsx'
import type { ChangeCompare } from './changeCompare.ts'
import { useComparison } from './useComparison.ts'

/** `/trace/:a...:b`: two traces, what differs between them, and what each difference cost. */
export function CompareScreen() {
  useDocumentTitle('Compare')
  const { id = '...' } = useParams()
  const { search } = useLocation()
  const navigate = useNavigate()
  const address = useMemo(() => parseCompareAddress(id, new URLSearchParams(search)), [id, search])
  const change: ChangeCompare = (part, { replace = false } = {}) =>
    navigate(formatCompareAddress({ ...address, ...part }), { replace })
  if (address.typical && address.b !== null) return <TypicalScreen traceId={address.b} address={address} />
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
  const { clocks } = address
  const sides = useQueries({
    queries: [a, b].map((traceId) => traceQuery({ traceId, clocks: 'auto', minGapUs: null, window: null })),
  })
  const [sideA, sideB] = sides
  const keyA = sideA.data?.key
  const keyB = sideB.data?.key
  const comparison = useComparison(keyA, keyB, clocks)
  if (comparison.data) return <OpenComparison comparison={comparison.data} address={address} onChange={onChange} />
  const failed = sides
    .map((side, i) => ({ side, name: i === 0 ? 'A' : 'B', traceId: i === 0 ? a : b }))
    .filter(({ side }) => side.isError && !side.isFetching)
  if (failed.length > 0) {
    return (
      <>
        {failed.map(({ side, name, traceId }) => (
          // Whatever kept one side away mostly kept the other, too: one click asks for both.
          <ErrorState
            key={name}
            title={`Trace ${name}, ${traceId.slice(0, 8)}…, could not be loaded`}
            failure={failureOf(side.error)}
            onRetry={() => void Promise.all(failed.map((other) => other.side.refetch()))}
            actions={
              <button
                type="button"
                className={styles.linkButton}
                onClick={() => onChange(name === 'A' ? { a: null } : { b: null })}
              >
                Choose another
              </button>
            }
          />
        ))}
      </>
    )
  }
  if (comparison.error) {
    return (
      <ErrorState
        title="The traces could not be compared"
        failure={failureOf(comparison.error)}
        onRetry={() => void Promise.all(sides.map((side) => side.refetch())).then(() => comparison.refetch())}
      />
    )
  }
  return <ProgressBar label={keyA && keyB ? 'Comparing the traces' : 'Loading both traces'} value={null} />
}
