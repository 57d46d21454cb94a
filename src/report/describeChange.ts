import type { EdgeChange, GraphComparison } from '../analysis/compareGraphs.ts'
import { formatCount, formatDelta, formatDuration, plural } from '../lib/format.ts'

/** `+3`, `−1`, `0`. */
export const formatCountDelta = (delta: number): string => `${delta > 0 ? '+' : ''}${formatCount(delta)}`

/** What stands at an edge of two compared graphs: a sign first, so that no colour is needed. */
export function markText({ verdict, a, b, deltaCalls, deltaP50Us }: EdgeChange): string {
  const calls = deltaCalls === 0 ? '' : ` ${formatCountDelta(deltaCalls)} calls`
  if (verdict === 'only-a') return `only A: ${formatCount(a!.calls)}`
  if (verdict === 'only-b') return `only B: ${formatCount(b!.calls)}`
  if (verdict === 'same') return calls === '' ? formatCount(b!.calls) : calls.trim()
  return `${verdict === 'slower' ? '▲' : '▼'} ${formatDelta(deltaP50Us!)}${calls}`
}

export const VERDICT_TEXT = {
  'only-a': 'only in A',
  'only-b': 'only in B',
  slower: 'slower in B',
  faster: 'faster in B',
  same: 'no notable change',
} as const satisfies Record<EdgeChange['verdict'], string>

/** One sentence for the tooltip and for screen readers. */
export function describeChange({ graph, changes }: GraphComparison, edge: number): string {
  const { from, to } = graph.edges[edge]
  const { verdict, a, b, deltaP50Us, deltaP95Us } = changes[edge]
  const parts = [`${graph.nodes[from].name} → ${graph.nodes[to].name}: ${VERDICT_TEXT[verdict]}`]
  parts.push(
    a && b ? `calls ${formatCount(a.calls)} in A, ${formatCount(b.calls)} in B` : plural((a ?? b)!.calls, 'call'),
  )
  if (a && b && deltaP50Us !== null && a.p50Us !== null && b.p50Us !== null)
    parts.push(`p50 ${formatDuration(a.p50Us)} → ${formatDuration(b.p50Us)} (${formatDelta(deltaP50Us)})`)
  if (deltaP95Us !== null) parts.push(`p95 ${formatDelta(deltaP95Us)}`)
  return parts.join(' · ')
}
