import { kernels } from '../kernels/kernels.ts'

export interface Forest {
  readonly length: number
  readonly startUs: Float64Array
  readonly endUs: Float64Array
  readonly idHigh: Uint32Array
  readonly idLow: Uint32Array
}

export interface PreOrder {
  /** Old index of each new one. */
  readonly oldOf: Uint32Array
  readonly newOf: Uint32Array
  /** The rest in new indices. */
  readonly parent: Int32Array
  readonly depth: Uint32Array
  readonly subtreeEnd: Uint32Array
}

/** Pre-order of a forest, siblings (and roots) by start; ties: end descending, then id, then as they came. `parentOf` is free of cycles. O(n log n). */
export function computePreOrder({ length, startUs, endUs, idHigh, idLow }: Forest, parentOf: Int32Array): PreOrder {
  const oldOf = new Uint32Array(length)
  const newOf = new Uint32Array(length)
  const parent = new Int32Array(length)
  const depth = new Uint32Array(length)
  const subtreeEnd = new Uint32Array(length)
  kernels().orderSpans(startUs, endUs, idHigh, idLow, parentOf, oldOf, newOf, parent, depth, subtreeEnd)
  return { oldOf, newOf, parent, depth, subtreeEnd }
}
