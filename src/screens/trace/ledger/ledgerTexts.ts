import type { GapKind } from '../../../analysis/gaps.ts'
import type { Category } from '../../../analysis/ledger.ts'
import type { LedgerRow } from './groupLedger.ts'

const CATEGORY_NAMES: Record<Category, string> = { work: 'work', self: 'own time', gap: 'gap', network: 'network' }

const GAP_NAMES: Record<GapKind, string> = {
  lead: 'before the first child',
  between: 'between children',
  tail: 'after the last child',
  'network-out': 'on the way out',
  'network-back': 'on the way back',
  backoff: 'back-off before a retry',
  queue: 'in a queue',
  missing: 'beside spans that were never received',
}

/** `work`, `own time`, `gap between children`, `network on the way out`. */
export const categoryText = (category: Category, gapKind: GapKind | null): string =>
  gapKind === null ? CATEGORY_NAMES[category] : `${CATEGORY_NAMES[category]} ${GAP_NAMES[gapKind]}`

export const gapKindText = (kind: GapKind): string => GAP_NAMES[kind]

/** What each category is, for the reader who hovers. */
export const CATEGORY_MEANINGS: Record<Category, string> = {
  work: 'Time inside spans that called nothing further',
  self: 'Short pieces of a span’s own time around its children',
  gap: 'Time inside a span in which none of its children ran: nothing in the trace explains it',
  network: 'Time between a client’s span and the server’s span inside it: wire, queue, accept, transit',
}

/** The line's name without its category: service and operation, as far as the grouping tells them apart. */
export function rowTitle(row: Pick<LedgerRow, 'service' | 'operation'>): string {
  if (row.service === null) return ''
  return row.operation === null ? row.service : `${row.service} ${row.operation}`
}
