import { compareIds, FLAG, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { mainCause, queueTimeUs } from './causes.ts'
import type { Causes } from './causes.ts'
import type { Children } from './children.ts'
import { GAP, gapAt } from './gaps.ts'
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
    walkBack(trace, siblings, root, (span, fromUs, toUs) => {
      const { category, gapKind } = classify(gaps, children, minGapUs, span, fromUs)
      pieces.span.push(span)
      pieces.category.push(category)
      pieces.gapKind.push(gapKind)
      pieces.startUs.push(fromUs)
      pieces.endUs.push(toUs)
    })
    ends[i] = pieces.span.length
  }
  const columns = {
    span: Int32Array.from(pieces.span),
    category: Uint8Array.from(pieces.category),
    gapKind: Uint8Array.from(pieces.gapKind),
    startUs: Float64Array.from(pieces.startUs),
    endUs: Float64Array.from(pieces.endUs),
  }
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

const createPieces = () => ({
  span: [] as number[],
  category: [] as number[],
  gapKind: [] as number[],
  startUs: [] as number[],
  endUs: [] as number[],
})

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

/** Calls `own` for each piece of the root's critical path, from its end to its start. */
function walkBack(
  { startUs, endUs }: Trace,
  { last, previous, best }: Siblings,
  root: number,
  own: (span: number, fromUs: number, toUs: number) => void,
) {
  const stack: { span: number; low: number; time: number; candidate: number }[] = []
  const enter = (span: number, low: number, high: number) =>
    stack.push({ span, low, time: high, candidate: last[span] })
  enter(root, startUs[root], endUs[root])
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]
    if (frame.time <= frame.low) {
      stack.pop()
      continue
    }
    while (frame.candidate !== NONE && startUs[frame.candidate] >= frame.time)
      frame.candidate = previous[frame.candidate]
    const child = frame.candidate === NONE ? NONE : best[frame.candidate]
    if (child === NONE || endUs[child] <= frame.low) {
      own(frame.span, frame.low, frame.time)
      stack.pop()
      continue
    }
    if (endUs[child] < frame.time) own(frame.span, endUs[child], frame.time)
    const high = Math.min(endUs[child], frame.time)
    frame.time = Math.max(startUs[child], frame.low)
    enter(child, frame.time, high)
  }
}

function classify(
  gaps: Gaps,
  { leaf }: Children,
  minGapUs: number,
  span: number,
  fromUs: number,
): { category: number; gapKind: number } {
  if (leaf[span] === 1) return { category: CATEGORY.work, gapKind: NO_GAP_KIND }
  const gap = gapAt(gaps, span, fromUs)
  if (gap === NONE) return { category: CATEGORY.self, gapKind: NO_GAP_KIND }
  const gapKind = gaps.kind[gap]
  if (gapKind === GAP.networkOut || gapKind === GAP.networkBack) return { category: CATEGORY.network, gapKind }
  if (gaps.endUs[gap] - gaps.startUs[gap] >= minGapUs) return { category: CATEGORY.gap, gapKind }
  return { category: CATEGORY.self, gapKind: NO_GAP_KIND }
}
