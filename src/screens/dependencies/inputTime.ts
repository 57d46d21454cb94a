export type TimeZone = 'local' | 'utc'

/** Unix ms as the value of an input of type `datetime-local`, to the minute: `2026-11-21T16:05`. */
export function formatInputTime(ms: number, zone: TimeZone): string {
  const offsetMs = zone === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 60_000
  const date = new Date(ms - offsetMs)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 16)
}

/** Unix ms; null for what is no time. */
export function parseInputTime(text: string, zone: TimeZone): number | null {
  const ms = new Date(zone === 'utc' ? `${text}Z` : text).getTime()
  return Number.isNaN(ms) ? null : ms
}
