import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { numberLocale } from '../data/numberLocale.ts'
import { getPreferences, subscribePreferences } from '../data/preferences.ts'
import { setNumberLocale } from '../lib/format.ts'
import { OpenFiles } from '../screens/files/OpenFiles.tsx'
import { isTyping } from '../ui/keyboardHelp.ts'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { TooltipHost } from '../ui/TooltipHost.tsx'
import { useIsDrawn } from '../ui/useIsDrawn.ts'
import { parseEmbed, writeEmbed, type EmbedOptions } from '../url/embed.ts'
import { collectKeys, NOTHING_TYPED } from './collectKeys.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Header } from './Header.tsx'
import styles from './Header.module.css'
import { AppRoutes } from './routes.tsx'
import { useTheme } from './theme.ts'

const CommandPalette = lazy(() => import('./CommandPalette.tsx').then((module) => ({ default: module.CommandPalette })))
const PreferencesDialog = lazy(() =>
  import('./PreferencesDialog.tsx').then((module) => ({ default: module.PreferencesDialog })),
)
const HelpDialog = lazy(() => import('./HelpDialog.tsx').then((module) => ({ default: module.HelpDialog })))

const NO_FILES: readonly File[] = []

/** Header, page, help. A frame around the page (`uiEmbed=v0`) gets the page alone. */
export function Shell() {
  const location = useLocation()
  const embed = useEmbed()
  const theme = useTheme(embed.theme)
  const main = useRef<HTMLElement>(null)
  const [dialog, setDialog] = useState<'help' | 'commands' | 'preferences' | null>(null)
  const close = () => setDialog(null)
  const numbers = useNumberLocale()
  useFocusOnNavigation(main, location.pathname)
  useGlobalKeys(setDialog)
  const takeTyped = useTypedAhead(dialog === 'commands', setDialog)
  const [chosen, choose] = useState(NO_FILES)
  const isDrawn = useIsDrawn()
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
      {!embed.embedded && (
        <Header
          theme={theme}
          onHelp={() => setDialog('help')}
          onPreferences={() => setDialog('preferences')}
          onFiles={choose}
        />
      )}
      <ErrorBoundary resetKey={`${location.pathname} ${dialog}`} onCaught={takeTyped}>
        {dialog === 'help' && (
          <Suspense fallback={null}>
            <HelpDialog open onOpenChange={close} />
          </Suspense>
        )}
        {dialog === 'commands' && (
          <Suspense fallback={null}>
            <CommandPalette onClose={close} onOpen={setDialog} takeTyped={takeTyped} />
          </Suspense>
        )}
        {dialog === 'preferences' && (
          <Suspense fallback={null}>
            <PreferencesDialog open onOpenChange={close} />
          </Suspense>
        )}
        {isDrawn && <OpenFiles chosen={chosen} />}
      </ErrorBoundary>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <ErrorBoundary resetKey={location.pathname}>
          <Suspense fallback={<ProgressBar label="Loading the page" value={null} />}>
            <AppRoutes key={numbers} />
          </Suspense>
        </ErrorBoundary>
      </main>
      <TooltipHost />
    </>
  )
}

/** A page in a frame stays embedded, wherever its links lead; opened in a tab of its own, a link gives the whole page. */
function useEmbed(): EmbedOptions {
  const { pathname, search, hash } = useLocation()
  const navigate = useNavigate()
  const given = parseEmbed(new URLSearchParams(search))
  const last = useRef(given)
  if (given.embedded) last.current = given
  const lost = last.current.embedded && !given.embedded
  useLayoutEffect(() => {
    if (!lost) return
    const kept = new URLSearchParams(search)
    writeEmbed(kept, last.current)
    void navigate(`${pathname}?${kept}${hash}`, { replace: true })
  }, [lost, pathname, search, hash, navigate])
  const embed = lost ? last.current : given
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-embedded', embed.embedded)
  }, [embed.embedded])
  return embed
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

/** Numbers on the page are written by it; a change of it draws the page anew. */
function useNumberLocale(): string {
  const locale = numberLocale(useSyncExternalStore(subscribePreferences, getPreferences).numbers)
  const written = useRef('')
  // Before the page below is drawn, not after.
  if (written.current !== locale) {
    written.current = locale
    setNumberLocale(locale)
  }
  return locale
}

/** What is typed from Ctrl+K on, until the palette can take it. */
function useTypedAhead(isOpening: boolean, open: (dialog: null) => void) {
  const keys = useRef<ReturnType<typeof collectKeys> | null>(null)
  useLayoutEffect(() => {
    if (!isOpening) return
    const own = (keys.current = collectKeys(() => open(null)))
    return () => void own.stop()
  }, [isOpening, open])
  return useCallback(() => keys.current?.stop() ?? NOTHING_TYPED, [])
}

function useGlobalKeys(open: (dialog: 'help' | 'commands') => void) {
  // Before the page is painted: who sees it may press.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      if (event.ctrlKey || event.metaKey) {
        if (event.key.toLowerCase() !== 'k' || event.shiftKey) return
        open('commands')
      } else if (isTyping(event)) return
      else if (event.key === '?') open('help')
      else if (event.key === '/') document.getElementById('open-trace')?.focus()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [open])
}
