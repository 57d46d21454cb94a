import type { Contribution } from '../../analysis/diff.ts'

const GAP_TEXT = {
  lead: 'gap before the first call',
  between: 'gap between calls',
  tail: 'gap after the last call',
  'network-out': 'network, request',
  'network-back': 'network, response',
  backoff: 'back-off between tries',
  queue: 'queue',
  missing: 'missing spans',
} as const

/** The kind of time, in words: `work`, `own time`, `gap between calls`. */
export function describeKind({ category, gapKind }: Pick<Contribution, 'category' | 'gapKind'>): string {
  if (gapKind !== null) return GAP_TEXT[gapKind]
  return category === 'self' ? 'own time' : category
}
