import { idGoesFirst } from './idOrder.ts'

/** So many bits of a start are looked at in one pass. */
const DIGIT: i32 = 11
/** 2 ** 32 */
const WORD: f64 = 4294967296

/**
 * Indices by start; ties: end descending, then id, then as they came. Starts within 71 minutes are sorted by their digits, and runs of equal
 * ones put in order after that. O(n) but for the runs; else O(n log n).
 */
export function sortSpans(
  startUs: Float64Array,
  endUs: Float64Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
): Uint32Array {
  const length = startUs.length
  let order = new Uint32Array(length)
  let spare = new Uint32Array(length)
  let min = Infinity
  let max = -Infinity
  for (let span = 0; span < length; span++) {
    order[span] = span
    if (startUs[span] < min) min = startUs[span]
    if (startUs[span] > max) max = startUs[span]
  }
  if (!(max - min < WORD)) {
    sortRun(startUs, endUs, idHigh, idLow, order, spare, 0, length)
    return order
  }
  const offset = new Uint32Array(length)
  for (let span = 0; span < length; span++) offset[span] = (startUs[span] - min) as u32
  for (let shift = 0; shift < 32 && ((max - min) as u32) >>> shift !== 0; shift += DIGIT) {
    sortByDigit(offset, shift, order, spare)
    const sorted = spare
    spare = order
    order = sorted
  }
  let from = 0
  while (from < length) {
    let to = from + 1
    while (to < length && offset[order[to]] === offset[order[from]]) to++
    if (to - from > 1) sortRun(startUs, endUs, idHigh, idLow, order, spare, from, to)
    from = to
  }
  return order
}

/** Writes `order` to `sorted` by one digit of `offset`; equal ones stay as they are. */
function sortByDigit(offset: Uint32Array, shift: i32, order: Uint32Array, sorted: Uint32Array): void {
  const mask = (1 << DIGIT) - 1
  /** Where the next span with a digit goes. */
  const places = new Uint32Array(mask + 1)
  for (let i = 0; i < offset.length; i++) places[(offset[i] >>> shift) & mask]++
  let place: u32 = 0
  for (let digit = 0; digit <= mask; digit++) {
    const count = places[digit]
    places[digit] = place
    place += count
  }
  for (let i = 0; i < order.length; i++) {
    const digit = (offset[order[i]] >>> shift) & mask
    sorted[places[digit]++] = order[i]
  }
}

/** Sorts `order[from..to)` by merging ever longer runs. */
function sortRun(
  startUs: Float64Array,
  endUs: Float64Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
  order: Uint32Array,
  spare: Uint32Array,
  from: i32,
  to: i32,
): void {
  for (let width = 1; width < to - from; width *= 2) {
    for (let left = from; left < to; left += 2 * width) {
      const middle = left + width < to ? left + width : to
      const end = left + 2 * width < to ? left + 2 * width : to
      let a = left
      let b = middle
      for (let at = left; at < end; at++) {
        const takesB = b < end && (a >= middle || goesFirst(startUs, endUs, idHigh, idLow, order[b], order[a]))
        spare[at] = takesB ? order[b++] : order[a++]
      }
    }
    for (let at = from; at < to; at++) order[at] = spare[at]
  }
}

function goesFirst(
  startUs: Float64Array,
  endUs: Float64Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
  a: i32,
  b: i32,
): boolean {
  if (startUs[a] !== startUs[b]) return startUs[a] < startUs[b]
  if (endUs[a] !== endUs[b]) return endUs[a] > endUs[b]
  return idGoesFirst(idHigh, idLow, a, b)
}
