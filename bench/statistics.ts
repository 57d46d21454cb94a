/** Linear-interpolated quantile. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low)
}

export interface Spread {
  median: number
  min: number
  max: number
}

/** What a run brought; not all bring everything. */
type Measured = number | null | undefined

export function spreadOf(values: readonly Measured[]): Spread | null {
  const known = values.filter((value): value is number => Number.isFinite(value))
  return known.length === 0 ? null : { median: quantile(known, 0.5), min: Math.min(...known), max: Math.max(...known) }
}

/** Of each run with the run beside it, so that a noisy minute hurts both. Pairs of which one is missing, or the base 0, are left out. */
export function ratiosOf(own: readonly Measured[], base: readonly Measured[]): number[] {
  const ratios = own.map((value, run) => (value ?? NaN) / (base[run] ?? NaN))
  return ratios.filter((ratio) => Number.isFinite(ratio))
}

/** `median [min–max]`, one number where all are the same, or a dash. */
export function formatSpread(spread: Spread | null, digits = 0): string {
  if (!spread) return '–'
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => value.toFixed(digits))
  return min === max ? median : `${median} [${min}–${max}]`
}

/** The ratios of neighbouring runs, `median [min–max] ×`, or a dash. */
export function formatRatios(own: readonly Measured[], base: readonly Measured[]): string {
  const spread = spreadOf(ratiosOf(own, base))
  return spread ? `${formatSpread(spread, 2)} ×` : '–'
}

/** How `to / from` grows with sizes, as the exponent of a power: 1 is linear. */
export const exponentOf = (from: number, to: number, fromSize: number, toSize: number): number =>
  Math.log(to / from) / Math.log(toSize / fromSize)

/** The exponent that n log n has between two sizes: a little over 1. */
export const linearithmicExponent = (fromSize: number, toSize: number): number =>
  exponentOf(fromSize * Math.log(fromSize), toSize * Math.log(toSize), fromSize, toSize)

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
