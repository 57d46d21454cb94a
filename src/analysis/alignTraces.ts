import { NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { alignSiblings, pairEqual } from './alignSiblings.ts'
import { findWrapped } from './findWrapped.ts'
import { createKeyTable, hashSubtrees, likenessBelow } from './subtreeHashes.ts'
import type { SubtreeHashes } from './subtreeHashes.ts'

/** Which span of one trace is which of the other: a partner's index, or NONE. */
export interface Alignment {
  readonly matched: number
  readonly bOfA: Int32Array
  readonly aOfB: Int32Array
}

/** Renamed spans with other changes below them are searched for among this many of each side only. */
const MOST_RENAMED = 64

/**
 * Aligns two traces from their roots down: the children of a matched pair are paired by `alignSiblings`; what is left over is
 * searched for one level of wrapping, un-wrapping or renaming, so that the subtree below stays matched.
 *
 *   A  p          B  p             matched: p, x, y; only in B: w
 *        x             w
 *        y               x
 *                        y
 *
 * Not the same under a swap of sides in every tie: `compareTraces` orders the sides first. O(n log n).
 */
export function alignTraces(a: Trace, b: Trace): Alignment {
  const keyOf = createKeyTable()
  const hashesA = hashSubtrees(a, keyOf)
  const hashesB = hashSubtrees(b, keyOf)
  const bOfA = new Int32Array(a.length).fill(NONE)
  const aOfB = new Int32Array(b.length).fill(NONE)
  const work: { readonly spansA: number[]; readonly spansB: number[]; readonly mayWrap: boolean }[] = []
  let matched = 0

  const match = (spanA: number, spanB: number) => {
    bOfA[spanA] = spanB
    aOfB[spanB] = spanA
    matched++
    alignBelow(spanA, spanB, true)
  }
  const alignBelow = (spanA: number, spanB: number, mayWrap: boolean) => {
    const spansA = childrenOf(a, spanA).filter((child) => bOfA[child] === NONE)
    const spansB = childrenOf(b, spanB).filter((child) => aOfB[child] === NONE)
    if (spansA.length > 0 && spansB.length > 0) work.push({ spansA, spansB, mayWrap })
  }
  const finish = () => {
    for (let next = work.pop(); next; next = work.pop()) {
      const { pairs, onlyA, onlyB } = alignSiblings(hashesA, hashesB, next.spansA, next.spansB)
      for (const [spanA, spanB] of pairs) match(spanA, spanB)
      if (next.mayWrap && onlyA.length > 0 && onlyB.length > 0) alignLeftOvers(onlyA, onlyB)
    }
  }

  /** Left-overs of a pair's children: renamed spans, then wrappers in B, wrappers in A, spans renamed and changed below. */
  function alignLeftOvers(onlyA: readonly number[], onlyB: readonly number[]): void {
    const renamed = pairEqual(
      onlyA.filter((span) => hasChildren(a, span)),
      onlyB.filter((span) => hasChildren(b, span)),
      hashesA.below,
      hashesB.below,
    )
    const settledA = new Set(renamed.pairs.map(([span]) => span))
    const settledB = new Set(renamed.pairs.map(([, span]) => span))
    const inB = findWrapped(
      b,
      hashesB,
      renamed.spansB,
      hashesA,
      onlyA.filter((span) => !settledA.has(span)),
    )
    for (const { inner, child } of inB.pairs) {
      match(inner, child)
      settledA.add(inner)
    }
    for (const wrapper of inB.wrappers) settledB.add(wrapper)
    const openA = renamed.spansA.filter((span) => !settledA.has(span))
    const inA = findWrapped(
      a,
      hashesA,
      openA,
      hashesB,
      onlyB.filter((span) => !settledB.has(span)),
    )
    for (const { inner, child } of inA.pairs) {
      match(child, inner)
      settledB.add(inner)
    }
    for (const wrapper of inA.wrappers) settledA.add(wrapper)
    const restA = openA.filter((span) => !settledA.has(span))
    const restB = renamed.spansB.filter((span) => !settledB.has(span))
    for (const [spanA, spanB] of [...renamed.pairs, ...pairSimilar(hashesA, hashesB, restA, restB)])
      alignBelow(spanA, spanB, false)
  }

  const rootsA = rootsOf(a)
  const rootsB = rootsOf(b)
  const haveMains = a.mainRoot !== NONE && b.mainRoot !== NONE
  const sameMain = haveMains && hashesA.key[a.mainRoot] === hashesB.key[b.mainRoot]
  if (sameMain) match(a.mainRoot, b.mainRoot)
  work.push({
    spansA: rootsA.filter((root) => bOfA[root] === NONE),
    spansB: rootsB.filter((root) => aOfB[root] === NONE),
    mayWrap: true,
  })
  finish()
  if (haveMains && bOfA[a.mainRoot] === NONE && aOfB[b.mainRoot] === NONE) {
    alignBelow(a.mainRoot, b.mainRoot, true)
    finish()
  }
  return { matched, bOfA, aOfB }
}

const hasChildren = ({ subtreeEnd }: Trace, span: number) => subtreeEnd[span] > span + 1

export function childrenOf({ subtreeEnd }: Trace, span: number): number[] {
  const children: number[] = []
  for (let child = span + 1; child < subtreeEnd[span]; child = subtreeEnd[child]) children.push(child)
  return children
}

function rootsOf({ length, subtreeEnd }: Trace): number[] {
  const roots: number[] = []
  for (let root = 0; root < length; root = subtreeEnd[root]) roots.push(root)
  return roots
}

/** Pairs in order of likeness below, at least half alike: the most alike first, then the earliest. */
function pairSimilar(
  a: SubtreeHashes,
  b: SubtreeHashes,
  spansA: readonly number[],
  spansB: readonly number[],
): [number, number][] {
  const candidates: { pair: [number, number]; likeness: number }[] = []
  for (const spanA of spansA.slice(0, MOST_RENAMED)) {
    for (const spanB of spansB.slice(0, MOST_RENAMED)) {
      const likeness = likenessBelow(a, spanA, b, spanB)
      if (likeness >= 0.5) candidates.push({ pair: [spanA, spanB], likeness })
    }
  }
  candidates.sort((x, y) => y.likeness - x.likeness || x.pair[0] - y.pair[0] || x.pair[1] - y.pair[1])
  const used = { a: new Set<number>(), b: new Set<number>() }
  const pairs: [number, number][] = []
  for (const { pair } of candidates) {
    if (used.a.has(pair[0]) || used.b.has(pair[1])) continue
    used.a.add(pair[0])
    used.b.add(pair[1])
    pairs.push(pair)
  }
  return pairs
}
