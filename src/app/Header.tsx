import { CircleHelp, Monitor, Moon, Sun } from 'lucide-react'
import { NavLink } from 'react-router'
import { PAGES } from '../lib/pages.ts'
import { IconButton } from '../ui/Button.tsx'
import styles from './Header.module.css'
import { OpenTraceBox } from './OpenTraceBox.tsx'
import { SourceBadge } from './SourceBadge.tsx'
import { chooseTheme, nextChoice, type ThemeChoice } from './theme.ts'

interface HeaderProps {
  readonly theme: ThemeChoice
  readonly onHelp: () => void
}

export function Header({ theme, onHelp }: HeaderProps) {
  return (
    <header className={styles.header}>
      <NavLink to="/search" className={styles.brand} aria-label="Lacuna, search">
        <Mark />
        Lacuna
      </NavLink>
      <nav aria-label="Pages" className={styles.nav}>
        <NavLink to="/search">Search</NavLink>
        {PAGES.compare && <NavLink to="/trace/...">Compare</NavLink>}
        {PAGES.dependencies && <NavLink to="/dependencies">Dependencies</NavLink>}
      </nav>
      <OpenTraceBox />
      <div className={styles.side}>
        <SourceBadge />
        <ThemeSwitch theme={theme} />
        <IconButton label="Keyboard and help" shortcut="?" onClick={onHelp}>
          <CircleHelp size={16} aria-hidden="true" />
        </IconButton>
      </div>
    </header>
  )
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
