import { NONE } from '../../../model/trace.ts'
import type { Trace } from '../../../model/trace.ts'

/**
 * Where an arrow key leads from a span: up to its parent, down to its first child, left and right to its siblings.
 * Null when the key means nothing or there is nobody. From nowhere, every arrow leads to the main root.
 */
export function neighbourOf(trace: Trace, span: number, key: string): number | null {
  if (!['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(key)) return null
  if (span === NONE) return trace.mainRoot === NONE ? null : trace.mainRoot
  const parent = trace.parent[span]
  if (key === 'ArrowUp') return parent === NONE ? null : parent
  if (key === 'ArrowDown') return trace.subtreeEnd[span] > span + 1 ? span + 1 : null
  const end = parent === NONE ? trace.length : trace.subtreeEnd[parent]
  if (key === 'ArrowRight') return trace.subtreeEnd[span] < end ? trace.subtreeEnd[span] : null
  // Pre-order: the sibling before ends where this one begins. Climb from the span before to the parent's level.
  let before = span - 1
  while (before !== parent && before >= 0 && trace.parent[before] !== parent) before = trace.parent[before]
  return before === parent || before < 0 ? null : before
}
