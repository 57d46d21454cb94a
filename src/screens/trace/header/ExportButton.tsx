import { Download } from 'lucide-react'
import { lazy } from 'react'
import { MenuButton } from '../../../ui/MenuButton.tsx'
import type { ExportMenuProps } from './ExportMenu.tsx'

const ExportMenu = lazy(() => import('./ExportMenu.tsx').then((module) => ({ default: module.ExportMenu })))

/** Opens the menu of what can be copied and downloaded. */
export function ExportButton(props: Omit<ExportMenuProps, 'trigger'>) {
  const content = (
    <>
      <Download size={14} aria-hidden="true" />
      Export
    </>
  )
  return <MenuButton content={content}>{(trigger) => <ExportMenu {...props} trigger={trigger} />}</MenuButton>
}
