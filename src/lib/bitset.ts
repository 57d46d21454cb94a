/** A fixed number of bits, 32 to a word. */
export interface Bitset {
  readonly length: number
  readonly words: Uint32Array
}

export const createBitset = (length: number): Bitset => ({ length, words: new Uint32Array((length + 31) >>> 5) })

export const hasBit = ({ words }: Bitset, bit: number): boolean => (words[bit >>> 5] & (1 << (bit & 31))) !== 0

export function setBit({ words }: Bitset, bit: number): void {
  words[bit >>> 5] |= 1 << (bit & 31)
}

export function clearBit({ words }: Bitset, bit: number): void {
  words[bit >>> 5] &= ~(1 << (bit & 31))
}

export function flipBit({ words }: Bitset, bit: number): void {
  words[bit >>> 5] ^= 1 << (bit & 31)
}

/** Whether any bit is set. */
export const hasAnyBit = ({ words }: Bitset): boolean => words.some((word) => word !== 0)
