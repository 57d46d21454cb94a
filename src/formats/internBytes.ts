import { stringOf } from './scanJson.ts'

/** Numbers strings by their bytes, so that each is decoded once. Equal texts get equal numbers, however they are escaped. */
export interface ByteInterner {
  readonly strings: string[]
  /** The number of the JSON string whose content is [start, end). */
  intern(bytes: Uint8Array, start: number, end: number): number
  /** The number of a text that comes from elsewhere. */
  internText(text: string): number
}

export function createByteInterner(): ByteInterner {
  const strings: string[] = []
  const numbers = new Map<string, number>()
  // Open addressing over the spellings seen: their bytes lie in `pool`, `slots` holds spelling + 1.
  let slots = new Int32Array(1024)
  let pool = new Uint8Array(1 << 14)
  let poolEnd = 0
  const starts: number[] = []
  const ends: number[] = []
  const hashes: number[] = []
  const numberOfSpelling: number[] = []
  return { strings, intern, internText }

  function intern(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193)
    hash ^= hash >>> 15
    const mask = slots.length - 1
    let slot = hash & mask
    for (;;) {
      const spelling = slots[slot] - 1
      if (spelling < 0) break
      if (hashes[spelling] === hash && equals(bytes, start, end, starts[spelling], ends[spelling]))
        return numberOfSpelling[spelling]
      slot = (slot + 1) & mask
    }
    return add(bytes, start, end, hash, slot)
  }

  function equals(bytes: Uint8Array, start: number, end: number, poolStart: number, poolStop: number): boolean {
    if (end - start !== poolStop - poolStart) return false
    for (let at = start, mine = poolStart; at < end; at++, mine++) if (bytes[at] !== pool[mine]) return false
    return true
  }

  function add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const length = end - start
    if (poolEnd + length > pool.length) {
      const larger = new Uint8Array(Math.max(pool.length * 2, poolEnd + length))
      larger.set(pool)
      pool = larger
    }
    pool.set(bytes.subarray(start, end), poolEnd)
    starts.push(poolEnd)
    poolEnd += length
    ends.push(poolEnd)
    hashes.push(hash)
    const number = internText(stringOf(bytes, start, end))
    slots[slot] = numberOfSpelling.push(number)
    if (numberOfSpelling.length * 2 > slots.length) rehash()
    return number
  }

  function rehash(): void {
    slots = new Int32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let spelling = 0; spelling < hashes.length; spelling++) {
      let slot = hashes[spelling] & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = spelling + 1
    }
  }

  function internText(text: string): number {
    let number = numbers.get(text)
    if (number === undefined) {
      number = strings.push(text) - 1
      numbers.set(text, number)
    }
    return number
  }
}
