import type { GapKind } from '../analysis/gaps.ts'
import type { Category } from '../analysis/ledger.ts'

/**
 * What each kind of gap is called, everywhere a person reads it: rows, ledger, details, comparison, Markdown, docs. The JSON report
 * and the code keep the short names of `docs/numbers.md`.
 */
export const GAP_WORDS: Readonly<Record<GapKind, string>> = {
  lead: 'gap before the first child',
  between: 'gap between children',
  tail: 'gap after the last child',
  'network-out': 'network out',
  'network-back': 'network back',
  backoff: 'back-off',
  queue: 'queue',
  missing: 'gap beside missing spans',
}

const CATEGORY_WORDS: Readonly<Record<Category, string>> = {
  work: 'work',
  self: 'own time',
  gap: 'gap',
  network: 'network',
}

/** The kind of time, in words: `work`, `own time`, `gap between children`, `network out`. */
export const timeWords = (category: Category, gapKind: GapKind | null): string =>
  gapKind === null ? CATEGORY_WORDS[category] : GAP_WORDS[gapKind]
