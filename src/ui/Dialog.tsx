import { lazy, Suspense, type ReactNode } from 'react'

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
    <Suspense fallback={null}>
      <DialogFrame {...props} />
    </Suspense>
  )
}
