import { useSyncExternalStore } from 'react'
import { getPreferences, subscribePreferences } from '../../data/preferences.ts'
import { formatIso, formatStart } from '../../lib/formatTime.ts'

/** When a trace began, in Unix µs: in the reader's zone or in UTC, as preferred on every page. */
export function StartTime({ us }: { readonly us: bigint }) {
  const { timeZone } = useSyncExternalStore(subscribePreferences, getPreferences)
  return <time dateTime={formatIso(us)}>{formatStart(us, timeZone)}</time>
}
