import { kernels } from '../kernels/kernels.ts'
import { domainColumn } from '../model/domainColumn.ts'
import { domainOf } from '../model/trace.ts'
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

/** Parent and child in different clock domains. */
export const isRemote = (trace: Trace, child: number): boolean =>
  domainOf(trace, child) !== domainOf(trace, trace.parent[child])

/** Blocking or asynchronous, and the effective interval (`findStanding`). O(spans). */
export function computeChildren(trace: Trace): Children {
  const { length, parent, startUs, endUs, kind, flags } = trace
  const asynchronous = new Uint8Array(length)
  const effectiveStartUs = new Float64Array(length)
  const effectiveEndUs = new Float64Array(length)
  const leaf = new Uint8Array(length)
  kernels().findStanding(
    parent,
    startUs,
    endUs,
    kind,
    flags,
    domainColumn(trace),
    asynchronous,
    effectiveStartUs,
    effectiveEndUs,
    leaf,
  )
  return { asynchronous, effectiveStartUs, effectiveEndUs, leaf }
}

/** Time each span spent outside its blocking children, in µs (`measureSelfTime`). O(spans). */
export function computeSelfTime({ length, parent, startUs, endUs }: Trace, { asynchronous }: Children): Float64Array {
  const selfUs = new Float64Array(length)
  kernels().measureSelfTime(parent, startUs, endUs, asynchronous, selfUs)
  return selfUs
}
