import { countSame } from './memory'

/** What is found by its bytes has an entry that begins with their address, length and hash. */
export const LENGTH: i32 = 4
export const HASH: i32 = 8

/** After so many others in its slot a text is taken for a new one: texts made to collide cost memory, not time. */
const MOST_PROBES: i32 = 32

/** The number of the entry, of `size` bytes each, that has these bytes; -1: none. `slots`: numbers + 1, open addressing. */
export function entryWith(
  slots: i32,
  slotCount: i32,
  entries: i32,
  size: i32,
  hash: i32,
  from: i32,
  length: i32,
): i32 {
  const mask = slotCount - 1
  let slot = hash & mask
  for (let probe = 0; probe < MOST_PROBES; probe++) {
    const other = load<i32>(slots + (slot << 2)) - 1
    if (other < 0) break
    const entry = entries + other * size
    if (
      load<i32>(entry, HASH) === hash &&
      load<i32>(entry, LENGTH) === length &&
      countSame(load<i32>(entry), from, length) === length
    )
      return other
    slot = (slot + 1) & mask
  }
  return -1
}

/** Has an entry found from now on. */
export function enter(slots: i32, slotCount: i32, hash: i32, number: i32): void {
  const mask = slotCount - 1
  let slot = hash & mask
  for (let probe = 0; probe < MOST_PROBES && load<i32>(slots + (slot << 2)) !== 0; probe++) slot = (slot + 1) & mask
  if (load<i32>(slots + (slot << 2)) === 0) store<i32>(slots + (slot << 2), number + 1)
}
