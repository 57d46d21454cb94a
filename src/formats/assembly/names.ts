import { allocate, countSame, enlarged, hashOf } from './memory'

/** Operations and processes, each spelling once. By spelling: address, length, hash. */
const ENTRY: i32 = 12
const LENGTH: i32 = 4
const HASH: i32 = 8
let spellings = allocate(256 * ENTRY)
let spellingRoom = 256
let spellingCount: i32 = 0
let nameSlots = allocate(1024 * 4)
let nameSlotCount: i32 = 1024

export function nameCount(): i32 {
  return spellingCount
}
export function nameEntries(): i32 {
  return spellings
}

export function nameOf(from: i32, to: i32): i32 {
  const hash = hashOf(from, to)
  const length = to - from
  const mask = nameSlotCount - 1
  let slot = hash & mask
  while (true) {
    const other = load<i32>(nameSlots + (slot << 2)) - 1
    if (other < 0) break
    const entry = spellings + other * ENTRY
    if (
      load<i32>(entry, HASH) === hash &&
      load<i32>(entry, LENGTH) === length &&
      countSame(load<i32>(entry), from, length) === length
    )
      return other
    slot = (slot + 1) & mask
  }
  if (spellingCount === spellingRoom) {
    spellings = enlarged(spellings, spellingCount * ENTRY, spellingRoom * 2 * ENTRY)
    spellingRoom *= 2
  }
  const at = allocate(length)
  memory.copy(at, from, length)
  const entry = spellings + spellingCount * ENTRY
  store<i32>(entry, at)
  store<i32>(entry, length, LENGTH)
  store<i32>(entry, hash, HASH)
  spellingCount++
  store<i32>(nameSlots + (slot << 2), spellingCount)
  if (spellingCount * 2 > nameSlotCount) {
    nameSlotCount *= 2
    nameSlots = allocate(nameSlotCount * 4)
    for (let other = 0; other < spellingCount; other++) {
      let free = load<i32>(spellings + other * ENTRY, HASH) & (nameSlotCount - 1)
      while (load<i32>(nameSlots + (free << 2)) !== 0) free = (free + 1) & (nameSlotCount - 1)
      store<i32>(nameSlots + (free << 2), other + 1)
    }
  }
  return spellingCount - 1
}
