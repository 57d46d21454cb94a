import { useSyncExternalStore } from 'react'
import { getPreferences, setPreferences, subscribePreferences } from '../../data/preferences.ts'
import type { TimeZoneChoice } from './timeText.ts'

const choose = (timeZone: TimeZoneChoice) => setPreferences({ timeZone })

/** Local or UTC, for every time on every page. */
export const useTimeZone = (): readonly [TimeZoneChoice, (zone: TimeZoneChoice) => void] => [
  useSyncExternalStore(subscribePreferences, getPreferences).timeZone,
  choose,
]
