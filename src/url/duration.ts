/** A duration as Go (and so Jaeger) reads it, or the sentence that says what would be right. */
export type ParsedDuration =
  | { readonly ok: true; readonly us: number }
  | { readonly ok: false; readonly message: string }

/** Nanoseconds per unit of Go's `time.ParseDuration`. */
const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g
/** No real duration is longer; it keeps the explanations cheap. */
const MAX_LENGTH = 100
const WHOLE = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/
/** Go's durations are int64 nanoseconds. */
const MAX_NS = 2n ** 63n

const refuse = (message: string): ParsedDuration => ({ ok: false, message })

/**
 * `1.5s`, `100ms`, `5000000us`, `1h30m` → µs (fractions of a µs kept). Jaeger refuses a number without a unit, spaces and
 * days; the message then offers what it would take.
 */
export function parseDuration(text: string): ParsedDuration {
  const trimmed = text.trim()
  if (trimmed === '') return refuse('Enter a duration such as 1.5s or 100ms.')
  if (/^[-−]/.test(trimmed)) return refuse('A duration cannot be negative: 1.5s, 100ms.')
  if (/^[\d.]+$/.test(trimmed) && Number.isFinite(Number(trimmed))) {
    return refuse(`A unit is needed: ${trimmed}ms, ${trimmed}s.`)
  }
  if (trimmed.length > MAX_LENGTH || !WHOLE.test(trimmed)) return refuse(explain(trimmed.slice(0, MAX_LENGTH)))
  let ns = 0n
  for (const [, amount, unit] of trimmed.matchAll(PART)) ns += nanosOf(amount, UNIT_NS[unit])
  if (ns >= MAX_NS) return refuse('That is longer than 292 years, the longest Jaeger can read.')
  // Whole µs apart: as ns the longest have more digits than a number holds.
  return { ok: true, us: ns % 1_000n === 0n ? Number(ns / 1_000n) : Number(ns) / 1e3 }
}

/** Decimal digits times a unit, cut to whole ns as Go does: as a float 1.001 × 10⁹ would miss the last digits. */
function nanosOf(amount: string, unitNs: bigint): bigint {
  const [whole, fraction = ''] = amount.split('.')
  return BigInt(whole || '0') * unitNs + (BigInt(fraction || '0') * unitNs) / 10n ** BigInt(fraction.length)
}

function explain(text: string): string {
  const fixed = text
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/,/g, '.')
    .replace(/(\d)(?:milliseconds?|msecs?|millis?)/g, '$1ms')
    .replace(/(\d)(?:microseconds?|usecs?|micros?)/g, '$1us')
    .replace(/(\d)(?:seconds?|secs?)/g, '$1s')
    .replace(/(\d)(?:minutes?|mins?)/g, '$1m')
    .replace(/(\d)(?:hours?|hrs?)/g, '$1h')
    .replace(/(\d+(?:\.\d+)?)(?:days?|d)/g, (_, days: string) => `${Number(days) * 24}h`)
  if (WHOLE.test(fixed)) return `Write it as ${fixed}.`
  return 'Not a duration. Write 1.5s, 100ms, 250us or 1h30m; a unit is needed.'
}

/** What is wrong with a pair of limits as typed ('' = no limit), per field; null when all is well. */
export function checkDurations(min: string, max: string): { readonly min: string | null; readonly max: string | null } {
  const low = min.trim() === '' ? null : parseDuration(min)
  const high = max.trim() === '' ? null : parseDuration(max)
  const minMessage = low && !low.ok ? low.message : null
  let maxMessage = high && !high.ok ? high.message : null
  if (low?.ok && high?.ok && high.us < low.us) maxMessage = `The longest must not be below the shortest, ${min.trim()}.`
  return { min: minMessage, max: maxMessage }
}

/** µs → the shortest exact spelling that Go reads: `1.5s`, `100ms`, `1h30m`, `250us`, `0s`. Parses back to the same number. */
export function formatGoDuration(us: number): string {
  if (!(us > 0)) return '0s'
  if (!Number.isInteger(us)) return `${Math.round(us * 1e3)}ns`
  if (us >= 60e6 && us % 1e6 === 0) {
    const seconds = us / 1e6
    const parts: [number, string][] = [
      [Math.floor(seconds / 3600), 'h'],
      [Math.floor((seconds % 3600) / 60), 'm'],
      [seconds % 60, 's'],
    ]
    return parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('')
  }
  if (us >= 1e6) return `${decimal(us, 6)}s`
  if (us >= 1e3) return `${decimal(us, 3)}ms`
  return `${us}us`
}

/** `value / 10^places` without rounding. */
function decimal(value: number, places: number): string {
  const digits = String(value).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return fraction === '' ? digits.slice(0, -places) : `${digits.slice(0, -places)}.${fraction}`
}

/** Units of a look-back, in µs; days and weeks too, which Go does not have but Jaeger's page does. */
const LOOKBACK_UNIT_US: Readonly<Record<string, number>> = {
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  d: 86_400e6,
  w: 604_800e6,
}

/** `1h`, `0.25h`, `2d` → µs; null for anything else (`custom` too). */
export function parseLookback(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(ms|s|m|h|d|w)$/.exec(text.trim())
  if (!match) return null
  const us = Math.round(Number(match[1]) * LOOKBACK_UNIT_US[match[2]])
  return us > 0 && Number.isSafeInteger(us) ? us : null
}
