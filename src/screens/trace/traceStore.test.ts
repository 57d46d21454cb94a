import { describe, expect, test, vi } from 'vitest'
import { repeatOf, spanNamed } from '../../layout/pictureRows.ts'
import { ROW, rowOf } from '../../layout/rows.ts'
import { NONE, spanIdOf } from '../../model/trace.ts'
import { createTraceStore, type TraceState, type TraceStore } from './traceStore.ts'
import { viewOfPicture } from './testView.ts'

const PICTURE = `
  root      ====================
    first   ======
      deep   ==
    second          ======        error
      late           ==
    third                    ===
`
const SKEWED = `
  root       ====================   @web
    call       ==========           @web client
      serve  ====                   @api server
        db    ==                    @api
    after                 ===       @web
`
const open = (picture = PICTURE) => {
  const store = createTraceStore(viewOfPicture(picture))
  store.getState().setViewport(96, 24)
  return store
}
const named = (store: TraceStore, name: string) => spanNamed(store.getState().view.trace, name)
const rowNamed = (store: TraceStore, name: string) =>
  rowOf(store.getState().rows, { kind: ROW.span, index: named(store, name) })

describe('revealing', () => {
  test('opens what hides a span, selects it and scrolls to it', () => {
    const store = open()
    store.getState().collapseAll()
    expect(store.getState().rows.length).toBe(1)
    store.getState().revealSpan(named(store, 'late'))
    const { selection, activeRow, scrollPx, rows } = store.getState()
    expect(selection).toMatchObject({ kind: ROW.span, span: named(store, 'late') })
    expect(rows.index[activeRow]).toBe(named(store, 'late'))
    expect(activeRow * 24).toBeGreaterThanOrEqual(scrollPx)
    expect(activeRow * 24 + 24).toBeLessThanOrEqual(scrollPx + 96)
    expect(rowNamed(store, 'deep')).toBe(NONE)
  })

  test('a gap is revealed with its owner open, and selected with its owner', () => {
    const store = open()
    store.getState().collapseAll()
    const { plan, view } = store.getState()
    store.getState().revealGap(plan.notable[0])
    expect(store.getState().selection).toMatchObject({
      kind: ROW.gap,
      index: plan.notable[0],
      span: view.gaps.owner[plan.notable[0]],
    })
    expect(rowOf(store.getState().rows, { kind: ROW.gap, index: plan.notable[0] })).not.toBe(NONE)
  })

  test('what is revealed beside the spans that are picked out is not dimmed: they are let go', () => {
    const store = open()
    const [first, third] = [named(store, 'first'), named(store, 'third')]
    store.getState().setHighlight([first])
    store.getState().revealSpan(first)
    expect(store.getState().highlight).not.toBeNull()
    store.getState().revealSpan(third)
    expect(store.getState().highlight).toBeNull()
  })

  test('a span outside the zoom is brought into it, at the same zoom', () => {
    const store = open()
    store.getState().setRange({ startUs: 0, endUs: 2000 })
    store.getState().revealSpan(named(store, 'third'))
    const { range, view } = store.getState()
    const third = named(store, 'third')
    expect(range.endUs - range.startUs).toBe(2000)
    expect(range.startUs).toBeLessThan(view.trace.endUs[third])
    expect(range.endUs).toBeGreaterThan(view.trace.startUs[third])
  })

  test('by id; an unknown id changes nothing', () => {
    const store = open()
    expect(store.getState().revealSpanId('0000000000000003')).toBe(true)
    expect(store.getState().selection?.spanId).toBe('0000000000000003')
    expect(store.getState().revealSpanId('ffffffffffffffff')).toBe(false)
    expect(store.getState().selection?.spanId).toBe('0000000000000003')
  })
})

describe('stepping through gaps', () => {
  test('n and p visit every notable gap and go around', () => {
    const store = open()
    const seen: number[] = []
    const { notable } = store.getState().plan
    for (let i = 0; i < notable.length; i++) {
      store.getState().stepGap(1)
      seen.push(store.getState().selection!.index)
    }
    expect(new Set(seen)).toEqual(new Set(notable))
    store.getState().stepGap(1)
    expect(store.getState().selection!.index).toBe(seen[0])
    store.getState().stepGap(-1)
    expect(store.getState().selection!.index).toBe(seen.at(-1))
  })

  test('with everything shut the first gap is opened to', () => {
    const store = open()
    store.getState().collapseAll()
    store.getState().stepGap(1)
    expect(store.getState().selection?.kind).toBe(ROW.gap)
  })
})

describe('what the reader looks at stays where it is', () => {
  test('when rows above it come or go', () => {
    const store = open()
    store.getState().setActiveRow(rowNamed(store, 'third'))
    const offset = () => store.getState().activeRow * 24 - store.getState().scrollPx
    const before = offset()
    store.getState().setMinGap(1e9)
    expect(store.getState().rows.index[store.getState().activeRow]).toBe(named(store, 'third'))
    expect(offset()).toBe(before)
  })

  test('a hidden active row gives way to the nearest one above it in the tree', () => {
    const store = open()
    store.getState().setActiveRow(rowNamed(store, 'deep'))
    store.getState().toggleRow(rowNamed(store, 'first'))
    expect(store.getState().rows.index[store.getState().activeRow]).toBe(named(store, 'first'))
  })

  test('scrolling never leaves the rows', () => {
    const store = open()
    store.getState().scrollTo(1e9)
    expect(store.getState().scrollPx).toBe(store.getState().rows.length * 24 - 96)
    store.getState().collapseAll()
    expect(store.getState().scrollPx).toBe(0)
  })
})

describe('another view of the same trace', () => {
  test('keeps selection, shut rows and zoom, though spans have other numbers', () => {
    const store = createTraceStore(viewOfPicture(SKEWED))
    store.getState().setViewport(240, 24)
    store.getState().toggleRow(rowNamed(store, 'serve'))
    store.getState().select({ kind: ROW.span, index: named(store, 'after') })
    store.getState().setRange({ startUs: 1000, endUs: 9000 })
    const { spanId } = store.getState().selection!
    store.getState().setView(viewOfPicture(SKEWED, { clocks: 'corrected' }))
    const state = store.getState()
    expect(state.view.shiftUs?.[named(store, 'serve')]).not.toBe(0)
    expect(state.selection).toMatchObject({ spanId, index: named(store, 'after') })
    expect(rowNamed(store, 'db')).toBe(NONE)
    expect(state.range).toEqual({ startUs: 1000, endUs: 9000 })
  })

  test('another threshold whose rows are there already lays nothing out, and keeps what was picked out', () => {
    const store = open()
    store.getState().setMatches([1])
    store.getState().setMinGap(5000)
    const { view, rows } = store.getState()
    store.getState().setView({ ...view, minGapUs: 5000 })
    expect(store.getState().rows).toBe(rows)
    expect(store.getState().matches).not.toBeNull()
    store.getState().setView({ ...view, minGapUs: 1e9 })
    expect(store.getState().minGapUs).toBe(1e9)
    expect(store.getState().plan.notable.length).toBe(0)
  })

  test('a trace that has grown keeps them too', () => {
    const store = open()
    store.getState().toggleRow(rowNamed(store, 'first'))
    store.getState().select({ kind: ROW.span, index: named(store, 'third') })
    const grown = `${PICTURE.trimEnd()}\n    fourth                      ==\n`
    store.getState().setView(viewOfPicture(grown))
    expect(rowNamed(store, 'deep')).toBe(NONE)
    expect(store.getState().selection?.index).toBe(named(store, 'third'))
    expect(rowNamed(store, 'fourth')).not.toBe(NONE)
  })
})

test('repeats become one row, which opens', () => {
  const store = open(`
    root    ================
      q     ==
      q       ==
      q         ==
      end            ==
  `)
  const { trace } = store.getState().view
  store.getState().setFindings({ repeats: [repeatOf(trace, 'root', 'q')], missingParents: [] })
  const { rows } = store.getState()
  store.getState().setFindings({ repeats: [repeatOf(trace, 'root', 'q')], missingParents: [] })
  expect(store.getState().rows, 'the same again lays nothing out').toBe(rows)
  const row = rowOf(rows, { kind: ROW.repeat, index: 0 })
  expect(row).toBe(1)
  expect(rowNamed(store, 'q')).toBe(NONE)
  store.getState().toggleRow(row)
  expect(rowNamed(store, 'q')).toBe(2)
})

describe('while other rows are on their way', () => {
  const REPEATS = `
    root      ================
      before  =
        deep  =
      q         ==
      q           ==
      q             ==
      end              ==
        last           ==
  `
  const inSteps = (picture: string) => {
    const store = createTraceStore(viewOfPicture(picture), { atOnceRows: 0, stepRows: 1 })
    store.getState().setViewport(96, 24)
    return store
  }
  const find = (store: TraceStore) => {
    const { trace } = store.getState().view
    store.getState().setFindings({ repeats: [repeatOf(trace, 'root', 'q')], missingParents: [] })
  }
  const shown = (store: TraceStore, holds: (state: TraceState) => boolean) =>
    vi.waitFor(() => expect(holds(store.getState())).toBe(true))

  test('the row that is toggled is the one that was seen', () => {
    const store = inSteps(REPEATS)
    const row = rowNamed(store, 'end')
    find(store)
    expect(rowNamed(store, 'end'), 'the rows of before are still there').toBe(row)
    store.getState().toggleRow(row)
    store.getState().revealSpan(named(store, 'root'))
    expect(rowNamed(store, 'end')).toBeLessThan(row)
    expect(rowNamed(store, 'last')).toBe(NONE)
    expect(rowNamed(store, 'deep')).not.toBe(NONE)
  })

  test('whoever begins to read keeps every row', async () => {
    const untouched = inSteps(REPEATS)
    find(untouched)
    await shown(untouched, ({ plan }) => plan.repeats.length === 1)
    expect(rowNamed(untouched, 'q')).toBe(NONE)
    const read = inSteps(REPEATS)
    find(read)
    read.getState().select({ kind: ROW.span, index: named(read, 'q') })
    await shown(read, ({ plan }) => plan.repeats.length === 1)
    expect(rowNamed(read, 'q')).not.toBe(NONE)
  })

  test('what is selected and zoomed to meanwhile is so in the other view; a span that is asked for is found there', async () => {
    const store = inSteps(SKEWED)
    store.getState().setView(viewOfPicture(SKEWED, { clocks: 'corrected' }))
    expect(store.getState().view.shiftUs).toBeNull()
    store.getState().select({ kind: ROW.span, index: named(store, 'after') })
    store.getState().setRange({ startUs: 1000, endUs: 9000 })
    const { spanId } = store.getState().selection!
    await shown(store, ({ view }) => view.shiftUs !== null)
    expect(store.getState().selection).toMatchObject({ spanId, index: named(store, 'after') })
    expect(store.getState().range).toEqual({ startUs: 1000, endUs: 9000 })

    store.getState().setView(viewOfPicture(SKEWED))
    const serve = named(store, 'serve')
    const id = spanIdOf(store.getState().view.trace, serve)
    store.getState().revealSpan(serve)
    expect(store.getState().view.shiftUs).toBeNull()
    await shown(store, ({ selection }) => selection?.spanId === id)
    expect(store.getState().selection?.index).toBe(named(store, 'serve'))
  })
})
