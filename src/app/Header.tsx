import { CircleHelp, Monitor, Moon, Settings2, Sun } from 'lucide-react'
import { lazy, Suspense, useRef, useSyncExternalStore } from 'react'
import { Link, NavLink, useLocation } from 'react-router'
import { configurationState, subscribeConfiguration } from '../data/configuration.ts'
import { IconButton } from '../ui/Button.tsx'
import { isCompareId } from '../url/compareAddress.ts'
import styles from './Header.module.css'
import { OpenFilesButton } from './OpenFilesButton.tsx'
import { OpenTraceBox } from './OpenTraceBox.tsx'
import { SourceBadge } from './SourceBadge.tsx'
import { chooseTheme, nextChoice, type ThemeChoice } from './theme.ts'

const HeaderMenu = lazy(() => import('./HeaderMenu.tsx').then((module) => ({ default: module.HeaderMenu })))
const ConfigurationNotice = lazy(() =>
  import('./ConfigurationNotice.tsx').then((module) => ({ default: module.ConfigurationNotice })),
)

interface HeaderProps {
  readonly theme: ThemeChoice
  readonly onHelp: () => void
  readonly onPreferences: () => void
  readonly onFiles: (files: readonly File[]) => void
}

export function Header({ theme, onHelp, onPreferences, onFiles }: HeaderProps) {
  const lastSearch = useLastSearch()
  const { pathname } = useLocation()
  const { configuration, problems } = useSyncExternalStore(subscribeConfiguration, configurationState)
  return (
    <header className={styles.header}>
      <Link to="/search" className={styles.brand} aria-label="Lacuna: new search">
        <Mark />
        <span className={styles.brandName}>Lacuna</span>
      </Link>
      <nav aria-label="Pages" className={styles.nav}>
        <NavLink to={lastSearch}>Search</NavLink>
        <Link to="/trace/..." aria-current={isCompareId(pathname) ? 'page' : undefined}>
          Compare
        </Link>
        {configuration.dependencies.menuEnabled && <NavLink to="/dependencies">Dependencies</NavLink>}
      </nav>
      <OpenTraceBox />
      <SourceBadge />
      <div className={styles.side}>
        {problems.length > 0 && (
          <Suspense fallback={null}>
            <ConfigurationNotice problems={problems} />
          </Suspense>
        )}
        {configuration.menu.length > 0 && (
          <Suspense fallback={null}>
            <HeaderMenu entries={configuration.menu} />
          </Suspense>
        )}
        <OpenFilesButton onFiles={onFiles} />
        <ThemeSwitch theme={theme} />
        <IconButton label="Preferences" onClick={onPreferences}>
          <Settings2 size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label="Keyboard and help" shortcut="?" onClick={onHelp}>
          <CircleHelp size={16} aria-hidden="true" />
        </IconButton>
      </div>
    </header>
  )
}

/** The search page as it was left, so that coming back from a trace finds the same results. The name at the left starts afresh. */
function useLastSearch(): string {
  const { pathname, search } = useLocation()
  const last = useRef('/search')
  if (pathname === '/search') last.current = `/search${search}`
  return last.current
}

/** Three spans and what is missing between them. */
const Mark = () => (
  <svg className={styles.mark} width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" fill="currentColor">
    <rect x="1" y="3" width="16" height="3" rx="1" />
    <rect x="1" y="8" width="5" height="3" rx="1" />
    <rect x="7.5" y="8" width="3" height="3" rx="1" className={styles.hole} opacity="0.45" />
    <rect x="12" y="8" width="5" height="3" rx="1" />
    <rect x="1" y="13" width="9" height="3" rx="1" />
  </svg>
)

const ICONS = { system: Monitor, light: Sun, dark: Moon }

function ThemeSwitch({ theme }: Pick<HeaderProps, 'theme'>) {
  const Icon = ICONS[theme]
  const next = nextChoice(theme)
  return (
    <IconButton label={`Theme: ${theme}. Change to ${next}`} onClick={() => chooseTheme(next)}>
      <Icon size={16} aria-hidden="true" />
    </IconButton>
  )
}
