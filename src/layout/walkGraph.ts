import type { ServiceGraph } from '../analysis/serviceGraph.ts'
import type { GraphLayout } from './graphLayout.ts'

/**
 * Where an arrow key leads from a node: right to the callee and left to the caller that stand nearest in height, up and down to
 * the neighbour in the same column. With no node yet, to the first one. null: the key means something else, or there is nothing.
 */
export function walkGraph(graph: ServiceGraph, layout: GraphLayout, node: number, key: string): number | null {
  if (!['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key) || graph.nodes.length === 0)
    return null
  const byColumn = [...graph.nodes.keys()].sort(
    (a, b) => layout.column[a] - layout.column[b] || layout.y[a] - layout.y[b],
  )
  if (key === 'Home' || node < 0) return byColumn[0]
  if (key === 'End') return byColumn[byColumn.length - 1]
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const others = graph.edges.flatMap(({ from, to }) => {
      if (from === to) return []
      if (key === 'ArrowRight') return from === node ? [to] : []
      return to === node ? [from] : []
    })
    return nearest(others, (other) => Math.abs(layout.y[other] - layout.y[node]))
  }
  const sameColumn = byColumn.filter((other) => layout.column[other] === layout.column[node])
  const at = sameColumn.indexOf(node) + (key === 'ArrowDown' ? 1 : -1)
  return sameColumn[at] ?? null
}

function nearest(nodes: readonly number[], distance: (node: number) => number): number | null {
  let best: number | null = null
  for (const node of nodes) if (best === null || distance(node) < distance(best)) best = node
  return best
}
