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
