import { GAP, NETWORK, NETWORK_BACK, NETWORK_OUT, NO_GAP_KIND, NONE, QUEUE, SELF, WORK } from './constants.ts'
import { idGoesFirst } from './idOrder.ts'

/** Numbers of one open span on the way back: the span, where its part begins, where the walk stands, the child to look at next. */
const FRAME: i32 = 4
const LOW: i32 = 1
const TIME: i32 = 2
const CANDIDATE: i32 = 3

/** What begins a ledger: spans without a parent, and asynchronous ones; by index. Returns how many. */
export function findRoots(parent: Int32Array, asynchronous: Uint8Array, roots: Int32Array): i32 {
  let count = 0
  for (let span = 0; span < parent.length; span++) {
    if (parent[span] === NONE || asynchronous[span] === 1) roots[count++] = span
  }
  return count
}

/**
 * Each root's critical path in pieces, from its end to its start; `ends[i]`: where those of `roots[i]` end.
 *
 * In span P up to time t, goes into the blocking child with the greatest end among those that began before t (ties: earliest start,
 * smallest id); what lies between it and t is P's own; goes on from its start.
 *
 *   root  ==========     1. root 8–10   2. b 3–8   3. a 1–3   4. root 0–1
 *     a    =====
 *     b      =====
 *
 * The greatest `min(end, t)`, then the greatest end, is just the greatest end. A child that was walked began at the new t or
 * after, so "not yet used" follows from "began before t"; and the candidates are a prefix of the siblings by start, whose
 * best is known beforehand. Returns the number of pieces: two for a span at most. O(spans).
 */
export function walkBack(
  parent: Int32Array,
  startUs: Float64Array,
  endUs: Float64Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
  asynchronous: Uint8Array,
  effectiveStartUs: Float64Array,
  effectiveEndUs: Float64Array,
  roots: Int32Array,
  ends: Uint32Array,
  pieceSpan: Int32Array,
  pieceStartUs: Float64Array,
  pieceEndUs: Float64Array,
): i32 {
  const length = parent.length
  /** Of a span: its last blocking child of positive effective length, by start; of such a child: the one before, and the one to walk of those up to it. */
  const last = new Int32Array(length).fill(NONE)
  const previous = new Int32Array(length).fill(NONE)
  const best = new Int32Array(length).fill(NONE)
  for (let child = 0; child < length; child++) {
    const above = parent[child]
    if (above === NONE || asynchronous[child] === 1 || effectiveEndUs[child] <= effectiveStartUs[child]) continue
    const before = last[above]
    previous[child] = before
    last[above] = child
    const isBest = before === NONE || goesBefore(startUs, endUs, idHigh, idLow, child, best[before])
    best[child] = isBest ? child : best[before]
  }

  let stack = new Float64Array(64 * FRAME)
  let pieces = 0
  for (let i = 0; i < roots.length; i++) {
    const root = roots[i]
    stack[0] = root
    stack[LOW] = startUs[root]
    stack[TIME] = endUs[root]
    stack[CANDIDATE] = last[root]
    let at = 0
    while (at >= 0) {
      const span = stack[at] as i32
      const low = stack[at + LOW]
      const time = stack[at + TIME]
      if (time <= low) {
        at -= FRAME
        continue
      }
      let candidate = stack[at + CANDIDATE] as i32
      while (candidate !== NONE && startUs[candidate] >= time) candidate = previous[candidate]
      const child = candidate === NONE ? NONE : best[candidate]
      const isOwn = child === NONE || endUs[child] <= low
      const from = isOwn ? low : endUs[child]
      if (from < time) {
        pieceSpan[pieces] = span
        pieceStartUs[pieces] = from
        pieceEndUs[pieces++] = time
      }
      if (isOwn) {
        at -= FRAME
        continue
      }
      const start = Math.max(startUs[child], low)
      stack[at + TIME] = start
      stack[at + CANDIDATE] = candidate
      at += FRAME
      if (at === stack.length) {
        const larger = new Float64Array(at * 2)
        larger.set(stack)
        stack = larger
      }
      stack[at] = child
      stack[at + LOW] = start
      stack[at + TIME] = Math.min(endUs[child], time)
      stack[at + CANDIDATE] = last[child]
    }
    ends[i] = pieces
  }
  return pieces
}

function goesBefore(
  startUs: Float64Array,
  endUs: Float64Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
  a: i32,
  b: i32,
): boolean {
  if (endUs[a] !== endUs[b]) return endUs[a] > endUs[b]
  if (startUs[a] !== startUs[b]) return startUs[a] < startUs[b]
  return idGoesFirst(idHigh, idLow, a, b)
}

/**
 * What each piece's time was: a leaf's work, a gap, the network, or the span's own. A span's pieces come from its end to its start,
 * and so are its gaps gone through. Returns the number of pieces. O(pieces + gaps).
 */
export function classifyPieces(
  pieceSpan: Int32Array,
  pieceStartUs: Float64Array,
  leaf: Uint8Array,
  gapOwner: Int32Array,
  gapKind: Uint8Array,
  gapStartUs: Float64Array,
  gapEndUs: Float64Array,
  minGapUs: f64,
  category: Uint8Array,
  pieceGapKind: Uint8Array,
): i32 {
  /** Where each span stands among its gaps: at its last, to begin with. */
  const at = new Int32Array(leaf.length).fill(NONE)
  for (let gap = 0; gap < gapOwner.length; gap++) at[gapOwner[gap]] = gap
  for (let piece = 0; piece < pieceSpan.length; piece++) {
    pieceGapKind[piece] = NO_GAP_KIND
    const own = pieceSpan[piece]
    if (leaf[own] === 1) {
      category[piece] = WORK
      continue
    }
    const timeUs = pieceStartUs[piece]
    let gap = at[own]
    while (gap >= 0 && gapOwner[gap] === own && gapStartUs[gap] > timeUs) gap--
    at[own] = gap
    // A child covers the time, or what comes next is another span's.
    if (gap < 0 || gapOwner[gap] !== own || gapKind[gap] === QUEUE || timeUs >= gapEndUs[gap]) {
      category[piece] = SELF
      continue
    }
    const isNetwork = gapKind[gap] === NETWORK_OUT || gapKind[gap] === NETWORK_BACK
    const isNotable = gapEndUs[gap] - gapStartUs[gap] >= minGapUs
    category[piece] = isNetwork ? NETWORK : isNotable ? GAP : SELF
    if (isNetwork || isNotable) pieceGapKind[piece] = gapKind[gap]
  }
  return pieceSpan.length
}
