import type { Segments } from '../analysis/ledger.ts'

/** Segments by the span that owns them: those of `span` are `order[first[span]..first[span + 1])`, in time order. */
export interface SegmentIndex {
  readonly first: Uint32Array
  readonly order: Uint32Array
}

const known = new WeakMap<Segments, SegmentIndex>()

/** `indexSegments`, made once for all who ask. */
export function segmentIndexOf(segments: Segments, spanCount: number): SegmentIndex {
  let index = known.get(segments)
  if (index === undefined) known.set(segments, (index = indexSegments(segments, spanCount)))
  return index
}

/** Counting sort by span; stable, so that a span's segments stay in time order. O(spans + segments). */
export function indexSegments(segments: Segments, spanCount: number): SegmentIndex {
  const first = new Uint32Array(spanCount + 2)
  const { length, span } = segments
  for (let i = 0; i < length; i++) first[span[i] + 2]++
  for (let i = 2; i < first.length; i++) first[i] += first[i - 1]
  const order = new Uint32Array(length)
  for (let i = 0; i < length; i++) order[first[span[i] + 1]++] = i
  return { first: first.subarray(0, spanCount + 1), order }
}
