import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { NONE } from '../model/trace.ts'
import { buildTypicalTree, listTypicalRows } from './typicalTree.ts'

const { trace } = drawTrace(`
  root  ==========
    a   =====
      b .==
    c   ......==
`)
const spanOf = (name: string) => trace.nameId.findIndex((id) => trace.names[id] === name)
const [root, a, b] = ['root', 'a', 'b'].map(spanOf)

function drawRows(under: number[], unusual: number[] = []) {
  const tree = buildTypicalTree(trace, under, (span) => unusual.includes(span))
  return {
    tree,
    picture: Array.from({ length: tree.length }, (_, row) => {
      const name = tree.span[row] === NONE ? `missing ${tree.missing[row]}` : trace.names[trace.nameId[tree.span[row]]]
      return `${'  '.repeat(tree.depth[row])}${name}${tree.changed[row] ? ' *' : ''}`
    }),
  }
}

test('what is missing stands at the end of what it would be under', () => {
  expect(drawRows([a, root, NONE, b]).picture).toEqual([
    'root *',
    '  a *',
    '    b *',
    '      missing 3 *',
    '    missing 0 *',
    '  c',
    '  missing 1 *',
    'missing 2 *',
  ])
})

test('each row knows its parent and where what is below it ends', () => {
  const { tree } = drawRows([a, root, NONE, b])
  expect([...tree.parent]).toEqual([NONE, 0, 1, 2, 1, 0, 0, NONE])
  expect([...tree.subtreeEnd]).toEqual([7, 5, 4, 4, 5, 6, 7, 8])
  expect([...tree.rowOfSpan].map((row) => tree.span[row])).toEqual([0, 1, 2, 3])
})

test('listed are open rows; or only the unusual with what is above them', () => {
  const { tree } = drawRows([], [b])
  expect([...listTypicalRows(tree, () => false, false)]).toEqual([0, 1, 2, 3])
  expect([...listTypicalRows(tree, () => false, true)]).toEqual([0, 1, 2])
  expect([...listTypicalRows(tree, (row) => row === 1, false)]).toEqual([0, 1, 3])
})
