import { expect, test } from 'vitest'
import { buildServiceGraph } from '../../../analysis/serviceGraph.ts'
import { drawTrace } from '../../../model/drawTrace.ts'
import { spansOf } from './spansOf.ts'

const { trace } = drawTrace(`
  root      ==========  @web
    call    .=====      @web
      stock ..==        @stock
    other   .......=    @mail
`)
const counts = [
  { parent: 'web', child: 'stock', callCount: 1 },
  { parent: 'web', child: 'mail', callCount: 1 },
  { parent: 'stock', child: 'postgresql', callCount: 1 },
]
const graph = buildServiceGraph(counts, null)
const nodeOf = (name: string) => graph.nodes.findIndex((node) => node.name === name)
const namesOf = (node: number, edge: number) => {
  const picked = spansOf(trace, graph, { node, edge })
  return picked && picked.map((span) => trace.names[trace.nameId[span]])
}

test('a service stands for its spans, an edge for both ends of its calls, a database for none', () => {
  expect(namesOf(nodeOf('web'), -1)).toEqual(['root', 'call'])
  const edge = graph.edges.findIndex(({ to }) => to === nodeOf('stock'))
  expect(namesOf(-1, edge)).toEqual(['call', 'stock'])
  expect(namesOf(nodeOf('postgresql'), -1)).toBeNull()
  expect(namesOf(-1, -1)).toBeNull()
})
