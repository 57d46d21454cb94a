import { enter, entryWith, HASH, LENGTH } from './hashTable'
import { allocate, enlarged, hashOf } from './memory'

/** Operations and processes, each spelling once. */
const ENTRY: i32 = 12
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
  const known = entryWith(nameSlots, nameSlotCount, spellings, ENTRY, hash, from, length)
  if (known >= 0) return known
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
  enter(nameSlots, nameSlotCount, hash, spellingCount++)
  if (spellingCount * 2 > nameSlotCount) {
    nameSlotCount *= 2
    nameSlots = allocate(nameSlotCount * 4)
    for (let other = 0; other < spellingCount; other++)
      enter(nameSlots, nameSlotCount, load<i32>(spellings + other * ENTRY, HASH), other)
  }
  return spellingCount - 1
}
