import { GitCompareArrows } from 'lucide-react'
import { Suspense, lazy, useState } from 'react'
import type { TraceView } from '../../../worker/protocol.ts'
import { Button } from '../../../ui/Button.tsx'

const CompareMenu = lazy(() => import('./CompareMenu.tsx').then((module) => ({ default: module.CompareMenu })))

/** Offers traces to compare this one with; they are searched for with the first click. */
export function CompareButton({ view }: { readonly view: TraceView }) {
  const [wanted, setWanted] = useState(false)
  const content = (
    <>
      <GitCompareArrows size={14} aria-hidden="true" />
      Compare with…
    </>
  )
  const waiting = (
    <Button size="small" aria-haspopup="menu" aria-expanded={false} onClick={() => setWanted(true)}>
      {content}
    </Button>
  )
  if (!wanted) return waiting
  return (
    <Suspense fallback={waiting}>
      <CompareMenu view={view} trigger={content} />
    </Suspense>
  )
}
