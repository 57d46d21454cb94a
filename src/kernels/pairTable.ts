/** Slots for `count` entries that two words name, by open addressing: entry + 1; 0: free. */
export function openSlots(count: i32): Int32Array {
  let capacity = 16
  while (capacity < count * 2) capacity *= 2
  return new Int32Array(capacity)
}

/** The slot of the entry whose words are `high` and `low` in these columns, or the free one where it would be. */
export function slotOf(slots: Int32Array, highOf: Uint32Array, lowOf: Uint32Array, high: u32, low: u32): i32 {
  const mask = slots.length - 1
  // Products of 16 bits each are exact in every kind of number.
  const mixed = ((low & 0xffff) * 40503) ^ ((low >>> 16) * 60493) ^ ((high & 0xffff) * 52361) ^ ((high >>> 16) * 44267)
  let slot = (mixed ^ (mixed >>> 15)) & mask
  while (slots[slot] !== 0) {
    const entry = slots[slot] - 1
    if (highOf[entry] === high && lowOf[entry] === low) break
    slot = (slot + 1) & mask
  }
  return slot
}
