import { likenessBelow } from './subtreeHashes.ts'
import type { SubtreeHashes } from './subtreeHashes.ts'

/** Pairs up two lists of spans; the rest of each list is what it returns. */
export interface SiblingAlignment {
  readonly pairs: readonly (readonly [number, number])[]
  readonly onlyA: readonly number[]
  readonly onlyB: readonly number[]
}

/** Beyond so many cells the weighted subsequence gives way to pairing in order. */
const MOST_CELLS = 250_000

/**
 * Pairs the children of one span with those of its partner, by (service, operation, kind). Of each key as many are paired as
 * both sides have (a run ×10 against ×12 leaves two), whatever siblings of other keys stand between: concurrent calls start in
 * another order every time. Within a key, the first that applies decides who goes with whom:
 *
 *   1. the same subtree down to the durations, when at least half are: a trace against an edited copy of itself
 *   2. the same subtree (POST → payment goes with POST → payment, not with the POST beside it)
 *   3. a common subsequence of the greatest likeness of what is below; then by order
 *
 * O(n log n), and at most `MOST_CELLS` per key for the subsequence.
 */
export function alignSiblings(
  a: SubtreeHashes,
  b: SubtreeHashes,
  spansA: readonly number[],
  spansB: readonly number[],
): SiblingAlignment {
  if (spansA.length === 1 && spansB.length === 1 && a.key[spansA[0]] === b.key[spansB[0]]) {
    return { pairs: [[spansA[0], spansB[0]]], onlyA: [], onlyB: [] }
  }
  const pairs: (readonly [number, number])[] = []
  const byKeyB = groupBy(spansB, (span) => b.key[span])
  for (const [key, groupA] of groupBy(spansA, (span) => a.key[span])) {
    const groupB = byKeyB.get(key)
    if (groupB) pairWithinKey(a, b, groupA, groupB, pairs)
  }
  const inA = new Set(pairs.map(([span]) => span))
  const inB = new Set(pairs.map(([, span]) => span))
  return { pairs, onlyA: spansA.filter((span) => !inA.has(span)), onlyB: spansB.filter((span) => !inB.has(span)) }
}

type Pairs = (readonly [number, number])[]

function pairWithinKey(
  a: SubtreeHashes,
  b: SubtreeHashes,
  spansA: readonly number[],
  spansB: readonly number[],
  pairs: Pairs,
): void {
  let left = { spansA, spansB }
  if (spansA.length > 1 || spansB.length > 1) {
    const timed = pairEqual(spansA, spansB, a.timed, b.timed)
    if (timed.pairs.length * 2 >= Math.min(spansA.length, spansB.length)) left = take(timed)
    left = take(pairEqual(left.spansA, left.spansB, a.shape, b.shape))
    if (Math.min(left.spansA.length, left.spansB.length) > 0) left = take(pairAlike(a, b, left.spansA, left.spansB))
  }
  const count = Math.min(left.spansA.length, left.spansB.length)
  for (let i = 0; i < count; i++) pairs.push([left.spansA[i], left.spansB[i]])

  function take(found: { pairs: Pairs; spansA: readonly number[]; spansB: readonly number[] }) {
    for (const pair of found.pairs) pairs.push(pair)
    return found
  }
}

/** The n-th span of a hash on one side goes with the n-th of it on the other. */
export function pairEqual(
  spansA: readonly number[],
  spansB: readonly number[],
  hashA: Float64Array,
  hashB: Float64Array,
) {
  const pairs: Pairs = []
  const waiting = groupBy(spansB, (span) => hashB[span])
  const taken = new Map<number, number>()
  const usedB = new Set<number>()
  const restA: number[] = []
  for (const span of spansA) {
    const hash = hashA[span]
    const group = waiting.get(hash)
    const next = taken.get(hash) ?? 0
    if (group && next < group.length) {
      taken.set(hash, next + 1)
      usedB.add(group[next])
      pairs.push([span, group[next]])
    } else {
      restA.push(span)
    }
  }
  return { pairs, spansA: restA, spansB: spansB.filter((span) => !usedB.has(span)) }
}

/** The order-keeping pairing of the greatest total likeness (weighted longest common subsequence, by dynamic programming). */
function pairAlike(a: SubtreeHashes, b: SubtreeHashes, spansA: readonly number[], spansB: readonly number[]) {
  const rows = spansA.length
  const columns = spansB.length
  if ((rows + 1) * (columns + 1) > MOST_CELLS) return { pairs: [], spansA, spansB }
  const width = columns + 1
  const best = new Float64Array((rows + 1) * width)
  const weight = (row: number, column: number) => 1 + Math.round(16 * likenessBelow(a, spansA[row], b, spansB[column]))
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const at = row * width + column
      best[at] = Math.max(best[at + width], best[at + 1], best[at + width + 1] + weight(row, column))
    }
  }
  const pairs: Pairs = []
  const restA: number[] = []
  const restB: number[] = []
  let row = 0
  let column = 0
  while (row < rows && column < columns) {
    const at = row * width + column
    if (best[at] === best[at + width + 1] + weight(row, column)) pairs.push([spansA[row++], spansB[column++]])
    else if (best[at] === best[at + width]) restA.push(spansA[row++])
    else restB.push(spansB[column++])
  }
  while (row < rows) restA.push(spansA[row++])
  while (column < columns) restB.push(spansB[column++])
  return { pairs, spansA: restA, spansB: restB }
}

export function groupBy(spans: readonly number[], keyOf: (span: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const span of spans) {
    const group = groups.get(keyOf(span))
    if (group) group.push(span)
    else groups.set(keyOf(span), [span])
  }
  return groups
}
