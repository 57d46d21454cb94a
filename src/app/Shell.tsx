import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { isTyping } from '../ui/keyboardHelp.ts'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { TooltipHost } from '../ui/TooltipHost.tsx'
import { parseEmbed } from '../url/embed.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Header } from './Header.tsx'
import styles from './Header.module.css'
import { AppRoutes } from './routes.tsx'
import { useTheme } from './theme.ts'

const HelpDialog = lazy(() => import('./HelpDialog.tsx').then((module) => ({ default: module.HelpDialog })))

/** Not needed before the page is: it comes right after. */
const OpenFiles = lazy(() => import('../screens/files/OpenFiles.tsx').then((module) => ({ default: module.OpenFiles })))
const NO_FILES: readonly File[] = []

/** Header, page, help. A frame around the page (`uiEmbed=v0`) gets the page alone. */
export function Shell() {
  const location = useLocation()
  const embed = parseEmbed(new URLSearchParams(location.search))
  const theme = useTheme(embed.theme)
  const main = useRef<HTMLElement>(null)
  const [help, setHelp] = useState(false)
  useFocusOnNavigation(main, location.pathname)
  useGlobalKeys(() => setHelp(true))
  const [chosen, choose] = useState(NO_FILES)
  return (
    <>
      <a
        href="#main"
        className={styles.skip}
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to content
      </a>
      {!embed.embedded && <Header theme={theme} onHelp={() => setHelp(true)} onFiles={choose} />}
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <ErrorBoundary resetKey={location.pathname}>
          <Suspense fallback={<ProgressBar label="Loading the page" value={null} />}>
            <AppRoutes />
          </Suspense>
        </ErrorBoundary>
      </main>
      {help && (
        <Suspense fallback={null}>
          <HelpDialog open onOpenChange={setHelp} />
        </Suspense>
      )}
      <Suspense fallback={null}>
        <OpenFiles chosen={chosen} />
      </Suspense>
      <TooltipHost />
    </>
  )
}

/** A new page starts at its heading (or its top), for keyboards and screen readers; the first one keeps the browser's own start. */
function useFocusOnNavigation(main: React.RefObject<HTMLElement | null>, pathname: string) {
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    const active = document.activeElement
    // A page that put the focus somewhere itself knows better.
    if (active && active !== document.body && main.current?.contains(active) && active !== main.current) return
    main.current?.focus({ preventScroll: true })
  }, [main, pathname])
}

function useGlobalKeys(onHelp: () => void) {
  const help = useRef(onHelp)
  help.current = onHelp
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      if (event.key === '?') help.current()
      else if (event.key === '/') document.getElementById('open-trace')?.focus()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
