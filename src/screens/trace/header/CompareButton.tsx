import { GitCompareArrows } from 'lucide-react'
import { lazy } from 'react'
import type { TraceView } from '../../../worker/protocol.ts'
import { MenuButton } from '../../../ui/MenuButton.tsx'

const CompareMenu = lazy(() => import('./CompareMenu.tsx').then((module) => ({ default: module.CompareMenu })))

/** Offers traces to compare this one with; they are searched for with the first click. */
export function CompareButton({ view }: { readonly view: TraceView }) {
  const content = (
    <>
      <GitCompareArrows size={14} aria-hidden="true" />
      Compare with…
    </>
  )
  return <MenuButton content={content}>{(trigger) => <CompareMenu view={view} trigger={trigger} />}</MenuButton>
}
