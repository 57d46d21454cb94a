const MINUS = '−'

/** Making a browser's number format takes 17 ms the first time, longer than the first rows take to draw. These are written by hand. */
const ENGLISH: readonly string[] = ['en', 'en-US', 'en-GB']

let decimal = '.'
/** Null for English. */
let localFormat: Intl.NumberFormat | null = null
let englishFormat: Intl.NumberFormat | null = null

/**
 * Decimal and thousands separators as a locale has them, for what is shown on a page (not for what machines read: the worker and the command
 * never call this). Digits stay 0–9. A locale that is none changes nothing.
 */
export function setNumberLocale(tag: string): void {
  if (ENGLISH.includes(tag)) {
    localFormat = null
    decimal = '.'
    return
  }
  try {
    localFormat = new Intl.NumberFormat(new Intl.Locale(tag, { numberingSystem: 'latn' }))
    decimal = localFormat.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.'
  } catch {
    // Not a language tag.
  }
}

/** A decimal number as the page writes it. */
export const localizeDecimal = (text: string): string => text.replace('.', decimal)

/** A number at three significant digits, without an exponent: 1.88, 201, 43.5; trailing zeros stay off integers. */
function significant(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  const text = value.toFixed(digits)
  return digits === 0 ? text : localizeDecimal(text.replace(/\.?0+$/, ''))
}

/** A duration for reading, three significant digits: `43 µs`, `201 ms`, `1.88 s`, `2 min 5 s`, `3 h 2 min`, `2 d 4 h`. */
export function formatDuration(us: number): string {
  if (!Number.isFinite(us)) return '–'
  if (us < 0) return MINUS + formatDuration(-us)
  if (us < 999.5) return `${us === 0 ? '0' : significant(us)} µs`
  if (us < 999_500) return `${significant(us / 1e3)} ms`
  if (us < 59.995e6) return `${significant(us / 1e6)} s`
  const seconds = Math.round(us / 1e6)
  if (seconds < 3600) return joinUnits(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1440) return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

const joinUnits = (large: number, largeUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`

/** The exact value, for hovers and copies: `201,767 µs`. */
export const formatExactDuration = (us: number): string => `${formatCount(us)} µs`

/** A difference, always signed: `+301 ms`, `−35 ms`, `±0`. */
export const formatDelta = (us: number): string =>
  us === 0 ? '±0' : us > 0 ? `+${formatDuration(us)}` : formatDuration(us)

/** A share of a whole as a whole percent: `45 %`, `<1 %`, `0 %`. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '–'
  if (share > 0 && share < 0.01) return '<1 %'
  return `${Math.round(share * 100)} %`
}

/** A count with thousands separators. */
export const formatCount = (count: number): string =>
  (localFormat ? localFormat.format(count) : formatEnglish(count)).replace('-', MINUS)

const formatEnglish = (count: number): string =>
  Number.isSafeInteger(count) && !Object.is(count, -0)
    ? String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
    : (englishFormat ??= new Intl.NumberFormat('en-US')).format(count)

/** A size in bytes: `812 B`, `41.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 999_500) return `${significant(bytes / 1e3)} kB`
  if (bytes < 999.5e6) return `${significant(bytes / 1e6)} MB`
  return `${significant(bytes / 1e9)} GB`
}

/** `1 span`, `27 spans`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
