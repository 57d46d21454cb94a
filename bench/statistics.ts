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

export function spreadOf(values: readonly number[]): Spread | null {
  const known = values.filter((value) => Number.isFinite(value))
  return known.length === 0 ? null : { median: quantile(known, 0.5), min: Math.min(...known), max: Math.max(...known) }
}

/** `median [min–max]`, or a dash. */
export const formatSpread = (spread: Spread | null, digits = 0): string =>
  spread ? `${spread.median.toFixed(digits)} [${spread.min.toFixed(digits)}–${spread.max.toFixed(digits)}]` : '–'

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** The ratio of two medians, or a dash. */
export const formatRatio = (own: Spread | null, floor: Spread | null): string =>
  !own || !floor || floor.median === 0 ? '–' : `${(own.median / floor.median).toFixed(2)} ×`
