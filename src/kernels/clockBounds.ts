import { END_BEFORE_START, NONE } from './constants.ts'
import { openSlots, slotOf } from './pairTable.ts'
import { isAsynchronousByKind } from './standing.ts'

/**
 * What children in another clock domain than their parent's say of the two clocks, by pair of domains (`from` the parent's), in the order in
 * which the spans first name them: how many there are, the tightest bounds, infinite where nothing bounds, and the spans that gave them.
 * A blocking child starts after its parent and, unless it is longer, ends before it. Returns the number of pairs. O(spans).
 */
export function boundClocks(
  parent: Int32Array,
  startUs: Float64Array,
  endUs: Float64Array,
  kind: Uint8Array,
  flags: Uint32Array,
  domain: Uint32Array,
  from: Uint32Array,
  to: Uint32Array,
  evidence: Uint32Array,
  lowUs: Float64Array,
  highUs: Float64Array,
  lowSpan: Int32Array,
  highSpan: Int32Array,
): i32 {
  const slots = openSlots(from.length)
  let pairs = 0
  for (let effect = 0; effect < parent.length; effect++) {
    const cause = parent[effect]
    if (cause === NONE || domain[cause] === domain[effect]) continue
    const slot = slotOf(slots, from, to, domain[cause], domain[effect])
    if (slots[slot] === 0) {
      from[pairs] = domain[cause]
      to[pairs] = domain[effect]
      evidence[pairs] = 0
      lowUs[pairs] = -Infinity
      highUs[pairs] = Infinity
      lowSpan[pairs] = NONE
      highSpan[pairs] = NONE
      slots[slot] = ++pairs
    }
    const pair = slots[slot] - 1
    evidence[pair]++
    const high = startUs[effect] - startUs[cause]
    if (high < highUs[pair]) {
      highUs[pair] = high
      highSpan[pair] = effect
    }
    if (isAsynchronousByKind(parent, flags, kind, effect) || (flags[cause] & END_BEFORE_START) !== 0) continue
    const low = endUs[effect] - endUs[cause]
    if (low <= high && low > lowUs[pair]) {
      lowUs[pair] = low
      lowSpan[pair] = effect
    }
  }
  return pairs
}
