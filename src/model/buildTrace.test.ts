import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTraceBuilder, REF } from './buildTrace.ts'
import { byName, drawTrace, outlineOf, spanNamed } from './drawTrace.ts'
import { reorderTrace } from './reorderTrace.ts'
import { FLAG, KIND, NONE, compareIds, spanIdOf, type Trace } from './trace.ts'

const nameOf = (trace: Trace, span: number) => (span === NONE ? null : trace.names[trace.nameId[span]])

test('a picture becomes columns in pre-order, siblings by start', () => {
  const { trace } = drawTrace(`
    root  ==========
      b       ====
        c     ..==
      a    ====        @other client
  `)
  expect(
    outlineOf(trace)
      .split('\n')
      .map((line) => line.trim().split(' ')[0]),
  ).toEqual(['root', 'a', 'b', 'c'])
  expect(byName(trace, trace.startUs)).toEqual({ root: 0, a: 1000, b: 4000, c: 6000 })
  expect(byName(trace, trace.endUs)).toEqual({ root: 10000, a: 5000, b: 8000, c: 8000 })
  expect([...trace.parent]).toEqual([NONE, 0, 0, 2])
  expect([...trace.subtreeEnd]).toEqual([4, 2, 4, 4])
  expect(trace.kind[1]).toBe(KIND.client)
  expect(trace.services).toEqual(['app', 'other'])
  expect(trace.epochUs).toBe(1_700_000_000_010_000n)
})

test('equal starts: the longer sibling first, then the smaller id', () => {
  const { trace } = drawTrace(`
    root  ==========
      x    ==         id:9
      y    ====
      z    ==         id:8
  `)
  expect(trace.names).toEqual(['root', 'y', 'z', 'x'])
})

test('every column comes along in the new order', () => {
  const names = ['zero', 'one', 'two']
  const builder = createTraceBuilder(names)
  for (const i of [2, 1, 0]) {
    const process = builder.processSlot(`p${i}`)
    builder.defineProcess(process, `service ${i}`, [])
    builder.addSpan(
      70 + i,
      100 + i,
      200 - i,
      0xa000_0000 + i,
      50 + i,
      i,
      process,
      i + 1,
      i === 1 ? FLAG.error : FLAG.hasDb,
    )
    builder.setNanos(300 + i, 400 + i)
    if (i > 0) builder.addReference(REF.childOf, 0xa000_0000 + i - 1, 50 + i - 1, null)
  }
  const trace = builder.finish('1')
  expect([...trace.startUs]).toEqual([0, 1, 2])
  expect([...trace.endUs]).toEqual([100, 99, 98])
  expect([...trace.depth]).toEqual([0, 1, 2])
  expect([...trace.record]).toEqual([70, 71, 72])
  expect([...trace.kind]).toEqual([1, 2, 3])
  expect([...trace.flags]).toEqual([FLAG.hasDb, FLAG.error, FLAG.hasDb])
  expect([...trace.nameId].map((name) => trace.names[name])).toEqual(names)
  expect([...trace.serviceId].map((service) => trace.services[service])).toEqual([
    'service 0',
    'service 1',
    'service 2',
  ])
  expect([0, 1, 2].map((span) => spanIdOf(trace, span))).toEqual([
    'a000000000000032',
    'a000000100000033',
    'a000000200000034',
  ])
  expect([...trace.startNs!]).toEqual([300, 301, 302])
  expect([...trace.durationNs!]).toEqual([400, 401, 402])
})

test('a child left of its root has a negative offset', () => {
  const { trace } = drawTrace(`
    root    =====
      a   ==
  `)
  expect(byName(trace, trace.startUs)).toEqual({ root: 0, a: -2000 })
})

test('orphans keep the id of the missing parent and are no main root while there is a real one', () => {
  const { trace } = drawTrace(`
    lost  =======    orphan:aa
      a    ==
      b      ==
    root  ====
  `)
  expect(nameOf(trace, trace.mainRoot)).toBe('root')
  const lost = spanNamed(trace, 'lost')
  expect(trace.flags[lost] & FLAG.orphan).toBeTruthy()
  expect([...trace.missingParentOf]).toEqual([[lost, '00000000000000aa']])
})

test('the main root has most descendants, then is the longest', () => {
  expect(
    nameOf(
      drawTrace(`
    long    ======
    short   ==
      child =
  `).trace,
      0,
    ),
  ).toBe('long')
  const { trace } = drawTrace(`
    long    ======
    short   ==
      child =
  `)
  expect(nameOf(trace, trace.mainRoot)).toBe('short')
  const { trace: flat } = drawTrace(`
    early ==
    long   ===
  `)
  expect(nameOf(flat, flat.mainRoot)).toBe('long')
})

test('links: within the trace, to nothing; FOLLOWS_FROM is a flag', () => {
  const { trace } = drawTrace(`
    root  ======
      a   ==
      b     ==    follows link:a link:ff
  `)
  const b = spanNamed(trace, 'b')
  expect(trace.flags[b] & FLAG.followsFrom).toBeTruthy()
  expect(trace.flags[b] & FLAG.hasLinks).toBeTruthy()
  expect(trace.links.map(({ from, to, spanId }) => [from, to, spanId])).toEqual([
    [b, spanNamed(trace, 'a'), '0000000000000002'],
    [b, NONE, '00000000000000ff'],
  ])
})

type Row = { id: number; start?: number; end?: number; refs?: [number, number][]; kind?: number; process?: string }

function build(rows: Row[]): Trace {
  const strings: string[] = []
  const builder = createTraceBuilder(strings)
  rows.forEach(({ id, start = 0, end = 10, refs = [], kind = 0, process = 'p' }, record) => {
    const name = strings.push(`s${record}`) - 1
    builder.addSpan(record, start, end, 0, id, name, builder.processSlot(process), kind, 0)
    for (const [type, target] of refs) builder.addReference(type, 0, target, null)
  })
  return builder.finish('1')
}
const flagged = (trace: Trace, flag: number) =>
  [...trace.record].filter((_, span) => trace.flags[span] & flag).sort((a, b) => a - b)
const parentsByRecord = (trace: Trace) => {
  const result: number[] = []
  for (let span = 0; span < trace.length; span++) {
    result[trace.record[span]] = trace.parent[span] === NONE ? NONE : trace.record[trace.parent[span]]
  }
  return result
}
const CHILD = REF.childOf
const FOLLOWS = REF.followsFrom

test('parent: the first CHILD_OF, else the first FOLLOWS_FROM that is here', () => {
  const trace = build([
    { id: 1 },
    {
      id: 2,
      refs: [
        [FOLLOWS, 1],
        [CHILD, 3],
      ],
    },
    {
      id: 3,
      refs: [
        [FOLLOWS, 3],
        [FOLLOWS, 99],
        [FOLLOWS, 1],
      ],
    },
    {
      id: 4,
      refs: [
        [CHILD, 98],
        [CHILD, 1],
      ],
    },
  ])
  expect(parentsByRecord(trace)).toEqual([NONE, 2, 0, NONE])
  expect(flagged(trace, FLAG.followsFrom)).toEqual([2])
  expect(flagged(trace, FLAG.orphan)).toEqual([3])
  expect(flagged(trace, FLAG.hasLinks)).toEqual([1, 2, 3])
})

test('a self-parent is a root, flagged; a cycle is cut at its earliest span', () => {
  const trace = build([
    { id: 1, start: 3, refs: [[CHILD, 1]] },
    { id: 2, start: 5, refs: [[CHILD, 3]] },
    { id: 3, start: 4, refs: [[CHILD, 4]] },
    { id: 4, start: 6, refs: [[CHILD, 2]] },
    { id: 5, start: 6, refs: [[CHILD, 2]] },
  ])
  expect(flagged(trace, FLAG.selfParent)).toEqual([0])
  expect(flagged(trace, FLAG.cycleCut)).toEqual([2])
  expect(parentsByRecord(trace)).toEqual([NONE, 2, NONE, 1, 1])
  expect(trace.record[trace.mainRoot]).toBe(2)
})

test('duplicate ids: children go to the first that is not themselves, or to the server of their own process', () => {
  const trace = build([
    { id: 1 },
    { id: 2, refs: [[CHILD, 1]], kind: KIND.client, process: 'a' },
    { id: 2, refs: [[CHILD, 1]], kind: KIND.server, process: 'b' },
    { id: 3, refs: [[CHILD, 2]], process: 'b' },
    { id: 4, refs: [[CHILD, 2]], process: 'a' },
    { id: 5 },
    { id: 5, start: 1, refs: [[CHILD, 5]] },
  ])
  expect(parentsByRecord(trace)).toEqual([NONE, 0, 0, 2, 1, NONE, 5])
  expect(flagged(trace, FLAG.duplicateId)).toEqual([1, 2, 5, 6])
})

test('end before start has no duration; a parent id of zero is no parent', () => {
  const trace = build([{ id: 1, start: 5, end: 3, refs: [[CHILD, 0]] }])
  expect(trace.endUs[0]).toBe(trace.startUs[0])
  expect(flagged(trace, FLAG.endBeforeStart)).toEqual([0])
  expect(flagged(trace, FLAG.orphan)).toEqual([])
})

test('an empty trace has no main root', () => {
  expect(build([])).toMatchObject({ length: 0, mainRoot: NONE, epochUs: 0n })
})

test('any references at all: every span once, in pre-order, siblings in order, roots where parents end', () => {
  const row = fc.record({
    id: fc.integer({ min: 1, max: 12 }),
    start: fc.integer({ min: 0, max: 6 }),
    end: fc.integer({ min: 0, max: 9 }),
    refs: fc.array(fc.tuple(fc.constantFrom(CHILD, FOLLOWS), fc.integer({ min: 0, max: 14 })), { maxLength: 3 }),
    kind: fc.integer({ min: 0, max: 5 }),
    process: fc.constantFrom('a', 'b'),
  })
  fc.assert(
    fc.property(fc.array(row as fc.Arbitrary<Row>, { maxLength: 25 }), (rows) => {
      const trace = build(rows)
      expect([...trace.record].sort((a, b) => a - b)).toEqual(rows.map((_, record) => record))
      checkPreOrder(trace)
    }),
    { numRuns: 500 },
  )
})

function checkPreOrder(trace: Trace): void {
  const lastChild = new Map<number, number>()
  for (let span = 0; span < trace.length; span++) {
    const parent = trace.parent[span]
    if (parent === NONE) expect(trace.depth[span]).toBe(0)
    else {
      expect(parent).toBeLessThan(span)
      expect(span).toBeLessThan(trace.subtreeEnd[parent])
      expect(trace.subtreeEnd[span]).toBeLessThanOrEqual(trace.subtreeEnd[parent])
      expect(trace.depth[span]).toBe(trace.depth[parent] + 1)
    }
    const before = lastChild.get(parent)
    if (before !== undefined) {
      expect(trace.subtreeEnd[before]).toBe(span)
      const order =
        trace.startUs[before] - trace.startUs[span] ||
        trace.endUs[span] - trace.endUs[before] ||
        compareIds(trace, before, span)
      expect(order).toBeLessThanOrEqual(0)
    }
    lastChild.set(parent, span)
  }
}

test('other times: the same tree in the new order, records kept, the epoch follows the main root', () => {
  const { trace } = drawTrace(`
    root  ==========
      a    ===         @x link:b
      b      ===       @y
  `)
  const move = [100, 6000, 1000]
  const { trace: view, newOf } = reorderTrace(
    trace,
    Float64Array.from(move),
    Float64Array.from(move, (us) => us + 500),
  )
  checkPreOrder(view)
  expect(byName(view, view.startUs)).toEqual({ root: 0, b: 900, a: 5900 })
  expect(view.epochUs).toBe(trace.epochUs + 100n)
  expect([...view.record]).toEqual([0, 2, 1])
  expect([...newOf]).toEqual([0, 2, 1])
  expect(view.links).toMatchObject([{ from: 2, to: 1 }])
  expect(spanIdOf(view, 1)).toBe(spanIdOf(trace, 2))
  expect(view.services[view.serviceId[1]]).toBe('y')
})

test('100,000 deep, 100,000 wide and 100,000 with one id are built without recursion or squares', () => {
  const n = 100_000
  const started = performance.now()
  const deep = build(
    Array.from({ length: n }, (_, i): Row => ({ id: i + 1, start: i, end: n, refs: i ? [[CHILD, i]] : [] })),
  )
  expect(deep.depth[n - 1]).toBe(n - 1)
  const wide = build(Array.from({ length: n }, (_, i): Row => ({ id: i + 1, refs: i ? [[CHILD, 1]] : [] })))
  expect(wide.subtreeEnd[0]).toBe(n)
  const same = build(Array.from({ length: n }, (): Row => ({ id: 7, refs: [[CHILD, 7]] })))
  expect(same.length).toBe(n)
  expect(performance.now() - started).toBeLessThan(10_000)
})
