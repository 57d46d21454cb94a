import { normalizeTraceId, parseSpanId } from '../model/spanIds.ts'
import { HEX, stringOf } from './scanJson.ts'

/** Where `scanSpanId` leaves the id it read: halves in `halves`, text of an odd one in `odd`. Reused, so that no id is an object. */
export interface IdScratch {
  readonly halves: Uint32Array
  odd: string | null
}

export const createIdScratch = (): IdScratch => ({ halves: new Uint32Array(2), odd: null })

/**
 * The span id whose text is [start, end): 1 to 16 hex digits, or base64 of 8 bytes (`base64`, Tempo's spelling), else odd.
 * Whether the id is one at all: false for none (empty, or "0" in any length, which some clients write for "no parent").
 */
export function scanSpanId(bytes: Uint8Array, start: number, end: number, base64: boolean, into: IdScratch): boolean {
  const length = end - start
  into.odd = null
  if (length === 16) {
    const high = eightDigits(bytes, start)
    const low = eightDigits(bytes, start + 8)
    if (high >= 0 && low >= 0) {
      into.halves[0] = high
      into.halves[1] = low
      return high !== 0 || low !== 0
    }
  }
  if (length === 0) {
    into.halves.fill(0)
    return false
  }
  const text = stringOf(bytes, start, end)
  const { high, low, odd } = parseSpanId((base64 && hexOfBase64(text, 8)) || text)
  into.halves[0] = high
  into.halves[1] = low
  into.odd = odd
  return odd !== null || high !== 0 || low !== 0
}

/** Eight hex digits as a number, -1 when one is none. */
function eightDigits(bytes: Uint8Array, at: number): number {
  let bad = 0
  let value = 0
  for (let i = 0; i < 8; i++) {
    const digit = HEX[bytes[at + i]]
    bad |= digit
    value = (value << 4) | digit
  }
  return bad < 0 ? -1 : value >>> 0
}

/** The trace id that OTLP JSON spells in hex, Tempo in base64: 32 lower-case hex digits, or the text as it is. */
export const traceIdOf = (text: string): string => normalizeTraceId(hexOfBase64(text, 16) ?? text)

/** Hex of base64 text that stands for exactly `byteCount` bytes, else null (also for what could be hex itself). */
export function hexOfBase64(text: string, byteCount: number): string | null {
  const digits = Math.ceil((byteCount * 8) / 6)
  if (
    /^[0-9a-fA-F]+$/.test(text) ||
    !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ||
    text.replace(/=+$/, '').length !== digits
  )
    return null
  let binary: string
  try {
    binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return null
  }
  let hex = ''
  for (let i = 0; i < binary.length; i++) hex += binary.charCodeAt(i).toString(16).padStart(2, '0')
  return hex
}

/** Whether two ranges hold the same bytes. */
export function sameBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false
  while (aStart < aEnd) if (a[aStart++] !== b[bStart++]) return false
  return true
}
