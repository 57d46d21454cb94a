/** The `n`-th largest (from 1) of some numbers, in their own array, whose order is lost. O(length) on average: Hoare's quickselect (1961). */
export function nthLargest(values: Float64Array, n: number): number {
  const wanted = values.length - n
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = values[(low + high) >>> 1]
    let i = low
    let j = high
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const value = values[i]
      values[i++] = values[j]
      values[j--] = value
    }
    if (wanted <= j) high = j
    else if (wanted >= i) low = i
    else break
  }
  return values[wanted]
}
