import { QUOTE, stringOf } from './scanJson.ts'

/**
 * The whole number in a scanned JSON value [start, end), a number or digits in quotes; fractions are cut off. 0 for null and
 * what is no number. Exact up to 2^53.
 */
export function wholeNumber(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === QUOTE) {
    start++
    end--
  }
  if (end - start <= 16) {
    let value = 0
    let at = start
    for (; at < end; at++) {
      const digit = bytes[at] - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (at === end && value <= Number.MAX_SAFE_INTEGER) return value
  }
  const value = Math.floor(Number(stringOf(bytes, start, end)))
  return Number.isFinite(value) ? value : 0
}

/** Where `scanNanos` leaves whole µs and the ns above them. */
export const nanos = new Float64Array(2)

/** Splits a scanned time in nanoseconds, a number or digits in quotes, into µs and ns without losing a digit. */
export function scanNanos(bytes: Uint8Array, start: number, end: number): void {
  if (bytes[start] === QUOTE) {
    start++
    end--
  }
  let us = 0
  let ns = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - 0x30
    if (digit < 0 || digit > 9) return slowNanos(stringOf(bytes, start, end))
    if (at < end - 3) us = us * 10 + digit
    else ns = ns * 10 + digit
  }
  nanos[0] = us
  nanos[1] = ns
}

function slowNanos(text: string): void {
  if (/^\d+$/.test(text)) {
    nanos[0] = Number(text.slice(0, -3))
    nanos[1] = Number(text.slice(-3))
    return
  }
  const value = Number(text)
  nanos[0] = Number.isFinite(value) ? Math.floor(value / 1000) : 0
  nanos[1] = 0
}
