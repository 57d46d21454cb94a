import { QUOTE, stringOf, textOf } from './scanJson.ts'

/** Texts out of one range of bytes. One decoding serves them all where the range is ASCII, as nearly all are. */
export interface TextWindow {
  /** Text of the JSON string whose content is [start, end). */
  string(start: number, end: number): string
  /** The bytes [start, end) as they are. */
  raw(start: number, end: number): string
}

/** `mayEscape`: false when none of the strings in the range has an escape. */
export function openTextWindow(
  bytes: Uint8Array,
  windowStart: number,
  windowEnd: number,
  mayEscape = true,
): TextWindow {
  const text = textOf(bytes, windowStart, windowEnd)
  const isAscii = text.length === windowEnd - windowStart && !text.startsWith('\ufeff')
  const raw = (start: number, end: number) =>
    isAscii ? text.slice(start - windowStart, end - windowStart) : textOf(bytes, start, end)
  return {
    raw,
    string(start, end) {
      if (!isAscii) return stringOf(bytes, start, end)
      const slice = text.slice(start - windowStart, end - windowStart)
      return mayEscape && slice.includes('\\') ? (JSON.parse(`"${slice}"`) as string) : slice
    },
  }
}

/**
 * A scanned JSON value as an attribute has it: strings, booleans and null as they are, numbers too unless they are integers that a
 * double cannot hold (text then); arrays and objects as their JSON text.
 */
export function plainValue(
  bytes: Uint8Array,
  start: number,
  end: number,
  window: TextWindow,
): string | number | boolean | null {
  const first = bytes[start]
  if (first === QUOTE) return window.string(start + 1, end - 1)
  if (first === 0x74) return true
  if (first === 0x66) return false
  if (first === 0x6e) return null
  const text = window.raw(start, end)
  if (first === 0x5b || first === 0x7b) return text
  return numberOrText(text)
}

/** An integer beyond what a double holds stays text, as Jaeger sends it. */
export function numberOrText(text: string): number | string {
  const value = Number(text)
  const isInteger = /^-?\d+$/.test(text)
  return isInteger && !Number.isSafeInteger(value) ? text : Number.isFinite(value) ? value : text
}
