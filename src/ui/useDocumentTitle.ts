import { useEffect } from 'react'

/** Names the tab: `title · Lacuna`; the most telling part first, since tabs are narrow. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Lacuna' : `${title} · Lacuna`
    return () => {
      document.title = 'Lacuna'
    }
  }, [title])
}
