import type { Trace } from '../model/trace.ts'
import { groupBy } from './alignSiblings.ts'
import type { SubtreeHashes } from './subtreeHashes.ts'

export interface Wrapped {
  /** `child` is a wrapper's, `inner` the span of the other trace that it is. */
  readonly pairs: readonly { readonly child: number; readonly inner: number }[]
  readonly wrappers: ReadonlySet<number>
}

/**
 * The spans among `outers` that wrap spans of the other trace: at least half of their children are among its `inners`. Of
 * equal candidates the same subtree goes first, then the first of the same (service, operation, kind). O(children).
 *
 *   other  p        this  p
 *            x              outer
 *            y                x
 *                             y
 */
export function findWrapped(
  trace: Trace,
  hashes: SubtreeHashes,
  outers: readonly number[],
  otherHashes: SubtreeHashes,
  inners: readonly number[],
): Wrapped {
  const pairs: { child: number; inner: number }[] = []
  const wrappers = new Set<number>()
  const used = new Set<number>()
  const byShape = groupBy(inners, (span) => otherHashes.shape[span])
  const byKey = groupBy(inners, (span) => otherHashes.key[span])
  /** How far into each group everything is used. */
  const position = new Map<readonly number[], number>()

  for (const outer of outers) {
    const children: number[] = []
    for (let child = outer + 1; child < trace.subtreeEnd[outer]; child = trace.subtreeEnd[child]) children.push(child)
    const reached = new Map<readonly number[], number>()
    const tentative = new Map<number, number>()
    const taken = new Set<number>()
    const take = (child: number, group: readonly number[] | undefined) => {
      if (!group || tentative.has(child)) return
      let free = position.get(group) ?? 0
      while (free < group.length && used.has(group[free])) free++
      position.set(group, free)
      let at = Math.max(free, reached.get(group) ?? 0)
      while (at < group.length && (used.has(group[at]) || taken.has(group[at]))) at++
      reached.set(group, at)
      if (at === group.length) return
      tentative.set(child, group[at])
      taken.add(group[at])
    }
    for (const child of children) take(child, byShape.get(hashes.shape[child]))
    for (const child of children) take(child, byKey.get(hashes.key[child]))
    if (tentative.size === 0 || tentative.size * 2 < children.length) continue
    wrappers.add(outer)
    for (const [child, inner] of tentative) {
      pairs.push({ child, inner })
      used.add(inner)
    }
  }
  return { pairs, wrappers }
}
