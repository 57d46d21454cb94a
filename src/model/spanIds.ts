/**
 * Span ids as two 32-bit halves. Sixteen hex digits (or fewer: leading zeros are trimmed in the wild) are numbers; an id
 * of any other form is "odd": it is kept as text, and its halves are a hash, so that one table looks up both.
 */
export interface SpanId {
  readonly high: number
  readonly low: number
  /** Text of an id that is not 1 to 16 hex digits, else null. */
  readonly odd: string | null
}

const HEX = /^[0-9a-fA-F]{1,16}$/

export function parseSpanId(text: string): SpanId {
  if (!HEX.test(text)) return { ...hashText(text), odd: text }
  const padded = text.padStart(16, '0')
  return { high: Number.parseInt(padded.slice(0, 8), 16), low: Number.parseInt(padded.slice(8), 16), odd: null }
}

/** FNV-1a twice, with different seeds. */
function hashText(text: string): { high: number; low: number } {
  let high = 0x811c9dc5
  let low = 0x050c5d1f
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ unit, 0x01000193) + i
  }
  return { high: high >>> 0, low: low >>> 0 }
}

const hex8 = (n: number) => n.toString(16).padStart(8, '0')

export const formatSpanId = (high: number, low: number): string => hex8(high) + hex8(low)

/** 32 lower-case hex digits where the text is at most 32 hex digits, else the text as it is. */
export function normalizeTraceId(text: string): string {
  return /^[0-9a-fA-F]{1,32}$/.test(text) ? text.toLowerCase().padStart(32, '0') : text
}

/** A span id as `spanIdOf` spells it. */
export function normalizeSpanId(text: string): string {
  return HEX.test(text) ? text.toLowerCase().padStart(16, '0') : text
}
