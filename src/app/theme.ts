import { useEffect, useSyncExternalStore } from 'react'
import { getPreferences, setPreferences, subscribePreferences, type Preferences } from '../data/preferences.ts'

export type ThemeChoice = Preferences['theme']

const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark']

export const chooseTheme = (theme: ThemeChoice): void => setPreferences({ theme })

export const nextChoice = (choice: ThemeChoice): ThemeChoice => CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length]

/**
 * Keeps `data-theme` on the document: what the address asks for (`uiTheme`), else the reader's choice, else the system's.
 * `public/static/theme.js` does the same before the first paint.
 */
export function useTheme(asked: 'light' | 'dark' | null): ThemeChoice {
  const choice = useSyncExternalStore(subscribePreferences, getPreferences).theme
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const theme = asked ?? (choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice)
      const { dataset } = document.documentElement
      // Writing it anew would have every canvas read its colours again.
      if (dataset.theme !== theme) dataset.theme = theme
    }
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [asked, choice])
  return choice
}
