/**
 * The match after (or before) a span, round the end. `spans` are sorted; `from` need not be among them.
 *
 *   spans  2 · 7 · 9     from 7, forward → 9     from 9, forward → 2     from 5, backward → 2
 */
export function stepMatch(
  spans: ArrayLike<number>,
  from: number | null,
  direction: 'forward' | 'backward',
): number | null {
  const count = spans.length
  if (count === 0) return null
  if (from === null) return direction === 'forward' ? spans[0] : spans[count - 1]
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spans[middle] < from) low = middle + 1
    else high = middle
  }
  if (direction === 'backward') return spans[(low - 1 + count) % count]
  const next = low < count && spans[low] === from ? low + 1 : low
  return spans[next % count]
}

/** Which match a span is, counted from 1; 0 when it is none. */
export function matchNumber(spans: ArrayLike<number>, span: number | null): number {
  if (span === null) return 0
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spans[middle] < span) low = middle + 1
    else high = middle
  }
  return low < spans.length && spans[low] === span ? low + 1 : 0
}
