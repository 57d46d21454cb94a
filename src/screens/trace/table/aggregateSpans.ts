import type { TimeRange } from '../../../layout/timeRange.ts'
import { hasBit } from '../../../lib/bitset.ts'
import type { Bitset } from '../../../lib/bitset.ts'
import { FLAG, NONE } from '../../../model/trace.ts'
import type { Trace } from '../../../model/trace.ts'

/** One line of the table view; times in µs. */
export interface SpanGroup {
  readonly key: string
  /** Its number in the grouping. */
  readonly group: number
  /** What the group is called, one text per part: service and operation, or the tag's value. */
  readonly labels: readonly string[]
  readonly service: string | null
  readonly count: number
  readonly errors: number
  /** Sum of the spans' durations; overlapping ones count each. */
  readonly totalUs: number
  /** Sum of the time outside their blocking children. */
  readonly selfUs: number
  /** Of that, in notable gaps. */
  readonly gapUs: number
  readonly p50Us: number
  readonly p95Us: number
  readonly maxUs: number
  /** In trace order. */
  readonly spans: Uint32Array
}

/** Groups for the spans: `groupOf[span]` indexes `groups`; a span in no group has -1. */
export interface SpanGrouping {
  readonly groupOf: Int32Array
  readonly groups: readonly { readonly labels: readonly string[]; readonly service: string | null }[]
}

export const groupByService = (trace: Trace): SpanGrouping => ({
  groupOf: Int32Array.from(trace.serviceId),
  groups: trace.services.map((service) => ({ labels: [service], service })),
})

export function groupByOperation(trace: Trace): SpanGrouping {
  const ids = new Map<number, number>()
  const groups: { labels: string[]; service: string }[] = []
  const groupOf = new Int32Array(trace.length)
  for (let span = 0; span < trace.length; span++) {
    const key = trace.serviceId[span] * trace.names.length + trace.nameId[span]
    let id = ids.get(key)
    if (id === undefined) {
      ids.set(key, (id = groups.length))
      const service = trace.services[trace.serviceId[span]]
      groups.push({ labels: [service, trace.names[trace.nameId[span]]], service })
    }
    groupOf[span] = id
  }
  return { groupOf, groups }
}

/** The same groups over the spans that run in a time range and match a find; null means any. */
export function restrictGrouping(
  { groupOf, groups }: SpanGrouping,
  trace: Trace,
  range: TimeRange | null,
  matches: Bitset | null,
): SpanGrouping {
  if (range === null && matches === null) return { groupOf, groups }
  const inside = (span: number) =>
    (range === null || (trace.startUs[span] <= range.endUs && trace.endUs[span] >= range.startUs)) &&
    (matches === null || hasBit(matches, span))
  return { groups, groupOf: groupOf.map((group, span) => (inside(span) ? group : NONE)) }
}

/** Nearest rank: the least duration that at least `share` of the spans do not exceed. */
export function percentile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

/** Sums and percentiles per group, groups without a span left out. O(n log n). `gapUs` and `selfUs` are per span. */
export function aggregateSpans(
  trace: Trace,
  grouping: SpanGrouping,
  selfUs: Float64Array,
  gapUs: Float64Array,
): SpanGroup[] {
  const { groupOf, groups } = grouping
  const offset = new Uint32Array(groups.length + 1)
  for (let span = 0; span < trace.length; span++) if (groupOf[span] >= 0) offset[groupOf[span] + 1]++
  for (let group = 0; group < groups.length; group++) offset[group + 1] += offset[group]
  const next = offset.slice(0, groups.length)
  const members = new Uint32Array(offset[groups.length])
  for (let span = 0; span < trace.length; span++) if (groupOf[span] >= 0) members[next[groupOf[span]]++] = span
  const result: SpanGroup[] = []
  for (let group = 0; group < groups.length; group++) {
    const spans = members.subarray(offset[group], offset[group + 1])
    if (spans.length === 0) continue
    const durations = new Float64Array(spans.length)
    let [errors, totalUs, self, gap] = [0, 0, 0, 0]
    for (let i = 0; i < spans.length; i++) {
      const span = spans[i]
      durations[i] = trace.endUs[span] - trace.startUs[span]
      totalUs += durations[i]
      self += selfUs[span]
      gap += gapUs[span]
      if (trace.flags[span] & FLAG.error) errors++
    }
    durations.sort()
    result.push({
      group,
      key: groups[group].labels.join('\u0000'),
      labels: groups[group].labels,
      service: groups[group].service,
      count: spans.length,
      errors,
      totalUs,
      selfUs: self,
      gapUs: gap,
      p50Us: percentile(durations, 0.5),
      p95Us: percentile(durations, 0.95),
      maxUs: durations[durations.length - 1],
      spans,
    })
  }
  return result
}

export const SORT_KEYS = ['name', 'count', 'total', 'self', 'gap', 'p50', 'p95', 'max', 'errors'] as const
export type SortKey = (typeof SORT_KEYS)[number]

const VALUES: Record<Exclude<SortKey, 'name'>, (group: SpanGroup) => number> = {
  count: (group) => group.count,
  total: (group) => group.totalUs,
  self: (group) => group.selfUs,
  gap: (group) => group.gapUs,
  p50: (group) => group.p50Us,
  p95: (group) => group.p95Us,
  max: (group) => group.maxUs,
  errors: (group) => group.errors,
}

export function sortGroups(
  groups: readonly SpanGroup[],
  by: SortKey,
  direction: 'ascending' | 'descending',
): SpanGroup[] {
  const sign = direction === 'ascending' ? 1 : -1
  const byName = (a: SpanGroup, b: SpanGroup) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  if (by === 'name') return groups.toSorted((a, b) => sign * byName(a, b))
  const value = VALUES[by]
  return groups.toSorted((a, b) => sign * (value(a) - value(b)) || byName(a, b))
}
