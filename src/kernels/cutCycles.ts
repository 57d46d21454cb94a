import { CYCLE_CUT, FOLLOWS_FROM, NONE } from './constants.ts'
import { idGoesFirst } from './idOrder.ts'

/** Cuts each cycle at its earliest span (ties: smallest id, then input order), which becomes a root. Returns how many. O(spans). */
export function cutCycles(
  startUs: Float64Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
  parent: Int32Array,
  flags: Uint32Array,
): i32 {
  const length = parent.length
  /** From which span on the way up began that came here; + 1. */
  const seenBy = new Int32Array(length)
  let cut = 0
  for (let start = 0; start < length; start++) {
    let span = start
    while (span !== NONE && seenBy[span] === 0) {
      seenBy[span] = start + 1
      span = parent[span]
    }
    if (span === NONE || seenBy[span] !== start + 1) continue
    let earliest = span
    for (let member = parent[span]; member !== span; member = parent[member]) {
      if (isEarlier(startUs, idHigh, idLow, member, earliest)) earliest = member
    }
    parent[earliest] = NONE
    flags[earliest] = (flags[earliest] | CYCLE_CUT) & ~FOLLOWS_FROM
    cut++
  }
  return cut
}

function isEarlier(startUs: Float64Array, idHigh: Uint32Array, idLow: Uint32Array, a: i32, b: i32): boolean {
  if (startUs[a] !== startUs[b]) return startUs[a] < startUs[b]
  return idGoesFirst(idHigh, idLow, a, b)
}
