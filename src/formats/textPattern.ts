/** A text to look for in bytes, whatever the case of its ASCII letters. */
export interface BytePattern {
  /** In bytes. */
  readonly length: number
  /** Position of the first occurrence that lies in [from, to), -1 when there is none. */
  indexIn(bytes: Uint8Array, from: number, to: number): number
}

const FOLD = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) FOLD[byte] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte

/** Lower case of ASCII letters only: what bytes can be compared by. */
export const foldCase = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Horspool's search (1980): on a mismatch it skips as far as the byte under the pattern's end allows. */
export function createBytePattern(text: string): BytePattern {
  const pattern = new TextEncoder().encode(foldCase(text))
  const last = pattern.length - 1
  const skip = new Uint32Array(256).fill(Math.max(1, pattern.length))
  for (let i = 0; i < last; i++) {
    for (let byte = 0; byte < 256; byte++) if (FOLD[byte] === pattern[i]) skip[byte] = last - i
  }
  return {
    length: pattern.length,
    indexIn(bytes, from, to) {
      let at = from + last
      while (at < to) {
        const byte = bytes[at]
        if (FOLD[byte] === pattern[last]) {
          let i = last - 1
          while (i >= 0 && FOLD[bytes[at - last + i]] === pattern[i]) i--
          if (i < 0) return at - last
        }
        at += skip[byte]
      }
      return -1
    },
  }
}
