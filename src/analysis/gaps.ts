export const GAP_KINDS = ['lead', 'between', 'tail', 'network-out', 'network-back', 'backoff', 'queue', 'missing'] as const
export type GapKind = (typeof GAP_KINDS)[number]

/** All gaps of a trace of any length, as columns sorted by owner, then start; a gap is a number. `queue` gaps are owned by the consumer. */
export interface Gaps {
  readonly length: number
  readonly owner: Int32Array
  /** Index into GAP_KINDS. */
  readonly kind: Uint8Array
  /** Neighbouring children of the owner (for `queue`: after = producer, before = consumer), NONE where there is none. */
  readonly after: Int32Array
  readonly before: Int32Array
  readonly startUs: Float64Array
  readonly endUs: Float64Array
}
