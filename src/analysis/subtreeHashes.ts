import { NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'

/** What two traces are aligned by, per span of one of them. Equal numbers mean equal things in both. */
export interface SubtreeHashes {
  /** Service, operation and kind, interned across both traces. */
  readonly key: Int32Array
  /** 53 bits over the keys of the subtree, whatever the order of siblings. */
  readonly shape: Float64Array
  /** The same without the span itself: 0 for a leaf. */
  readonly below: Float64Array
  /** As `shape`, with durations. */
  readonly timed: Float64Array
  /** Spans in the subtree. */
  readonly size: Uint32Array
  /** Which keys occur below the span, as a 64-bit Bloom filter in two halves. */
  readonly belowHigh: Uint32Array
  readonly belowLow: Uint32Array
}

/** Interns (service, operation, kind) across traces. */
export function createKeyTable() {
  const numbers = new Map<string, number>()
  return (service: string, operation: string, kind: number): number => {
    const text = `${kind} ${service.length} ${service}${operation}`
    let number = numbers.get(text)
    if (number === undefined) numbers.set(text, (number = numbers.size))
    return number
  }
}

/** Bottom up: pre-order backwards meets every child before its parent. O(spans). */
export function hashSubtrees(trace: Trace, keyOf: ReturnType<typeof createKeyTable>): SubtreeHashes {
  const { length, parent, serviceId, nameId, kind, startUs, endUs, subtreeEnd } = trace
  const key = new Int32Array(length)
  const interned = new Map<number, number>()
  for (let span = 0; span < length; span++) {
    const local = (serviceId[span] * trace.names.length + nameId[span]) * 8 + kind[span]
    let number = interned.get(local)
    if (number === undefined) {
      number = keyOf(trace.services[serviceId[span]], trace.names[nameId[span]], kind[span])
      interned.set(local, number)
    }
    key[span] = number
  }
  // Sums of the children's hashes, then each span's own hash in their place: two lanes of 32 bits each.
  const shapeA = new Uint32Array(length)
  const shapeB = new Uint32Array(length)
  const timedA = new Uint32Array(length)
  const timedB = new Uint32Array(length)
  const size = new Uint32Array(length)
  const belowHigh = new Uint32Array(length)
  const belowLow = new Uint32Array(length)
  const shape = new Float64Array(length)
  const below = new Float64Array(length)
  const timed = new Float64Array(length)
  for (let span = length - 1; span >= 0; span--) {
    const own = mix(key[span] + 1, 0x9e3779b9)
    const ownB = mix(key[span] + 1, 0x85ebca6b)
    const durationUs = endUs[span] - startUs[span]
    const duration = mix((durationUs % 4294967296) + 1, mix(Math.floor(durationUs / 4294967296), 0x27d4eb2f))
    below[span] = join53(shapeA[span], shapeB[span])
    shapeA[span] = mix(shapeA[span] ^ own, 0x165667b1)
    shapeB[span] = mix(shapeB[span] ^ ownB, 0x2545f491)
    timedA[span] = mix(timedA[span] ^ own ^ duration, 0x165667b1)
    timedB[span] = mix((timedB[span] ^ ownB) + duration, 0x2545f491)
    shape[span] = join53(shapeA[span], shapeB[span])
    timed[span] = join53(timedA[span], timedB[span])
    size[span] = subtreeEnd[span] - span
    const above = parent[span]
    if (above === NONE) continue
    shapeA[above] += shapeA[span]
    shapeB[above] += shapeB[span]
    timedA[above] += timedA[span]
    timedB[above] += timedB[span]
    const bit = own & 63
    belowHigh[above] |= belowHigh[span] | (bit > 31 ? 1 << (bit - 32) : 0)
    belowLow[above] |= belowLow[span] | (bit > 31 ? 0 : 1 << bit)
  }
  return { key, shape, below, timed, size, belowHigh, belowLow }
}

/** The 53 bits that a number holds exactly. */
const join53 = (a: number, b: number) => a * 0x200000 + (b & 0x1fffff)

/** Murmur3's finaliser with a seed. */
function mix(value: number, seed: number): number {
  let h = (value ^ seed) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** How alike what is below two spans is, 0 (nothing in common) to 1 (the same keys), from their Bloom filters. */
export function likenessBelow(a: SubtreeHashes, spanA: number, b: SubtreeHashes, spanB: number): number {
  const either = countBits(a.belowHigh[spanA] | b.belowHigh[spanB]) + countBits(a.belowLow[spanA] | b.belowLow[spanB])
  if (either === 0) return 1
  const both = countBits(a.belowHigh[spanA] & b.belowHigh[spanB]) + countBits(a.belowLow[spanA] & b.belowLow[spanB])
  return both / either
}

function countBits(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
