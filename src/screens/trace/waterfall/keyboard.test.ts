import { expect, test } from 'vitest'
import { ROW } from '../../../layout/rows.ts'
import { createTraceStore } from '../traceStore.ts'
import { viewOfPicture } from '../testView.ts'
import { handleKey } from './keyboard.ts'

function press(...keys: string[]) {
  const store = createTraceStore(
    viewOfPicture(`
      root      ====================
        first   ======
          deep   ==
        second          ======
    `),
  )
  store.getState().setViewport(72, 24)
  const path: string[] = []
  for (const key of keys) {
    const [name, modifier] = key.split('+').reverse()
    expect(handleKey(store.getState(), name || '+', { shift: modifier === 'Shift' })).toBe(true)
    const { rows, activeRow, view } = store.getState()
    path.push(rows.kind[activeRow] === ROW.span ? view.trace.names[view.trace.nameId[rows.index[activeRow]]] : 'gap')
  }
  return { path, state: store.getState() }
}

test('up, down, Home and End', () => {
  expect(press('ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'Home', 'ArrowUp').path).toEqual([
    'first',
    'gap',
    'first',
    'gap',
    'root',
    'root',
  ])
})

test('right opens, then goes to the first child; left shuts, then goes to the parent', () => {
  const { path, state } = press('ArrowDown', 'ArrowLeft', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowLeft')
  expect(path).toEqual(['first', 'first', 'first', 'gap', 'first', 'first'])
  expect(state.rows.length).toBe(5)
  expect(press('ArrowLeft').state.rows.length).toBe(1)
})

test('left on a gap goes to its owner', () => {
  expect(press('End', 'ArrowLeft').path).toEqual(['gap', 'root'])
})

test('pages move by what is seen, less one row', () => {
  expect(press('PageDown').state.activeRow).toBe(2)
  expect(press('PageDown', 'PageUp').state.activeRow).toBe(0)
})

test('Enter selects, n and p step through gaps', () => {
  expect(press('ArrowDown', 'Enter').state.selection).toMatchObject({ kind: ROW.span, index: 1 })
  expect(press('n').path).toEqual(['gap'])
  expect(press('n', 'p').state.selection?.kind).toBe(ROW.gap)
})

test('+ and - zoom, 0 and Escape show all again', () => {
  const { state } = press('=')
  expect(state.range.endUs - state.range.startUs).toBe((state.home.endUs - state.home.startUs) / 2)
  expect(press('=', '0').state.range).toEqual(state.home)
  expect(press('=', 'Escape').state.range).toEqual(state.home)
  expect(handleKey(press('0').state, 'Escape', { shift: false })).toBe(false)
  const panned = press('=', 'Shift+ArrowRight').state.range
  expect(panned.startUs).toBe(state.range.startUs + (state.range.endUs - state.range.startUs) * 0.2)
})

test('other keys are left to others', () => {
  expect(handleKey(press('Home').state, 'f', { shift: false })).toBe(false)
})

test('a digit shows that many levels', () => {
  const namesAfter = (...keys: string[]) => {
    const { rows, view } = press(...keys).state
    const spans = [...rows.index.subarray(0, rows.length)].filter((_, row) => rows.kind[row] === ROW.span)
    return spans.map((span) => view.trace.names[view.trace.nameId[span]])
  }
  expect(namesAfter('1')).toEqual(['root'])
  expect(namesAfter('1', '2')).toEqual(['root', 'first', 'second'])
  expect(namesAfter('1', '9')).toEqual(['root', 'first', 'deep', 'second'])
})
