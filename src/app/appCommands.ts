import type { NavigateFunction } from 'react-router'
import { setPreferences, type Preferences } from '../data/preferences.ts'
import { describeSearch, readRecent } from '../screens/search/recentSearches.ts'
import { readSavedSearches } from '../screens/search/savedSearches.ts'
import { commandsOnScreen, type Command } from '../ui/commands.ts'
import { copyText } from '../ui/CopyButton.tsx'
import { EMPTY_SEARCH, formatSearchAddress } from '../url/searchAddress.ts'
import { openTrace } from './openTrace.ts'

export interface AppActions {
  readonly navigate: NavigateFunction
  readonly services: readonly string[]
  readonly open: (dialog: 'help' | 'preferences') => void
}

/** What is on offer before anything is typed: the page's own first, then what works everywhere. */
export function appCommands({ navigate, services, open }: AppActions): readonly Command[] {
  const go = (group: string, label: string, to: string, note?: string): Command => ({
    group,
    label,
    note,
    run: () => navigate(to),
  })
  const prefer = (label: string, change: Partial<Preferences>): Command => ({
    group: 'Preferences',
    label,
    run: () => setPreferences(change),
  })
  return unique([
    ...commandsOnScreen(),
    go('Pages', 'Go to search', '/search'),
    go('Pages', 'Go to compare', '/trace/...', 'two traces'),
    go('Pages', 'Go to dependencies', '/dependencies', 'service graph'),
    { group: 'Actions', label: 'Copy link to this page', run: () => copyText(window.location.href) },
    { group: 'Actions', label: 'Keyboard and help', run: () => open('help') },
    { group: 'Actions', label: 'Preferences…', note: 'export, import', run: () => open('preferences') },
    prefer('Theme: light', { theme: 'light' }),
    prefer('Theme: dark', { theme: 'dark' }),
    prefer('Theme: as the system', { theme: 'system' }),
    prefer('Times: local', { timeZone: 'local' }),
    prefer('Times: UTC', { timeZone: 'utc' }),
    ...readSavedSearches().map(({ name, query }) => go('Saved searches', name, `/search?${query}`)),
    ...readRecent().map((address) => go('Searched before', describeSearch(address), formatSearchAddress(address))),
    ...services.map((service) =>
      go('Services', service, formatSearchAddress({ ...EMPTY_SEARCH, services: [service] }), 'last hour'),
    ),
  ])
}

/** Traces named in what was typed, in any form of an id. Short words are no ids: `deadbeef` may be a service. */
export function traceCommands(text: string, navigate: NavigateFunction): readonly Command[] {
  if (text.trim().length < 8) return []
  const found = openTrace(text)
  const choices = found.ok ? [{ label: '', to: found.to }] : found.choices
  return choices.map(({ to }) => ({
    group: 'Traces',
    label: `Open trace ${/[0-9a-f]{16,}/.exec(to)?.[0] ?? ''}`,
    run: () => navigate(to),
  }))
}

/** The first of those with one label: a service can be called like a saved search. */
function unique(commands: readonly Command[]): readonly Command[] {
  const seen = new Set<string>()
  return commands.filter(({ group, label }) => {
    const key = `${group}\n${label}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
