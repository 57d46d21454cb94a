/**
 * The room that everything lies in, one thing behind the other, and what compares bytes in it. Nothing is ever freed: one instance reads one
 * body. Addresses are i32.
 */

/** A load of 16 bytes may reach so far behind what it is for. */
export const SLACK: i32 = 32
let top: i32 = 1024

export function allocate(bytes: i32): i32 {
  const at = (top + 15) & ~15
  // Addresses are signed: what does not fit below 2 GiB does not fit.
  if (<u64>at + <u64>bytes > 0x7fff0000) unreachable()
  top = at + bytes
  const missing = top + SLACK - (memory.size() << 16)
  if (missing > 0) {
    const pages = (missing + 0xffff) >>> 16
    // A fifth more than needed, so that growing stays rare; less when there is not that much.
    if (memory.grow(max(pages, memory.size() / 5)) < 0 && memory.grow(pages) < 0) unreachable()
  }
  return at
}

/** A larger room for `used` bytes at `from`. The old one is lost: doubling loses as much as is used. */
export function enlarged(from: i32, used: i32, bytes: i32): i32 {
  const at = allocate(bytes)
  memory.copy(at, from, used)
  return at
}

// @ts-ignore: a decorator on a function
@inline
export function byte(at: i32): i32 {
  return load<u8>(at)
}

/** How many of the first `length` bytes at `a` and `b` are the same. */
export function countSame(a: i32, b: i32, length: i32): i32 {
  for (let i = 0; i < length; i += 16) {
    const other = i8x16.bitmask(i8x16.ne(v128.load(a + i), v128.load(b + i)))
    if (other !== 0) return min(i + ctz(other), length)
  }
  return length
}

/** Of a longer text only the ends are hashed. */
const HASHED: i32 = 2048

/** FNV-1a's steps over eight bytes at a time. */
export function hashOf(from: i32, to: i32): i32 {
  let hash: u64 = 0xcbf29ce484222325 ^ <u64>(to - from)
  let at = from
  if (to - from > 2 * HASHED) {
    for (; at < from + HASHED; at += 8) hash = mix(hash, load<u64>(at))
    at = to - HASHED
  }
  for (; at + 8 <= to; at += 8) hash = mix(hash, load<u64>(at))
  if (at < to) hash = mix(hash, load<u64>(at) & (((<u64>1) << (<u64>(to - at) << 3)) - 1))
  return <i32>(hash ^ (hash >> 32))
}

// @ts-ignore: a decorator on a function
@inline
function mix(hash: u64, word: u64): u64 {
  const mixed = (hash ^ word) * 0x9e3779b97f4a7c15
  return mixed ^ (mixed >> 29)
}
