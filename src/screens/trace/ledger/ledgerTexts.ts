import type { Category } from '../../../analysis/ledger.ts'
import type { LedgerRow } from './groupLedger.ts'

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
