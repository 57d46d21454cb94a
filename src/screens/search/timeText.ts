/** How times are written: in the reader's own zone, or in UTC. */
export type TimeZoneChoice = 'local' | 'utc'

const pad = (value: number, width = 2) => String(value).padStart(width, '0')

interface Parts {
  readonly day: string
  readonly time: string
}

function partsOf(date: Date, zone: TimeZoneChoice): Parts {
  return zone === 'utc'
    ? {
        day: `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`,
        time: `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`,
      }
    : {
        day: `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`,
        time: `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`,
      }
}

/** A trace can claim any number. */
const OUT_OF_RANGE = 'a time out of range'

/** `12:04:31` when it is today's, else `2026-01-31 12:04:31`. */
export function formatClockTime(us: number, nowUs: number, zone: TimeZoneChoice): string {
  const date = new Date(us / 1e3)
  if (Number.isNaN(date.getTime())) return OUT_OF_RANGE
  const { day, time } = partsOf(date, zone)
  return day === partsOf(new Date(nowUs / 1e3), zone).day ? time : `${day} ${time}`
}

/** `2026-01-31`. */
export function formatDay(us: number, zone: TimeZoneChoice): string {
  const date = new Date(us / 1e3)
  return Number.isNaN(date.getTime()) ? OUT_OF_RANGE : partsOf(date, zone).day
}

/** In full, with its zone: `2026-01-31 12:04:31.221 UTC`, `2026-01-31 13:04:31.221 +01:00`. */
export function formatFullTime(us: number, zone: TimeZoneChoice): string {
  const date = new Date(us / 1e3)
  if (Number.isNaN(date.getTime())) return OUT_OF_RANGE
  const { day, time } = partsOf(date, zone)
  const millis = pad(Math.floor(us / 1e3) % 1000, 3)
  return `${day} ${time}.${millis} ${zone === 'utc' ? 'UTC' : offsetText(-date.getTimezoneOffset())}`
}

function offsetText(minutes: number): string {
  const absolute = Math.abs(minutes)
  return `${minutes < 0 ? '−' : '+'}${pad(Math.floor(absolute / 60))}:${pad(absolute % 60)}`
}

const STEPS = [
  [60, 's', 1],
  [3600, 'min', 60],
  [86_400, 'h', 3600],
  [Infinity, 'd', 86_400],
] as const

/** `just now`, `40 s ago`, `2 min ago`, `in 3 h` (a clock is wrong), in whole units. */
export function formatAgo(us: number, nowUs: number): string {
  const seconds = Math.round((nowUs - us) / 1e6)
  const distance = Math.abs(seconds)
  if (distance < 5) return 'just now'
  const [, unit, size] = STEPS.find(([below]) => distance < below) ?? STEPS[0]
  const text = `${Math.floor(distance / size)} ${unit}`
  return seconds < 0 ? `in ${text}` : `${text} ago`
}

/** What to add to Unix µs so that whole days begin at midnight of the zone. */
export const zoneOffsetUs = (us: number, zone: TimeZoneChoice): number =>
  zone === 'utc' ? 0 : -(new Date(us / 1e3).getTimezoneOffset() || 0) * 60e6

const DAY_US = 86_400e6

/** A time on an axis, as short as its step allows: `2026`, `2026-01`, `01-31`, `12:04`, `12:04:30`, `12:04:30.250`. Midnight is its date. */
export function formatAxisTime(us: number, stepUs: number, zone: TimeZoneChoice): string {
  const { day, time } = partsOf(new Date(us / 1e3), zone)
  if (stepUs >= 365 * DAY_US) return day.slice(0, 4)
  if (stepUs >= 28 * DAY_US) return day.slice(0, 7)
  if (stepUs >= DAY_US || (stepUs >= 60e6 && time === '00:00:00')) return day.slice(5)
  if (stepUs >= 60e6) return time.slice(0, 5)
  return stepUs >= 1e6 ? time : `${time}.${pad(Math.floor(us / 1e3) % 1000, 3)}`
}

/** For `<input type="datetime-local">`: `2026-01-31T12:04:31`. */
export function formatTimeInput(us: number, zone: TimeZoneChoice): string {
  const { day, time } = partsOf(new Date(us / 1e3), zone)
  return `${day}T${time}`
}

/** `2026-01-31T12:04[:31[.221]]` → Unix µs; null for anything else. */
export function parseTimeInput(text: string, zone: TimeZoneChoice): number | null {
  if (!/^\d{4,6}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(text.trim())) return null
  const ms = Date.parse(text.trim() + (zone === 'utc' ? 'Z' : ''))
  return Number.isFinite(ms) && ms >= 0 ? ms * 1e3 : null
}
