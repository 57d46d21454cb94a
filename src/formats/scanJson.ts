/**
 * Walks over JSON in bytes without making anything of it. Positions are indices into `bytes`; every function returns the
 * position after what it walked over, `MORE` when the value runs past `end`, `BAD` when it is not JSON. What is accepted is what
 * `JSON.parse` accepts.
 *
 * The byte at `end` must exist and be 0 (`ByteBody` sees to that): so the loops need no bounds check, for a 0 stops them all.
 */
export const MORE = -1
export const BAD = -2

export const QUOTE = 0x22
export const COMMA = 0x2c
export const COLON = 0x3a
export const BACKSLASH = 0x5c
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d
export const OPEN_ARRAY = 0x5b
export const CLOSE_ARRAY = 0x5d

/** What escapes the strings walked over since `clearEscapes` had. */
export const ESCAPE = { simple: 1, unicode: 2 } as const
let escapes = 0
export const seenEscapes = (): number => escapes
export const clearEscapes = (): void => {
  escapes = 0
}
/** Adds those seen before a `clearEscapes`. */
export const noteEscapes = (seen: number): void => {
  escapes |= seen
}

export function skipSpace(bytes: Uint8Array, at: number): number {
  let c = bytes[at]
  while (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = bytes[++at]
  return at
}

/** `at`: after the opening quote. Returns the position after the closing one. */
export function skipString(bytes: Uint8Array, at: number, end: number): number {
  for (;;) {
    const c = bytes[at]
    if (c > BACKSLASH) {
      at++
    } else if (c === QUOTE) {
      return at + 1
    } else if (c === BACKSLASH) {
      at = skipEscape(bytes, at, end)
      if (at < 0) return at
    } else if (c < 0x20) {
      return at >= end ? MORE : BAD
    } else {
      at++
    }
  }
}

function skipEscape(bytes: Uint8Array, at: number, end: number): number {
  const c = bytes[at + 1]
  switch (c) {
    case 0x22:
    case 0x5c:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74: // " \ b f n r t
      escapes |= ESCAPE.simple
      return at + 2
    case 0x2f: // a slash needs no escape: whoever searches for one must not rely on its bytes
      escapes |= ESCAPE.unicode
      return at + 2
    case 0x75:
      escapes |= ESCAPE.unicode
      for (let digit = at + 2; digit < at + 6; digit++) {
        if (digit >= end) return MORE
        if (HEX[bytes[digit]] < 0) return BAD
      }
      return at + 6
    default:
      return at + 1 >= end ? MORE : BAD
  }
}

/** Any value; `at` is its first byte. Iterative: nesting may be as deep as it likes. */
export function skipValue(bytes: Uint8Array, at: number, end: number): number {
  const c = bytes[at]
  if (c === QUOTE) return skipString(bytes, at + 1, end)
  if (c === OPEN_OBJECT || c === OPEN_ARRAY) return skipContainer(bytes, at, end)
  return skipScalar(bytes, at, end)
}

let nesting = new Uint8Array(64)

function skipContainer(bytes: Uint8Array, at: number, end: number): number {
  let depth = 0
  // Each turn is at the first byte of a value.
  for (;;) {
    const c = bytes[at]
    if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      if (depth === nesting.length) {
        const larger = new Uint8Array(depth * 2)
        larger.set(nesting)
        nesting = larger
      }
      nesting[depth++] = c
      at = skipSpace(bytes, at + 1)
      if (c === OPEN_ARRAY && bytes[at] !== CLOSE_ARRAY) continue
      if (c === OPEN_OBJECT && bytes[at] !== CLOSE_OBJECT) {
        at = skipKey(bytes, at, end)
        if (at < 0) return at
        continue
      }
      at++
      depth--
    } else {
      at = c === QUOTE ? skipString(bytes, at + 1, end) : skipScalar(bytes, at, end)
      if (at < 0) return at
    }
    // After a value: close what ends here, then on to the next.
    for (;;) {
      if (depth === 0) return at
      at = skipSpace(bytes, at)
      const next = bytes[at]
      const inObject = nesting[depth - 1] === OPEN_OBJECT
      if (next === COMMA) {
        at = skipSpace(bytes, at + 1)
        if (inObject) {
          at = skipKey(bytes, at, end)
          if (at < 0) return at
        }
        break
      }
      if (next !== (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return at >= end ? MORE : BAD
      at++
      depth--
    }
  }
}

/** A key and its colon; returns the position of the value's first byte. */
function skipKey(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== QUOTE) return at >= end ? MORE : BAD
  const keyEnd = skipString(bytes, at + 1, end)
  if (keyEnd < 0) return keyEnd
  return skipColon(bytes, keyEnd, end)
}

/** `at`: after a key's closing quote. Returns the position of the value's first byte. */
export function skipColon(bytes: Uint8Array, at: number, end: number): number {
  at = skipSpace(bytes, at)
  if (bytes[at] !== COLON) return at >= end ? MORE : BAD
  at = skipSpace(bytes, at + 1)
  return at >= end ? MORE : at
}

const TRUE = [0x74, 0x72, 0x75, 0x65]
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65]
const NULL = [0x6e, 0x75, 0x6c, 0x6c]

/** A number, true, false or null. */
export function skipScalar(bytes: Uint8Array, at: number, end: number): number {
  const c = bytes[at]
  if (c === 0x2d || (c >= 0x30 && c <= 0x39)) return skipNumber(bytes, at, end)
  const word = c === 0x74 ? TRUE : c === 0x66 ? FALSE : c === 0x6e ? NULL : null
  if (word === null) return at >= end ? MORE : BAD
  for (let i = 0; i < word.length; i++) {
    if (bytes[at + i] !== word[i]) return at + i >= end ? MORE : BAD
  }
  return at + word.length
}

function skipNumber(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === 0x2d) at++
  if (bytes[at] === 0x30) {
    at++
  } else {
    const digits = skipDigits(bytes, at)
    if (digits === at) return at >= end ? MORE : BAD
    at = digits
  }
  if (bytes[at] === 0x2e) {
    const digits = skipDigits(bytes, at + 1)
    if (digits === at + 1) return digits >= end ? MORE : BAD
    at = digits
  }
  if ((bytes[at] | 0x20) === 0x65) {
    at++
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++
    const digits = skipDigits(bytes, at)
    if (digits === at) return at >= end ? MORE : BAD
    at = digits
  }
  return at >= end ? MORE : at // whether the number goes on shows only in what follows
}

function skipDigits(bytes: Uint8Array, at: number): number {
  let c = bytes[at]
  while (c >= 0x30 && c <= 0x39) c = bytes[++at]
  return at
}

/** Value of a hex digit's byte, -1 for all others. */
export const HEX = new Int8Array(256).fill(-1)
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit
}

/** Whether the bytes of `text` (ASCII) are at `at`. */
export function hasAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false
  return true
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
export const ascii = (text: string): Uint8Array => encoder.encode(text)

/** Text of a range (invalid UTF-8 becomes U+FFFD). */
export const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end))

/** Text of a JSON string whose content (without the quotes) is [start, end). */
export function stringOf(bytes: Uint8Array, start: number, end: number): string {
  const text = textOf(bytes, start, end)
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
}
