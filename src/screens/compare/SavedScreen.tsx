import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { failureOf, unwrap } from '../../data/http.ts'
import { openSaved } from '../../data/workerClient.ts'
import { readSavedComparison, SAVED_ELEMENT, type SavedComparison } from '../../formats/savedComparison.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import { formatCompareAddress, parseCompareAddress, type CompareAddress } from '../../url/compareAddress.ts'
import styles from './Compare.module.css'
import { OpenComparison } from './OpenComparison.tsx'
import { SavedFrom } from './TraceLink.tsx'
import type { ChangeCompare } from './changeCompare.ts'
import { useComparison } from './useComparison.ts'

/** The page of a saved comparison: both traces are in the file, nothing is asked of any server. Its address is behind the `#`. */
export function SavedScreen() {
  const [saved] = useState(() => readSavedComparison(document.getElementById(SAVED_ELEMENT)?.textContent ?? ''))
  if (saved) return <OpenSaved saved={saved} />
  return (
    <EmptyState title="There is no comparison in this file">
      <p>It may have been cut off on its way. Ask for it again, or save the comparison anew.</p>
    </EmptyState>
  )
}

function OpenSaved({ saved }: { readonly saved: SavedComparison }) {
  useDocumentTitle('Saved comparison')
  const { pathname, search } = useLocation()
  const navigate = useNavigate()
  const original = useMemo(() => tellApart(parsePath(...splitPath(saved.address))), [saved.address])
  const address = useMemo(
    () => (pathname === '/' ? original : parsePath(pathname, search)),
    [original, pathname, search],
  )
  const change: ChangeCompare = (part, { replace = false } = {}) =>
    navigate(formatCompareAddress({ ...address, ...part }), { replace })
  const opened = useQuery({
    queryKey: ['saved'],
    queryFn: async () => unwrap(await openSaved(saved.bodies.map((body) => new Blob([body])))),
    staleTime: Infinity,
    structuralSharing: false,
  })
  const [keyA, keyB = keyA] = opened.data ?? []
  const isSwapped = address.a === original.b
  const comparison = useComparison(isSwapped ? keyB : keyA, isSwapped ? keyA : keyB, address.clocks)
  const failed = [opened, comparison].find(({ isError }) => isError)
  return (
    <SavedFrom value={saved.page}>
      <p className={styles.savedNote}>
        <b>Saved comparison</b>
        {saved.savedAt !== '' && <> of {saved.savedAt.replace('T', ' ').slice(0, 16)} UTC</>}. Both traces are in this
        file; what looked secret in them is masked. Open the file in Lacuna to go on from it.
      </p>
      {comparison.data ? (
        <OpenComparison comparison={comparison.data} address={address} onChange={change} />
      ) : failed ? (
        <ErrorState
          title="The traces in this file could not be read"
          failure={failureOf(failed.error)}
          onRetry={() => void failed.refetch()}
        />
      ) : (
        <ProgressBar label="Comparing the traces" value={null} />
      )}
    </SavedFrom>
  )
}

/** Two readings of one trace have one id: here B's is a name of its own, so that the address can say which side is which. */
const tellApart = (address: CompareAddress): CompareAddress =>
  address.a !== null && address.a === address.b ? { ...address, b: `${address.b}~sideb0` } : address

const splitPath = (address: string): [path: string, search: string] => {
  const at = address.indexOf('?')
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at)]
}

const parsePath = (path: string, search: string) =>
  parseCompareAddress(path.replace(/^\/trace\//, ''), new URLSearchParams(search))
