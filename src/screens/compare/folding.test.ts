import { expect, test } from 'vitest'
import { compareTraces } from '../../analysis/diff.ts'
import { mergeTrees } from '../../layout/mergedTree.ts'
import { drawTrace } from '../../model/drawTrace.ts'
import { NONE } from '../../model/trace.ts'
import { foldRows, nameRows } from './folding.ts'

const comparison = compareTraces(
  drawTrace(`
    root  ====================
      a   ==========
        b .====
          c .==
      d   ..........=====
        e ..........==
  `),
  drawTrace(`
    root  ====================
      a   ==========
        b .====
          c .==
      d   ..........=====
        e ..........==
        f ............==
  `),
  { clocks: 'raw', minGapUs: null },
)
const tree = mergeTrees(comparison.a.trace, comparison.b.trace, comparison.diff, comparison.a.minGapUs)
const view = { ...comparison, tree }
const names = nameRows(view)
const rowNamed = (name: string) =>
  [...tree.b.keys()].find((row) => {
    const { trace } = comparison.b
    return trace.names[trace.nameId[tree.b[row]]] === name
  })!
const shutOf = (folding: { isShut(row: number): boolean }) =>
  ['root', 'a', 'b', 'c', 'd', 'e', 'f'].filter((name) => folding.isShut(rowNamed(name)))
const PLAIN = { atFirst: 'same', turned: [] } as const

test('at first what is the same is folded; all open; or so many levels', () => {
  expect(shutOf(foldRows(view, names, PLAIN))).toEqual(['a', 'b'])
  expect(shutOf(foldRows(view, names, { atFirst: 'none', turned: [] }))).toEqual([])
  expect(shutOf(foldRows(view, names, { atFirst: 1, turned: [] }))).toEqual(['root', 'a', 'b', 'd'])
  expect(shutOf(foldRows(view, names, { atFirst: 2, turned: [] }))).toEqual(['a', 'b', 'd'])
})

test('a row is turned over, and back', () => {
  const open = foldRows(view, names, PLAIN).toggle(rowNamed('a'))
  expect(shutOf(foldRows(view, names, open))).toEqual(['b'])
  expect(foldRows(view, names, open).toggle(rowNamed('a'))).toEqual(PLAIN)
})

test('to show a row all above it opens, and nothing else; what is in sight changes nothing', () => {
  const folding = foldRows(view, names, PLAIN)
  expect(shutOf(foldRows(view, names, folding.reveal([rowNamed('c')])))).toEqual([])
  expect(folding.reveal([rowNamed('f')])).toBe(PLAIN)
  expect(folding.reveal([NONE])).toBe(PLAIN)
})

test('to show very many rows apart everything opens; a walk up that was made is not made again', () => {
  const calls = 80
  // root > call > query, so many times: rows 0, 1 2, 3 4 …
  const length = 1 + 2 * calls
  const rows = Int32Array.from({ length }, (_, row) => row)
  const tree = {
    length,
    parent: rows.map((row) => (row === 0 ? NONE : row % 2 === 1 ? 0 : row - 1)),
    depth: Uint32Array.from(rows, (row) => (row === 0 ? 0 : 2 - (row % 2))),
    subtreeEnd: Uint32Array.from(rows, (row) => (row === 0 ? length : row + 1 + (row % 2))),
    changed: new Uint8Array(length),
  }
  const byRow = {
    rowOf: ({ spanId }: { spanId: string }) => Number(spanId),
    nameOf: (row: number) => ({ side: 'b', spanId: String(row) }) as const,
  }
  const folding = foldRows({ tree }, byRow, PLAIN)
  const queries = [...rows].filter((row) => row > 0 && row % 2 === 0)
  expect(folding.reveal(queries)).toEqual({ atFirst: 'none', turned: [] })
  expect(folding.reveal(queries.slice(0, 20)).turned.length).toBe(21)
})

test('rows are named by either side, and names of no row are none', () => {
  const row = rowNamed('b')
  expect(names.rowOf(names.nameOf(row))).toBe(row)
  expect(names.rowOf({ side: 'a', spanId: names.nameOf(row).spanId })).toBe(row)
  expect(names.rowOf({ side: 'b', spanId: 'ffffffffffffffff' })).toBe(NONE)
})
