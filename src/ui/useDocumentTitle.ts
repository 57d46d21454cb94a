import { useEffect } from 'react'
import { withoutControls } from '../lib/withoutControls.ts'

/** Names the tab: `title · Lacuna`; the most telling part first, since tabs are narrow. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Lacuna' : `${withoutControls(title)} · Lacuna`
    return () => {
      document.title = 'Lacuna'
    }
  }, [title])
}
