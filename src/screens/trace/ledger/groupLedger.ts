import { GAP_KINDS } from '../../../analysis/gaps.ts'
import type { GapKind } from '../../../analysis/gaps.ts'
import { CATEGORIES, NO_GAP_KIND } from '../../../analysis/ledger.ts'
import type { Category, Ledger } from '../../../analysis/ledger.ts'
import { segmentIndexOf } from '../../../layout/segmentIndex.ts'
import type { Trace } from '../../../model/trace.ts'

export const LEDGER_GROUPINGS = ['operation', 'service', 'category'] as const
export type LedgerGrouping = (typeof LEDGER_GROUPINGS)[number]

/** One line of "Where the time went". Lines of one grouping sum to the root's duration to the microsecond. */
export interface LedgerRow {
  readonly key: string
  readonly category: Category
  readonly gapKind: GapKind | null
  /** null where the grouping does not tell services (operations) apart. */
  readonly service: string | null
  readonly operation: string | null
  readonly us: number
  /** Part of the ledger's duration; 0 when that is 0. */
  readonly share: number
  /** Segments of the ledger that make up this line, in time order. */
  readonly segments: readonly number[]
}

/**
 * The ledger's segments as lines, largest first. O(segments).
 *
 *   segments   ##---##..####        # work of a   - work of b   . gap
 *   operation  a work 8, b work 3, root gap 2
 *   category   work 11, gap 2
 */
export function groupLedger(trace: Trace, ledger: Ledger, grouping: LedgerGrouping): LedgerRow[] {
  const { segments, root } = ledger
  const durationUs = trace.endUs[root] - trace.startUs[root]
  const groups = new Map<number, { segments: number[]; us: number }>()
  for (let segment = 0; segment < segments.length; segment++) {
    const key = keyOf(trace, ledger, segment, grouping)
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { segments: [], us: 0 }))
    group.segments.push(segment)
    group.us += segments.endUs[segment] - segments.startUs[segment]
  }
  const rows: LedgerRow[] = []
  for (const [key, group] of groups) {
    const first = group.segments[0]
    const span = segments.span[first]
    const kind = segments.gapKind[first]
    rows.push({
      key: String(key),
      category: CATEGORIES[segments.category[first]],
      gapKind: kind === NO_GAP_KIND ? null : GAP_KINDS[kind],
      service: grouping === 'category' ? null : trace.services[trace.serviceId[span]],
      operation: grouping === 'operation' ? trace.names[trace.nameId[span]] : null,
      us: group.us,
      share: durationUs > 0 ? group.us / durationUs : 0,
      segments: group.segments,
    })
  }
  return rows.sort((a, b) => b.us - a.us || (a.key < b.key ? -1 : 1))
}

/** One number per line: category and kind, then service, then operation, as far as the grouping tells them apart. */
function keyOf(trace: Trace, { segments }: Ledger, segment: number, grouping: LedgerGrouping): number {
  const span = segments.span[segment]
  const what = segments.category[segment] * 256 + segments.gapKind[segment]
  if (grouping === 'category') return what
  const service = what * trace.services.length + trace.serviceId[span]
  return grouping === 'service' ? service : service * trace.names.length + trace.nameId[span]
}

/** The spans that own a line's segments, each once, in trace order. */
export function spansOfRow({ segments }: Ledger, row: LedgerRow): number[] {
  return [...new Set(row.segments.map((segment) => segments.span[segment]))].sort((a, b) => a - b)
}

/** Up to here looking at every segment is cheaper than an index over the trace. */
const FEW_SEGMENTS = 1000

/** One span's part in a ledger, by category; null when it owns no segment of it. O(its segments), after the first time. */
export function placeInLedger(
  { segments }: Ledger,
  span: number,
  spanCount: number,
): {
  readonly us: number
  readonly parts: readonly { readonly category: Category; readonly gapKind: GapKind | null; readonly us: number }[]
} | null {
  const parts = new Map<number, number>()
  let us = 0
  const index = segments.length > FEW_SEGMENTS ? segmentIndexOf(segments, spanCount) : null
  const from = index ? index.first[span] : 0
  const to = index ? index.first[span + 1] : segments.length
  for (let at = from; at < to; at++) {
    const segment = index ? index.order[at] : at
    if (segments.span[segment] !== span) continue
    const lengthUs = segments.endUs[segment] - segments.startUs[segment]
    const key = segments.category[segment] * 256 + segments.gapKind[segment]
    parts.set(key, (parts.get(key) ?? 0) + lengthUs)
    us += lengthUs
  }
  if (parts.size === 0) return null
  return {
    us,
    parts: [...parts]
      .map(([key, partUs]) => ({
        category: CATEGORIES[key >> 8],
        gapKind: (key & 255) === NO_GAP_KIND ? null : GAP_KINDS[key & 255],
        us: partUs,
      }))
      .sort((a, b) => b.us - a.us),
  }
}

/**
 * The stacked bar: the largest lines one by one, the rest together, so that no part is too narrow to be hit.
 * `minShare` is the smallest share that gets a part of its own.
 */
export function barParts(
  rows: readonly LedgerRow[],
  minShare: number,
  maxParts: number,
): { readonly parts: readonly LedgerRow[]; readonly rest: readonly LedgerRow[] } {
  let count = 0
  while (count < rows.length && count < maxParts && rows[count].share >= minShare) count++
  // A "rest" of one line says less than the line itself.
  if (rows.length - count === 1) count++
  return { parts: rows.slice(0, count), rest: rows.slice(count) }
}
