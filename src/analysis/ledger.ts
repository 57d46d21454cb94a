import { grown, nextCapacity } from '../model/growable.ts'
import { compareIds, FLAG, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { mainCause, queueTimeUs } from './causes.ts'
import type { Causes } from './causes.ts'
import type { Children } from './children.ts'
import { GAP } from './gaps.ts'
import type { Gaps } from './gaps.ts'

export const CATEGORIES = ['work', 'self', 'gap', 'network'] as const
export type Category = (typeof CATEGORIES)[number]
/** A category as `Segments.category` has it. */
export const CATEGORY = { work: 0, self: 1, gap: 2, network: 3 } as const
export const LEDGER_KINDS = ['root', 'async', 'orphan'] as const
export type LedgerKind = (typeof LEDGER_KINDS)[number]

/**
 * Where the time of one root went. The segments tile [root.start, root.end] exactly, in time order: they are its critical path.
 */
export interface Ledger {
  readonly root: number
  readonly kind: LedgerKind
  /** async only: µs it waited before it began, else 0; `cause` is the producer (or NONE). */
  readonly queueUs: number
  readonly cause: number
  readonly segments: Segments
}

/** The columns of all ledgers of a trace share their buffers: a list of transferables names each buffer once. */
export interface Segments {
  readonly length: number
  readonly span: Int32Array
  /** Index into CATEGORIES. */
  readonly category: Uint8Array
  /** Index into GAP_KINDS; 255 where the category has no gap kind. */
  readonly gapKind: Uint8Array
  readonly startUs: Float64Array
  readonly endUs: Float64Array
}
export const NO_GAP_KIND = 255

/**
 * The ledgers of all roots, asynchronous children and orphans: the main root's, other roots', async, orphans', each by start.
 *
 * Walks back from a root's end. In span P up to time t, go into the blocking child with the greatest end among those that
 * began before t (ties: earliest start, smallest id); what lies between it and t is P's own; go on from its start.
 *
 *   root  ==========     1. root 8–10   2. b 3–8   3. a 1–3   4. root 0–1
 *     a    =====
 *     b      =====
 *
 * The greatest `min(end, t)`, then the greatest end, is just the greatest end. A child that was walked began at the new t or
 * after, so "not yet used" follows from "began before t"; and the candidates are a prefix of the siblings by start, whose
 * best is known beforehand. O(spans) besides finding each own piece's gap.
 */
export function computeLedgers(
  trace: Trace,
  children: Children,
  causes: Causes,
  gaps: Gaps,
  minGapUs: number,
): Ledger[] {
  const roots = orderRoots(trace, children)
  const siblings = indexSiblings(trace, children)
  const pieces = createPieces()
  const ends = new Uint32Array(roots.length)
  for (const [i, { root }] of roots.entries()) {
    walkBack(trace, siblings, root, pieces)
    ends[i] = pieces.length
  }
  const { length } = pieces
  const columns = {
    span: pieces.span.slice(0, length),
    category: new Uint8Array(length),
    gapKind: new Uint8Array(length).fill(NO_GAP_KIND),
    startUs: pieces.startUs.slice(0, length),
    endUs: pieces.endUs.slice(0, length),
  }
  classify(columns, gaps, lastGaps(gaps, trace.length), children, minGapUs)
  return roots.map(({ root, kind }, i) => {
    const cause = kind === 'async' ? mainCause(trace, causes, root) : NONE
    return {
      root,
      kind,
      cause,
      queueUs: queueTimeUs(trace, cause, root),
      segments: inTimeOrder(columns, i === 0 ? 0 : ends[i - 1], ends[i]),
    }
  })
}

/** Segments as they are found, in columns that grow: hundreds of thousands of them. */
const createPieces = () => ({
  length: 0,
  span: new Int32Array(1024),
  startUs: new Float64Array(1024),
  endUs: new Float64Array(1024),
})
type Pieces = ReturnType<typeof createPieces>

function addPiece(pieces: Pieces, span: number, fromUs: number, toUs: number): void {
  const at = pieces.length++
  if (at === pieces.span.length) {
    const capacity = nextCapacity(at, at + 1)
    pieces.span = grown(pieces.span, capacity)
    pieces.startUs = grown(pieces.startUs, capacity)
    pieces.endUs = grown(pieces.endUs, capacity)
  }
  pieces.span[at] = span
  pieces.startUs[at] = fromUs
  pieces.endUs[at] = toUs
}

/** One ledger's part of the shared columns, which the walk filled backwards. */
function inTimeOrder(columns: Omit<Segments, 'length'>, from: number, to: number): Segments {
  return {
    length: to - from,
    span: columns.span.subarray(from, to).reverse(),
    category: columns.category.subarray(from, to).reverse(),
    gapKind: columns.gapKind.subarray(from, to).reverse(),
    startUs: columns.startUs.subarray(from, to).reverse(),
    endUs: columns.endUs.subarray(from, to).reverse(),
  }
}

function orderRoots(trace: Trace, { asynchronous }: Children): { root: number; kind: LedgerKind }[] {
  const { length, parent, flags, mainRoot, startUs } = trace
  const roots: number[] = []
  const async: number[] = []
  const orphans: number[] = []
  for (let span = 0; span < length; span++) {
    if (span === mainRoot) continue
    if (asynchronous[span] === 1) async.push(span)
    else if (parent[span] === NONE) (flags[span] & FLAG.orphan ? orphans : roots).push(span)
  }
  const byStart = (a: number, b: number) => startUs[a] - startUs[b] || compareIds(trace, a, b)
  const ordered = [
    ...roots.sort(byStart).map((root) => ({ root, kind: 'root' as const })),
    ...async.sort(byStart).map((root) => ({ root, kind: 'async' as const })),
    ...orphans.sort(byStart).map((root) => ({ root, kind: 'orphan' as const })),
  ]
  return mainRoot === NONE ? ordered : [{ root: mainRoot, kind: 'root' }, ...ordered]
}

interface Siblings {
  /** The last blocking child of positive effective length, by start. */
  readonly last: Int32Array
  readonly previous: Int32Array
  /** The child to walk among this one and those before it. */
  readonly best: Int32Array
}

function indexSiblings(trace: Trace, { asynchronous, effectiveStartUs, effectiveEndUs }: Children): Siblings {
  const { length, parent, endUs, startUs } = trace
  const last = new Int32Array(length).fill(NONE)
  const previous = new Int32Array(length).fill(NONE)
  const best = new Int32Array(length).fill(NONE)
  for (let child = 0; child < length; child++) {
    const above = parent[child]
    if (above === NONE || asynchronous[child] === 1 || effectiveEndUs[child] <= effectiveStartUs[child]) continue
    const before = last[above]
    previous[child] = before
    last[above] = child
    best[child] = before === NONE || goesBefore(child, best[before]) ? child : best[before]
  }
  return { last, previous, best }

  function goesBefore(a: number, b: number): boolean {
    if (endUs[a] !== endUs[b]) return endUs[a] > endUs[b]
    if (startUs[a] !== startUs[b]) return startUs[a] < startUs[b]
    return compareIds(trace, a, b) < 0
  }
}

/** Numbers of one open span on the way back: the span, where its part begins, where the walk stands, the child to look at next. */
const FRAME = 4
const LOW = 1
const TIME = 2
const CANDIDATE = 3

/** Adds each piece of the root's critical path, from its end to its start. The open spans are one array of numbers: no object each. */
function walkBack({ startUs, endUs }: Trace, { last, previous, best }: Siblings, root: number, pieces: Pieces): void {
  let stack = new Float64Array(64 * FRAME)
  stack.set([root, startUs[root], endUs[root], last[root]])
  for (let at = 0; at >= 0;) {
    const span = stack[at]
    const low = stack[at + LOW]
    const time = stack[at + TIME]
    if (time <= low) {
      at -= FRAME
      continue
    }
    let candidate = stack[at + CANDIDATE]
    while (candidate !== NONE && startUs[candidate] >= time) candidate = previous[candidate]
    const child = candidate === NONE ? NONE : best[candidate]
    if (child === NONE || endUs[child] <= low) {
      addPiece(pieces, span, low, time)
      at -= FRAME
      continue
    }
    if (endUs[child] < time) addPiece(pieces, span, endUs[child], time)
    const from = Math.max(startUs[child], low)
    stack[at + TIME] = from
    stack[at + CANDIDATE] = candidate
    at += FRAME
    if (at === stack.length) stack = grown(stack, nextCapacity(at, at + FRAME))
    stack[at] = child
    stack[at + LOW] = from
    stack[at + TIME] = Math.min(endUs[child], time)
    stack[at + CANDIDATE] = last[child]
  }
}

/** Each span's last gap; NONE without one. */
function lastGaps({ length, owner }: Gaps, spans: number): Int32Array {
  const last = new Int32Array(spans).fill(NONE)
  for (let gap = 0; gap < length; gap++) last[owner[gap]] = gap
  return last
}

/**
 * What each segment's time was: a leaf's work, a gap, the network, or the span's own. The segments of a span come from its end to its start,
 * and so do its gaps: `at` is where each span stands among its own.
 */
function classify(
  { span, category, gapKind, startUs }: Omit<Segments, 'length'>,
  gaps: Gaps,
  at: Int32Array,
  { leaf }: Children,
  minGapUs: number,
): void {
  for (let segment = 0; segment < span.length; segment++) {
    const own = span[segment]
    if (leaf[own] === 1) {
      category[segment] = CATEGORY.work
      continue
    }
    const timeUs = startUs[segment]
    let gap = at[own]
    while (gap >= 0 && gaps.owner[gap] === own && gaps.startUs[gap] > timeUs) gap--
    at[own] = gap
    // A child covers the time, or what comes next is another span's.
    if (gap < 0 || gaps.owner[gap] !== own || gaps.kind[gap] === GAP.queue || timeUs >= gaps.endUs[gap]) {
      category[segment] = CATEGORY.self
      continue
    }
    const kind = gaps.kind[gap]
    const isNetwork = kind === GAP.networkOut || kind === GAP.networkBack
    const isNotable = gaps.endUs[gap] - gaps.startUs[gap] >= minGapUs
    category[segment] = isNetwork ? CATEGORY.network : isNotable ? CATEGORY.gap : CATEGORY.self
    if (isNetwork || isNotable) gapKind[segment] = kind
  }
}
