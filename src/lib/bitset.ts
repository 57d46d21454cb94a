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

/** Whether any bit of [from, to) is set. O((to − from) / 32). */
export function hasBitWithin({ words }: Bitset, from: number, to: number): boolean {
  if (from >= to) return false
  const first = from >>> 5
  const last = (to - 1) >>> 5
  const head = -1 << (from & 31)
  const tail = -1 >>> (31 - ((to - 1) & 31))
  if (first === last) return (words[first] & head & tail) !== 0
  if (words[first] & head || words[last] & tail) return true
  for (let word = first + 1; word < last; word++) if (words[word] !== 0) return true
  return false
}
