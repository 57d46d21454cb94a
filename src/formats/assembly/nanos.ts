import { QUOTE } from './json'
import { byte } from './memory'

/** Exact in a double. */
const MOST_US: u64 = 1 << 53

export let timeUs: f64 = 0
export let timeNs: i32 = 0
/** Leaves the time [from, to), whole nanoseconds, in quotes or not, in `timeUs` and `timeNs`; false when it is none. */
export function readNanos(from: i32, to: i32): bool {
  if (byte(from) === QUOTE) {
    from++
    to--
  }
  if (to <= from || to - from > 19) return false
  let value: u64 = 0
  for (; from < to; from++) {
    const digit = byte(from) - 0x30
    if (<u32>digit > 9) return false
    value = value * 10 + digit
  }
  const us = value / 1000
  timeUs = <f64>us
  timeNs = <i32>(value - us * 1000)
  return us < MOST_US
}
