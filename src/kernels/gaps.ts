import {
  BACKOFF,
  BETWEEN,
  CLIENT,
  ERROR,
  LEAD,
  NETWORK_BACK,
  NETWORK_OUT,
  NONE,
  QUEUE,
  SERVER,
  TAIL,
} from './constants.ts'

/** More gaps than `findGaps` finds: a non-leaf has at most one more than it has blocking children. */
export function countGapsAtMost(parent: Int32Array, asynchronous: Uint8Array, leaf: Uint8Array): i32 {
  let count = 0
  for (let span = 0; span < parent.length; span++) {
    if (leaf[span] === 0) count++
    if (parent[span] !== NONE && asynchronous[span] === 0) count++
  }
  return count
}

/**
 * The parts of each non-leaf's own interval that no blocking child covers, and the queue times of consumers, sorted by owner, then start.
 * `queued[queuedFirst[s]..queuedFirst[s + 1])` are the spans that `s` waited behind. Returns the number of gaps. O(spans).
 *
 *   root  ===========     lead 0–1, between 4–6, tail 8–11
 *     a    ===
 *     b      .            (zero length: splits nothing)
 *     c        ==
 */
export function findGaps(
  subtreeEnd: Uint32Array,
  startUs: Float64Array,
  endUs: Float64Array,
  kind: Uint8Array,
  flags: Uint32Array,
  nameId: Uint32Array,
  serviceId: Uint32Array,
  domain: Uint32Array,
  asynchronous: Uint8Array,
  leaf: Uint8Array,
  queuedFirst: Uint32Array,
  queued: Int32Array,
  gapOwner: Int32Array,
  gapKind: Uint8Array,
  gapAfter: Int32Array,
  gapBefore: Int32Array,
  gapStartUs: Float64Array,
  gapEndUs: Float64Array,
): i32 {
  let count = 0
  for (let owner = 0; owner < leaf.length; owner++) {
    const lastQueued: i32 = queuedFirst[owner + 1]
    for (let i: i32 = queuedFirst[owner]; i < lastQueued; i++) {
      gapOwner[count] = owner
      gapKind[count] = QUEUE
      gapAfter[count] = queued[i]
      gapBefore[count] = owner
      gapStartUs[count] = endUs[queued[i]]
      gapEndUs[count++] = startUs[owner]
    }
    if (leaf[owner] === 1) continue
    const stop: i32 = subtreeEnd[owner]
    let covered = startUs[owner]
    let after = NONE
    let child = owner + 1
    while (true) {
      // Behind the last child comes the owner's end.
      const isChild = child < stop
      if (isChild && asynchronous[child] === 1) {
        child = subtreeEnd[child]
        continue
      }
      const start = isChild ? Math.max(startUs[child], startUs[owner]) : endUs[owner]
      const end = isChild ? Math.min(endUs[child], endUs[owner]) : endUs[owner]
      if (isChild && end <= start) {
        child = subtreeEnd[child]
        continue
      }
      if (start > covered) {
        const before = isChild ? child : NONE
        gapOwner[count] = owner
        gapKind[count] = kindOf(kind, flags, nameId, serviceId, domain, owner, after, before)
        gapAfter[count] = after
        gapBefore[count] = before
        gapStartUs[count] = covered
        gapEndUs[count++] = start
      }
      if (!isChild) break
      if (end > covered) {
        covered = end
        after = child
      }
      child = subtreeEnd[child]
    }
  }
  return count
}

/** The first kind that fits, in the order of the definitions; whether orphans run in it is not known here. */
function kindOf(
  kind: Uint8Array,
  flags: Uint32Array,
  nameId: Uint32Array,
  serviceId: Uint32Array,
  domain: Uint32Array,
  owner: i32,
  after: i32,
  before: i32,
): i32 {
  if (after !== NONE && before !== NONE) {
    const isRetried =
      (flags[after] & ERROR) !== 0 && nameId[after] === nameId[before] && serviceId[after] === serviceId[before]
    return isRetried ? BACKOFF : BETWEEN
  }
  const child = after === NONE ? before : after
  const isNetwork = kind[owner] === CLIENT && kind[child] === SERVER && domain[owner] !== domain[child]
  if (after === NONE) return isNetwork ? NETWORK_OUT : LEAD
  return isNetwork ? NETWORK_BACK : TAIL
}
