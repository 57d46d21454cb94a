import { CONSUMER, FOLLOWS_FROM, NONE, PRODUCER } from './constants.ts'

/** Whether kind and reference alone make the child asynchronous, whatever the clocks say: FOLLOWS_FROM or link only, or CONSUMER under PRODUCER. */
export function isAsynchronousByKind(parent: Int32Array, flags: Uint32Array, kind: Uint8Array, child: i32): boolean {
  if ((flags[child] & FOLLOWS_FROM) !== 0) return true
  return kind[child] === CONSUMER && kind[parent[child]] === PRODUCER
}

/**
 * How each span stands to its parent: blocking or asynchronous, and the effective interval, a blocking child's own within its parent's
 * effective one. What begins a ledger (root, orphan, asynchronous child) has its own. `leaf`: without a blocking child of
 * positive effective length. Returns how many are asynchronous. O(spans).
 *
 *   root   ==========        effective
 *     a     ============     1–10
 *       b           .===     9–10: the parent's end cuts it too
 *     c   ==                 empty: nothing of it is inside root
 */
export function findStanding(
  parent: Int32Array,
  startUs: Float64Array,
  endUs: Float64Array,
  kind: Uint8Array,
  flags: Uint32Array,
  domain: Uint32Array,
  asynchronous: Uint8Array,
  effectiveStartUs: Float64Array,
  effectiveEndUs: Float64Array,
  leaf: Uint8Array,
): i32 {
  leaf.fill(1)
  let count = 0
  for (let span = 0; span < parent.length; span++) {
    const above = parent[span]
    const isAsynchronous =
      above !== NONE &&
      (isAsynchronousByKind(parent, flags, kind, span) ||
        (startUs[span] > endUs[above] && domain[span] === domain[above]))
    asynchronous[span] = isAsynchronous ? 1 : 0
    if (above === NONE || isAsynchronous) {
      if (isAsynchronous) count++
      effectiveStartUs[span] = startUs[span]
      effectiveEndUs[span] = endUs[span]
      continue
    }
    const start = Math.max(startUs[span], effectiveStartUs[above])
    const end = Math.max(start, Math.min(endUs[span], effectiveEndUs[above]))
    effectiveStartUs[span] = start
    effectiveEndUs[span] = end
    if (end > start) leaf[above] = 0
  }
  return count
}

/**
 * Time each span spent outside its blocking children, in µs. Returns how many spans. O(spans).
 *
 *   parent  ==========     self = 3
 *   a        ====
 *   b           ====       overlap counts once
 */
export function measureSelfTime(
  parent: Int32Array,
  startUs: Float64Array,
  endUs: Float64Array,
  asynchronous: Uint8Array,
  selfUs: Float64Array,
): i32 {
  const coveredUntil = new Float64Array(parent.length)
  for (let span = 0; span < parent.length; span++) {
    selfUs[span] = endUs[span] - startUs[span]
    coveredUntil[span] = startUs[span]
    const above = parent[span]
    if (above === NONE || asynchronous[span] === 1) continue
    const from = Math.max(startUs[span], coveredUntil[above])
    const to = Math.min(endUs[span], endUs[above])
    if (to <= from) continue
    selfUs[above] -= to - from
    coveredUntil[above] = to
  }
  return parent.length
}
