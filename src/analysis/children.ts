import { domainOf, FLAG, KIND, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'

/** How each span stands to its parent, per span. The children of `s` are `s + 1`, then each one's `subtreeEnd`, up to `subtreeEnd[s]`. */
export interface Children {
  /** 1 for an asynchronous child; 0 for a blocking one, a root and an orphan. */
  readonly asynchronous: Uint8Array
  /** The part of the span that its ancestors account for; start = end where there is none. */
  readonly effectiveStartUs: Float64Array
  readonly effectiveEndUs: Float64Array
  /** 1 for a span without a blocking child of positive effective length. */
  readonly leaf: Uint8Array
}

/** Whether kind and reference alone make the child asynchronous, whatever the clocks say: FOLLOWS_FROM or link only, or CONSUMER under PRODUCER. */
export function isAsynchronousByKind({ parent, flags, kind }: Trace, child: number): boolean {
  return (
    (flags[child] & FLAG.followsFrom) !== 0 || (kind[child] === KIND.consumer && kind[parent[child]] === KIND.producer)
  )
}

/** Parent and child in different clock domains. */
export const isRemote = (trace: Trace, child: number): boolean =>
  domainOf(trace, child) !== domainOf(trace, trace.parent[child])

/**
 * Blocking or asynchronous, and the effective interval: a blocking child's own interval within its parent's effective one.
 * What begins a ledger (root, orphan, asynchronous child) has its own interval. O(spans).
 *
 *   root   ==========        effective
 *     a     ============     1–10
 *       b           .===     9–10: the parent's end cuts it too
 *     c   ==                 empty: nothing of it is inside root
 */
export function computeChildren(trace: Trace): Children {
  const { length, parent, startUs, endUs } = trace
  const asynchronous = new Uint8Array(length)
  const effectiveStartUs = new Float64Array(length)
  const effectiveEndUs = new Float64Array(length)
  const leaf = new Uint8Array(length).fill(1)
  for (let span = 0; span < length; span++) {
    const above = parent[span]
    if (above !== NONE && isAsynchronous(trace, span)) asynchronous[span] = 1
    if (above === NONE || asynchronous[span] === 1) {
      effectiveStartUs[span] = startUs[span]
      effectiveEndUs[span] = endUs[span]
      continue
    }
    const start = Math.max(startUs[span], effectiveStartUs[above])
    effectiveStartUs[span] = start
    effectiveEndUs[span] = Math.max(start, Math.min(endUs[span], effectiveEndUs[above]))
    if (effectiveEndUs[span] > start) leaf[above] = 0
  }
  return { asynchronous, effectiveStartUs, effectiveEndUs, leaf }
}

function isAsynchronous(trace: Trace, child: number): boolean {
  if (isAsynchronousByKind(trace, child)) return true
  return trace.startUs[child] > trace.endUs[trace.parent[child]] && !isRemote(trace, child)
}

/**
 * Time each span spent outside its blocking children, in µs. O(spans).
 *
 *   parent  ==========     self = 3
 *   a        ====
 *   b           ====       overlap counts once
 */
export function computeSelfTime({ length, parent, startUs, endUs }: Trace, { asynchronous }: Children): Float64Array {
  const selfUs = new Float64Array(length)
  const coveredUntil = new Float64Array(length)
  for (let span = 0; span < length; span++) {
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
  return selfUs
}
