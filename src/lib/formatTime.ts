export type TimeZoneChoice = 'local' | 'utc'

/** Unix µs as a Date and the µs below its millisecond. */
function split(unixUs: bigint): { readonly date: Date; readonly rest: number } {
  const ms = unixUs >= 0n ? unixUs / 1000n : -((999n - unixUs) / 1000n)
  return { date: new Date(Number(ms)), rest: Number(unixUs - ms * 1000n) }
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0')

/** `12:04:31.221043`: the time of day of an offset from the trace's epoch, to the microsecond. */
export function formatClockTime(epochUs: bigint, offsetUs: number, zone: TimeZoneChoice): string {
  const { date, rest } = split(epochUs + BigInt(Math.round(offsetUs)))
  if (Number.isNaN(date.getTime())) return 'a time out of range'
  const [h, m, s] =
    zone === 'utc'
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds()]
  return `${pad(h)}:${pad(m)}:${pad(s)}.${pad(date.getUTCMilliseconds(), 3)}${pad(rest, 3)}`
}

/** `2025-11-21 12:04:31.221` with `UTC` or the offset of the reader's zone. */
export function formatStart(epochUs: bigint, zone: TimeZoneChoice): string {
  const { date } = split(epochUs)
  if (Number.isNaN(date.getTime())) return 'a time out of range'
  if (zone === 'utc') return `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`
  return `${day} ${time} ${formatOffset(-date.getTimezoneOffset())}`
}

function formatOffset(minutes: number): string {
  const sign = minutes < 0 ? '−' : '+'
  const size = Math.abs(minutes)
  return `${sign}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}

/** ISO 8601 in UTC to the microsecond, for copies. */
export function formatIso(unixUs: bigint): string {
  const { date, rest } = split(unixUs)
  return Number.isNaN(date.getTime()) ? String(unixUs) : date.toISOString().replace('Z', `${pad(rest, 3)}Z`)
}
