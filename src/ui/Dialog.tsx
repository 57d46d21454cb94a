import { lazy, Suspense, type ReactNode } from 'react'
import { useEscape } from './useEscape.ts'

const DialogFrame = lazy(() => import('./DialogFrame.tsx').then((module) => ({ default: module.DialogFrame })))

export interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly wide?: boolean
  readonly children: ReactNode
}

/** A modal dialog with a title and a close button; its frame (Base UI) is loaded with the first one opened. */
export function Dialog(props: DialogProps) {
  if (!props.open) return null
  return (
    <Suspense fallback={<NotYet onEscape={() => props.onOpenChange(false)} />}>
      <DialogFrame {...props} />
    </Suspense>
  )
}

/** Whoever turns away before the frame is here need not wait for it. */
function NotYet({ onEscape }: { readonly onEscape: () => void }) {
  useEscape(onEscape, 'gone')
  return null
}
