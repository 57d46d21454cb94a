import { Suspense, lazy, useMemo, useState } from 'react'
import type { Findings } from '../../../analysis/findings.ts'
import { Button } from '../../../ui/Button.tsx'
import type { TraceView } from '../../../worker/protocol.ts'

const OtherHalfDialog = lazy(() =>
  import('./OtherHalfDialog.tsx').then((module) => ({ default: module.OtherHalfDialog })),
)

interface OtherHalfButtonProps {
  readonly view: TraceView
  readonly findings: Findings | null
}

/** Looks for the trace that goes on where this one was cut, or that set it off; what it takes is loaded with the first click. */
export function OtherHalfButton({ view, findings }: OtherHalfButtonProps) {
  const [open, setOpen] = useState(false)
  const suspects = useMemo(() => {
    const named = [
      ...(findings?.lostContext ?? []).map(({ peer }) => peer),
      ...(findings?.missingParents ?? []).map(({ suspectedService }) => suspectedService),
    ]
    return [...new Set(named.filter((service) => service !== null))]
  }, [findings])
  return (
    <>
      <Button
        size="small"
        tone="quiet"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        data-tip="Traces near this one in time that have an id in common with it"
      >
        Find the other half…
      </Button>
      {open && (
        <Suspense fallback={null}>
          <OtherHalfDialog view={view} suspects={suspects} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
