import { Download } from 'lucide-react'
import { Suspense, lazy, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import type { ExportMenuProps } from './ExportMenu.tsx'

const ExportMenu = lazy(() => import('./ExportMenu.tsx').then((module) => ({ default: module.ExportMenu })))

/** Opens the menu of what can be copied and downloaded; the menu's code comes with the first click. */
export function ExportButton(props: Omit<ExportMenuProps, 'trigger'>) {
  const [wanted, setWanted] = useState(false)
  const content = (
    <>
      <Download size={14} aria-hidden="true" />
      Export
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
      <ExportMenu {...props} trigger={content} />
    </Suspense>
  )
}
