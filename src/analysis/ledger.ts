import * as kernel from '../kernels/constants.ts'
import { kernels } from '../kernels/kernels.ts'
import { compareIds, FLAG, NONE, spanIdOf } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { mainCause, queueTimeUs } from './causes.ts'
import type { Causes } from './causes.ts'
import type { Children } from './children.ts'
import type { Gaps } from './gaps.ts'

/** In the order of the kernels' numbers (`kernels/constants.ts`). */
export const CATEGORIES = ['work', 'self', 'gap', 'network'] as const
export type Category = (typeof CATEGORIES)[number]
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
export const NO_GAP_KIND: number = kernel.NO_GAP_KIND

/**
 * The ledgers of all roots, asynchronous children and orphans: the main root's, other roots', async, orphans', each by start.
 * `walkBack` says how, `classifyPieces` what each piece is. O(spans + gaps).
 */
export function computeLedgers(
  trace: Trace,
  children: Children,
  causes: Causes,
  gaps: Gaps,
  minGapUs: number,
): Ledger[] {
  const roots = orderRoots(trace, children)
  const { ends, span, startUs, endUs } = walkAll(trace, children, roots)
  const category = new Uint8Array(span.length)
  const gapKind = new Uint8Array(span.length)
  kernels().classifyPieces(
    span,
    startUs,
    children.leaf,
    gaps.owner,
    gaps.kind,
    gaps.startUs,
    gaps.endUs,
    minGapUs,
    category,
    gapKind,
  )
  const columns = { span, category, gapKind, startUs, endUs }
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

/** The segments of all ledgers, each ledger's from its end to its start; `ends`: where each one's end. */
function walkAll(trace: Trace, children: Children, roots: readonly { readonly root: number }[]) {
  const { parent, startUs, endUs, length } = trace
  const { asynchronous, effectiveStartUs, effectiveEndUs } = children
  const ids = comparableIds(trace)
  const from = Int32Array.from(roots, ({ root }) => root)
  const ends = new Uint32Array(roots.length)
  // A span is walked once at most: a piece before it, one after.
  const room = 2 * length
  const pieces = { span: new Int32Array(room), startUs: new Float64Array(room), endUs: new Float64Array(room) }
  const count = kernels().walkBack(
    parent,
    startUs,
    endUs,
    ids.high,
    ids.low,
    asynchronous,
    effectiveStartUs,
    effectiveEndUs,
    from,
    ends,
    pieces.span,
    pieces.startUs,
    pieces.endUs,
  )
  return {
    ends,
    span: pieces.span.slice(0, count),
    startUs: pieces.startUs.slice(0, count),
    endUs: pieces.endUs.slice(0, count),
  }
}

/** Halves of ids that compare as the ids do (`compareIds`): where some are no numbers, their ranks. */
function comparableIds(trace: Trace): { readonly high: Uint32Array; readonly low: Uint32Array } {
  if (trace.oddIds.size === 0) return { high: trace.idHigh, low: trace.idLow }
  const ids = Array.from({ length: trace.length }, (_, span) => spanIdOf(trace, span))
  const rankOf = new Map([...new Set(ids)].sort().map((id, rank) => [id, rank]))
  const low = Uint32Array.from(ids, (id) => rankOf.get(id)!)
  return { high: new Uint32Array(trace.length), low }
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
  const { flags, mainRoot, startUs } = trace
  const all = new Int32Array(trace.length)
  const count = kernels().findRoots(trace.parent, asynchronous, all)
  const roots: number[] = []
  const async: number[] = []
  const orphans: number[] = []
  for (const span of all.subarray(0, count)) {
    if (span === mainRoot) continue
    const kind = asynchronous[span] === 1 ? async : flags[span] & FLAG.orphan ? orphans : roots
    kind.push(span)
  }
  const byStart = (a: number, b: number) => startUs[a] - startUs[b] || compareIds(trace, a, b)
  const ordered = [
    ...roots.sort(byStart).map((root) => ({ root, kind: 'root' as const })),
    ...async.sort(byStart).map((root) => ({ root, kind: 'async' as const })),
    ...orphans.sort(byStart).map((root) => ({ root, kind: 'orphan' as const })),
  ]
  return mainRoot === NONE ? ordered : [{ root: mainRoot, kind: 'root' }, ...ordered]
}
