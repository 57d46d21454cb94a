/** First position in `[lo, hi)` of an ascending array whose value is `>= value`; `hi` when there is none. */
export function lowerBound(values: ArrayLike<number>, value: number, lo = 0, hi = values.length): number {
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if (values[middle] < value) lo = middle + 1
    else hi = middle
  }
  return lo
}

/** First position in `[lo, hi)` of an ascending array whose value is `> value`; `hi` when there is none. */
export function upperBound(values: ArrayLike<number>, value: number, lo = 0, hi = values.length): number {
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if (values[middle] <= value) lo = middle + 1
    else hi = middle
  }
  return lo
}
