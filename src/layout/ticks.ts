import { localizeDecimal } from '../lib/format.ts'
import type { TimeRange } from './timeRange.ts'

/** Least distance between two ticks: room for a label. */
export const TICK_PX = 110

const SECOND = 1e6
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Steps above a second follow the clock; below it, 1 · 2 · 5. */
const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map(
  (seconds) => seconds * SECOND,
)

/** The smallest round step of at least `leastUs`. */
export function roundStep(leastUs: number): number {
  if (leastUs > DAY) return Math.ceil(leastUs / DAY) * DAY
  if (leastUs > SECOND / 2) return CLOCK_STEPS.find((step) => step >= leastUs) ?? DAY
  const power = 10 ** Math.floor(Math.log10(Math.max(leastUs, 0.1)))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= leastUs * (1 - 1e-9))!
  return factor * power
}

/** Round times inside the range, at most one per `minPx` of its width, counted from the trace's start. */
export function placeTicks({ startUs, endUs }: TimeRange, widthPx: number, minPx: number): number[] {
  const step = roundStep(((endUs - startUs) * minPx) / Math.max(1, widthPx))
  const ticks: number[] = []
  for (let n = Math.ceil(startUs / step); n * step <= endUs; n++) ticks.push(n * step === 0 ? 0 : n * step)
  return ticks
}

const UNITS = [
  { us: DAY, name: 'd' },
  { us: HOUR, name: 'h' },
  { us: MINUTE, name: 'min' },
  { us: SECOND, name: 's' },
  { us: 1e3, name: 'ms' },
  { us: 1, name: 'µs' },
] as const

/**
 * A tick's text with as many digits as tell it from its neighbours: `0`, `250 ms`, `1.2505 s`, `2 min 15 s`, `−40 ms`.
 */
export function formatTick(us: number, stepUs: number): string {
  if (us === 0) return '0'
  if (us < 0) return `−${formatTick(-us, stepUs)}`
  const at = UNITS.findIndex((unit) => us >= unit.us)
  const unit = UNITS[at === -1 ? UNITS.length - 1 : at]
  if (unit.us >= MINUTE) {
    const whole = Math.floor(us / unit.us)
    const rest = us - whole * unit.us
    return rest < 1 ? `${whole} ${unit.name}` : `${whole} ${unit.name} ${formatTick(rest, stepUs)}`
  }
  const digits = Math.max(0, Math.ceil(Math.log10(unit.us / stepUs) - 1e-9))
  const text = (us / unit.us).toFixed(Math.min(9, digits))
  return `${digits > 0 ? localizeDecimal(text.replace(/\.?0+$/, '')) : text} ${unit.name}`
}
