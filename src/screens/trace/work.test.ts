import { afterEach, describe, expect, test, vi } from 'vitest'
import { generateTrace } from '../../../bench/generateTrace.ts'
import { analyze } from '../../analysis/analyze.ts'
import { computeFindings } from '../../analysis/computeFindings.ts'
import { readBytes } from '../../formats/readBytes.ts'
import { matchesDecoded, searchBytes } from '../../formats/searchBytes.ts'
import type { ByteStore } from '../../formats/spanStore.ts'
import { createTimeScale } from '../../layout/bars.ts'
import { layoutFirstRows } from '../../layout/firstRows.ts'
import { segmentIndexOf } from '../../layout/segmentIndex.ts'
import { paintTimeColumn } from '../../paint/timeColumn.ts'
import type { Palette } from '../../paint/palette.ts'
import { rankFindings, type RankMemo } from '../../report/rankFindings.ts'
import type { TraceView } from '../../worker/protocol.ts'
import { createTraceStore, type TraceStore } from './traceStore.ts'
import { describeRow } from './waterfall/rowText.ts'
import { createLabelWidths } from './waterfall/labelWidths.ts'
import { createRowPool } from './waterfall/rowPool.ts'

// What a frame, a scroll step, a hover, a selection and a search cost, counted rather than timed: the same in a trace of 2,000 spans
// and in one of 20,000.

function loadGenerated(spanCount: number) {
  const { traceID, spans, processes } = generateTrace({ spanCount, seed: 7 })
  const named = Object.fromEntries(processes.map(({ id, json }) => [id, json]))
  const body = `{"data":[{"traceID":"${traceID}","spans":[${spans.join(',')}],"processes":${JSON.stringify(named)}}]}`
  const read = readBytes(new TextEncoder().encode(body))
  if (!read.ok) throw new Error(read.failure.message)
  return read.value.traces[0]
}

type Column = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array
const isColumn = (value: unknown): value is Column => ArrayBuffer.isView(value)

/** The same columns; each element read counts one, each method of a column as many as it is long. */
function countReads<T extends object>(object: T, count: (reads: number) => void): T {
  const watched: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object)) {
    watched[name] = value
    if (!isColumn(value)) continue
    watched[name] = new Proxy(value, {
      get(target, key) {
        const found = Reflect.get(target, key, target)
        if (typeof found === 'function') {
          count(target.length)
          return found.bind(target)
        }
        if (typeof key === 'string' && /^\d/.test(key)) count(1)
        return found
      },
    })
  }
  return watched as T
}

function open(spanCount: number) {
  const loaded = loadGenerated(spanCount)
  const analysis = analyze(loaded, { clocks: 'raw', minGapUs: null })
  const findings = computeFindings(analysis, loaded.store)
  let reads = 0
  const count = (more: number) => void (reads += more)
  const view: TraceView = {
    key: 'generated',
    name: 'generated',
    ...analysis,
    trace: countReads(analysis.trace, count),
    gaps: countReads(analysis.gaps, count),
    ...countReads({ selfUs: analysis.selfUs, asynchronous: analysis.asynchronous }, count),
  }
  const store = createTraceStore(view)
  store.getState().setViewport(720, 24)
  store.getState().setFindings({ ...findings, repeats: [] })
  const readsOf = (act: () => void) => {
    reads = 0
    act()
    return reads
  }
  return { view, store, readsOf }
}

const SECRETS = [{ span: 1, processId: 0, serviceId: 0, where: 'tag', key: 'password', reason: 'key' } as const]

const SIZES = [2000, 20_000]
const opened = SIZES.map(open)

/** A document in which only the rows' numbers are listened to. */
function stubDocument() {
  const written: string[] = []
  const element = (): unknown => ({
    style: { setProperty() {} },
    dataset: {},
    firstChild: { data: '' },
    append() {},
    prepend() {},
    after() {},
    remove() {},
    removeAttribute() {},
    setAttribute: (name: string, value: string) => name === 'aria-rowindex' && written.push(value),
  })
  vi.stubGlobal('document', { createElement: element })
  return { layer: element() as HTMLElement, written }
}
afterEach(() => void vi.unstubAllGlobals())

const NOTHING = new Proxy({}, { get: () => () => {} }) as never
const PALETTE = new Proxy({}, { get: (_, name) => (name === 'services' ? [] : '') }) as Palette

function paintFrame(store: TraceStore): void {
  const { view, rows, plan, range, scrollPx, rowPx, viewportPx, highlight } = store.getState()
  const firstRow = Math.floor(scrollPx / rowPx)
  paintTimeColumn(NOTHING, {
    view,
    rows,
    plan,
    scale: createTimeScale(range, 900),
    firstRow,
    endRow: firstRow + Math.ceil(viewportPx / rowPx),
    scrollPx,
    rowPx,
    heightPx: viewportPx,
    ticksUs: [],
    critical: segmentIndexOf(view.ledgers[0].segments, view.trace.length),
    skewed: null,
    highlight,
    labelOf: () => ({ text: '', widthPx: 0 }),
    eventsOf: () => null,
    palette: PALETTE,
    textures: { gap: '' as never, network: '' as never },
  })
}

/** Elements of all typed arrays made by `act`. */
function elementsMadeBy(act: () => void): number {
  let elements = 0
  for (const name of [
    'Float64Array',
    'Float32Array',
    'Uint32Array',
    'Int32Array',
    'Uint16Array',
    'Uint8Array',
  ] as const) {
    vi.stubGlobal(
      name,
      new Proxy(globalThis[name], {
        construct(target, args) {
          const made = Reflect.construct(target, args)
          elements += made.length
          return made
        },
      }),
    )
  }
  act()
  vi.unstubAllGlobals()
  return elements
}

describe('in a large trace as in a small one', () => {
  const rowsIn = ({ store }: (typeof opened)[number]) => store.getState().rows.length

  test('the traces are of different sizes', () => {
    expect(rowsIn(opened[1])).toBeGreaterThan(5 * rowsIn(opened[0]))
  })

  test.each([
    ['three rows down', 3],
    ['one row up', -1],
    ['a screen down', 30],
  ])('scrolling %s touches as many rows', (_, step) => {
    for (const { store } of opened) {
      const { layer, written } = stubDocument()
      const pool = createRowPool(layer, 'row-', () => 10)
      pool.fitIndent(400, store.getState().maxDepth)
      pool.sync(store.getState(), 300, 340, true)
      written.length = 0
      pool.sync(store.getState(), 300 + step, 340 + step, false)
      pool.mark(store.getState())
      expect(written.length).toBe(Math.abs(step))
      vi.unstubAllGlobals()
    }
  })

  test.each<[string, number, (store: TraceStore) => void]>([
    ['a scroll step', 0, (store) => store.getState().scrollTo(store.getState().scrollPx + 72)],
    ['the scroll bar in the middle', 0, (store) => store.getState().scrollTo(store.getState().rows.length * 12)],
    ['a page key', 0, (store) => store.getState().setActiveRow(store.getState().activeRow + 29)],
    ['hovering', 0, (store) => store.getState().setHoverRow(25)],
    ['zooming', 0, (store) => store.getState().zoomBy(0.5, 1000)],
    ['selecting a row', 10, (store) => store.getState().select({ kind: 0, index: 700 })],
    ['showing a span', 100, (store) => store.getState().revealSpan(1500)],
  ])('%s reads as little', (_, most, act) => {
    for (const { store, readsOf } of opened) expect(readsOf(() => act(store))).toBeLessThanOrEqual(most)
  })

  test('a frame reads what is on screen, and makes no columns', () => {
    const perFrame = opened.map(({ store, readsOf }) => {
      store.getState().setRange(null)
      store.getState().scrollTo(24 * 600)
      paintFrame(store)
      expect(elementsMadeBy(() => paintFrame(store))).toBe(0)
      return readsOf(() => paintFrame(store))
    })
    // 30 rows, each with its own times, flags and gaps, and a bisection or two.
    for (const reads of perFrame) expect(reads).toBeLessThan(30 * 100)
    expect(Math.max(...perFrame)).toBeLessThan(2 * Math.min(...perFrame))
  })
})

test('a trace is opened with the rows that the worker made, without a look at its spans', () => {
  for (const { view, readsOf } of opened) {
    const firstRows = layoutFirstRows(view, view.minGapUs)
    const expected = createTraceStore(view).getState()
    let store = createTraceStore(view)
    expect(readsOf(() => (store = createTraceStore({ ...view, firstRows })))).toBeLessThan(20)
    expect(store.getState().rows.length).toBe(expected.rows.length)
    expect(describeRow(store.getState(), 5)).toEqual(describeRow(expected, 5))
    // Its arrays are the store's now: a second store makes its own.
    expect(firstRows.rows).toBe(null)
    expect(createTraceStore({ ...view, firstRows }).getState().rows.kind).not.toBe(store.getState().rows.kind)
  }
})

describe('a very large trace', () => {
  const { view } = opened[0]
  const inSteps = () => createTraceStore(view, { atOnceRows: 0, stepRows: 10 })
  const rowsOf = (store: TraceStore) => {
    const { rows } = store.getState()
    return Array.from({ length: rows.length }, (_, row) => [rows.kind[row], rows.index[row], rows.depth[row]])
  }

  test('is laid out between frames: what was there stays until the other rows are', async () => {
    const store = inSteps()
    const atOnce = createTraceStore(view)
    for (const one of [store, atOnce]) one.getState().collapseAll()
    await vi.waitFor(() => expect(rowsOf(store)).toEqual(rowsOf(atOnce)))
    const collapsed = rowsOf(store)
    for (const one of [store, atOnce]) one.getState().expandAll()
    expect(rowsOf(store)).toEqual(collapsed)
    await vi.waitFor(() => expect(rowsOf(store)).toEqual(rowsOf(atOnce)))
    expect(collapsed.length).toBeLessThan(store.getState().rows.length)
  })

  test('what is asked for meanwhile comes after it', async () => {
    const store = inSteps()
    const atOnce = createTraceStore(view)
    for (const one of [store, atOnce]) {
      one.getState().collapseAll()
      one.getState().expandAll()
      one.getState().collapseToDepth(3)
      one.getState().revealSpan(700)
      one.getState().toggleRow(0)
      one.getState().toggleRow(0)
      one.getState().expandAll()
      one.getState().toggleRow(2)
      // Asks for the state as the last layout leaves it.
      one.getState().setFindings({ repeats: [], missingParents: [] })
    }
    expect(rowsOf(store)).toEqual(rowsOf(atOnce))
    // Nothing of what was overtaken comes late.
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(rowsOf(store)).toEqual(rowsOf(atOnce))
    expect(store.getState().selection).toEqual(atOnce.getState().selection)
    expect(store.getState().scrollPx).toBe(atOnce.getState().scrollPx)
  })
})

test('labels are measured by the character, in one go', () => {
  let measured = 0
  const context = { font: '', measureText: () => (measured++, { width: 6 }) }
  vi.stubGlobal('document', { createElement: () => ({ getContext: () => context }) })
  const widthOf = createLabelWidths()
  expect(widthOf('1.88 s', '11px a')).toBe(36)
  const first = measured
  for (let row = 0; row < 1000; row++) widthOf(`${row}.${row % 7} ms · ×${row}`, '11px a')
  expect(measured).toBe(first)
  widthOf('1.88 s', '11px b')
  expect(measured).toBe(2 * first)
})

describe('findings', () => {
  const analysis = analyze(loadGenerated(20_000), { clocks: 'raw', minGapUs: null })
  const findings = computeFindings(analysis, loadGenerated(20_000).store)

  test('words are made for what is listed, not for every error', () => {
    let worded = 0
    const hide = (_: string, text: string) => (worded++, text)
    const items = rankFindings(analysis, findings, { hide }).find(({ id }) => id === 'errors')!.items
    const causes = findings.errors.filter(({ rootCause }) => rootCause).length
    expect(causes).toBeGreaterThan(100)
    expect(items.length).toBeLessThan(causes / 2)
    const repeats = findings.repeats.length
    expect(worded).toBeLessThanOrEqual(items.length + repeats)
  })

  test('a part that comes makes its own group only', () => {
    const memo: RankMemo = new Map()
    const before = rankFindings(analysis, { ...findings, sensitive: [] }, { memo })
    const after = rankFindings(analysis, { ...findings, sensitive: SECRETS }, { memo })
    const kept = after.filter((group) => before.includes(group)).map(({ id }) => id)
    expect(kept).toEqual(after.map(({ id }) => id).filter((id) => id !== 'secrets'))
    expect(after.some(({ id }) => id === 'secrets')).toBe(true)
    // Another threshold: the gaps alone.
    const other = rankFindings({ ...analysis, minGapUs: 1 }, { ...findings, sensitive: SECRETS }, { memo })
    expect(other.filter((group) => !after.includes(group)).map(({ id }) => id)).toEqual(['time'])
  })
})

describe('find', () => {
  const { trace, store } = loadGenerated(2000)
  let decoded = 0
  const counting: ByteStore = {
    ...store,
    attributes: (record) => (decoded++, store.attributes(record)),
    events: (record, epochUs) => (decoded++, store.events(record, epochUs)),
  }
  const search = (text: string) => {
    decoded = 0
    const steps = searchBytes(counting, trace, text, 1e9)
    return steps.next().value.count
  }

  test.each(['needle-7f3a', 'SELECT', 'exception', '200', 'no such text'])('%s decodes no tag', (text) => {
    const expected = Array.from({ length: trace.length }, (_, span) => span).filter((span) =>
      matchesDecoded(store, trace, span, text.toLowerCase()),
    )
    expect(search(text)).toBe(expected.length)
    expect(decoded).toBe(0)
  })

  test('the count is one that can be other than nothing', () => {
    decoded = 0
    matchesDecoded(counting, trace, 0, 'no such text')
    expect(decoded).toBe(2)
  })
})
