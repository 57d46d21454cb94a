import { byte } from './memory'

/** Eight hex digits as a number; -1 when one is none. */
function eightDigits(at: i32): i64 {
  let value: i64 = 0
  for (let i = 0; i < 8; i++) {
    const c = byte(at + i)
    let digit = c - 0x30
    if (<u32>digit > 9) {
      digit = (c | 0x20) - 0x61
      if (<u32>digit > 5) return -1
      digit += 10
    }
    value = (value << 4) | digit
  }
  return value
}

export let high: i32 = 0
export let low: i32 = 0
/** Leaves the id of 16 digits [at, to) in `high` and `low`; false when it is none. */
export function readSpanId(at: i32, to: i32): bool {
  if (to - at !== 16) return false
  const first = eightDigits(at)
  const second = eightDigits(at + 8)
  if (first < 0 || second < 0) return false
  high = <i32>first
  low = <i32>second
  return true
}
