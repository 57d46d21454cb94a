/** A hash of bytes that come in pieces; where they are cut makes no difference. */
export interface ByteHash {
  add(bytes: Uint8Array): void
  /** 14 letters and digits (64 bits): tells files apart, and proves nothing. */
  finish(): string
}

/** FNV-1a beside a multiplicative hash of another prime that mixes its upper half down. About 1 ns per byte. */
export function createByteHash(): ByteHash {
  let a = 0x811c9dc5
  let b = 0x050c5d1f
  return {
    add(bytes) {
      for (let i = 0; i < bytes.length; i++) {
        a = Math.imul(a ^ bytes[i], 0x01000193)
        b = Math.imul(b ^ bytes[i], 0x5bd1e995)
        b ^= b >>> 15
      }
    },
    finish: () => text(a) + text(b),
  }
}

const text = (half: number) => (half >>> 0).toString(36).padStart(7, '0')
