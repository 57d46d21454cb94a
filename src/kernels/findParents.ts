import { FOLLOWS_FROM, NONE, REF_FOLLOWS_FROM, REF_NONE, REF_SEVERAL } from './constants.ts'
import { openSlots, slotOf } from './pairTable.ts'

/** Whose parent one id does not tell: several references, one to itself, one to a span that is not here. */
export const UNSETTLED: i32 = -2

/**
 * Each span's parent by the id of its reference, in input order: NONE without one. Marks those that FOLLOW_FROM theirs. Returns how many are
 * `UNSETTLED`, or -1 when two spans have one id; nothing is written then. O(spans).
 */
export function findParents(
  idHigh: Uint32Array,
  idLow: Uint32Array,
  refType: Uint8Array,
  refHigh: Uint32Array,
  refLow: Uint32Array,
  parent: Int32Array,
  flags: Uint32Array,
): i32 {
  const length = parent.length
  const slots = openSlots(length)
  for (let span = 0; span < length; span++) {
    const slot = slotOf(slots, idHigh, idLow, idHigh[span], idLow[span])
    if (slots[slot] !== 0) return -1
    slots[slot] = span + 1
  }
  let unsettled = 0
  for (let span = 0; span < length; span++) {
    parent[span] = NONE
    if (refType[span] === REF_NONE) continue
    const found =
      refType[span] === REF_SEVERAL ? NONE : slots[slotOf(slots, idHigh, idLow, refHigh[span], refLow[span])] - 1
    if (found === NONE || found === span) {
      parent[span] = UNSETTLED
      unsettled++
      continue
    }
    parent[span] = found
    if (refType[span] === REF_FOLLOWS_FROM) flags[span] |= FOLLOWS_FROM
  }
  return unsettled
}
