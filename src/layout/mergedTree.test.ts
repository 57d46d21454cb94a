import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { diffAnalyses } from '../analysis/diff.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { NONE } from '../model/trace.ts'
import { fitFilter, listMergedRows, mergeTrees, type MergedTree } from './mergedTree.ts'

const OPTIONS = { clocks: 'raw', minGapUs: 1000 } as const

function merge(pictureA: string, pictureB: string) {
  const a = analyze(drawTrace(pictureA), OPTIONS)
  const b = analyze(drawTrace(pictureB), OPTIONS)
  const diff = diffAnalyses(a, b)
  const tree = mergeTrees(a.trace, b.trace, diff, 1000)
  const lines = Array.from({ length: tree.length }, (_, row) => {
    const name =
      tree.b[row] === NONE ? a.trace.names[a.trace.nameId[tree.a[row]]] : b.trace.names[b.trace.nameId[tree.b[row]]]
    const side = tree.a[row] === NONE ? '+' : tree.b[row] === NONE ? '-' : ' '
    return `${'  '.repeat(tree.depth[row])}${side}${name} ${tree.deltaUs[row] / 1000}`
  })
  return { tree, lines, a, b }
}

test('matched rows once, one-sided rows among them in time order', () => {
  const { lines, tree } = merge(
    `
    root   ==========
      a    ===
      old  ...==
      c    ......===
    `,
    `
    root   ============
      a    ===
      c    .....=====
      new  ..........==
    `,
  )
  expect(lines).toEqual([' root 2', '   a 0', '  -old -2', '   c 2', '  +new 2'])
  expect([...tree.changed]).toEqual([1, 0, 1, 1, 1])
})

test('a wrapper that only one side has goes around what it wraps', () => {
  const plain = `
    root    ==========
      call  .======
        db  ..===
  `
  const wrapped = `
    root      ==========
      retry   .=======
        call  .======
          db  ..===
  `
  expect(merge(plain, wrapped).lines).toEqual([' root 0', '  +retry 7', '     call 0', '       db 0'])
  expect(merge(wrapped, plain).lines).toEqual([' root 0', '  -retry -7', '     call 0', '       db 0'])
})

const picture = fc
  .array(
    fc.record({
      depth: fc.nat(4),
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      start: fc.nat(8),
      length: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 14 },
  )
  .map((spans) => {
    let depth = 0
    const lines = spans.map((span) => {
      depth = Math.min(span.depth + 1, depth + 1)
      return `${'  '.repeat(depth)}${span.name}  ${'.'.repeat(span.start)}${'='.repeat(span.length)}`
    })
    return ['root  ==================', ...lines].join('\n')
  })

const isTree = ({ length, parent, depth, subtreeEnd }: MergedTree) => {
  for (let row = 0; row < length; row++) {
    expect(parent[row]).toBeLessThan(row)
    if (parent[row] === NONE) continue
    expect(depth[row]).toBe(depth[parent[row]] + 1)
    expect(subtreeEnd[row]).toBeLessThanOrEqual(subtreeEnd[parent[row]])
  }
}

test('every span of both is in exactly one row of a proper tree; filters keep rows with all above them', () => {
  fc.assert(
    fc.property(picture, picture, (first, second) => {
      const { tree, a, b } = merge(first, second)
      isTree(tree)
      const sorted = (spans: Int32Array) => [...spans].filter((span) => span !== NONE).sort((x, y) => x - y)
      expect(sorted(tree.a)).toEqual([...a.trace.parent.keys()])
      expect(sorted(tree.b)).toEqual([...b.trace.parent.keys()])
      expect(listMergedRows(tree, () => false, fitFilter(tree, 'all', 1000))).toHaveLength(tree.length)
      for (const filter of ['slower', 'faster', 'structure'] as const) {
        const rows = new Set(listMergedRows(tree, () => false, fitFilter(tree, filter, 1000)))
        for (const row of rows) expect(tree.parent[row] === NONE || rows.has(tree.parent[row])).toBe(true)
        const wanted = [...tree.deltaUs.keys()].filter((row) =>
          filter === 'structure'
            ? tree.a[row] === NONE || tree.b[row] === NONE
            : filter === 'slower'
              ? tree.deltaUs[row] >= 1000
              : tree.deltaUs[row] <= -1000,
        )
        for (const row of wanted) expect(rows.has(row)).toBe(true)
      }
    }),
    { numRuns: 60 },
  )
})

test('a shut row hides what is below it', () => {
  const { tree } = merge('root ====\n  a ===\n    b ==', 'root ====\n  a ===\n    b ==')
  expect([...listMergedRows(tree, (row) => row === 1, null)]).toEqual([0, 1])
})
