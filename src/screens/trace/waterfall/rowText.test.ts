import { expect, test } from 'vitest'
import { repeatOf } from '../../../layout/pictureRows.ts'
import { createTraceStore } from '../traceStore.ts'
import { viewOfPicture } from '../testView.ts'
import { describeRow, describeTimes } from './rowText.ts'

const namesOf = (
  picture: string,
  prepare: (state: ReturnType<ReturnType<typeof createTraceStore>['getState']>) => void = () => {},
) => {
  const store = createTraceStore(viewOfPicture(picture))
  prepare(store.getState())
  const state = store.getState()
  return Array.from({ length: state.rows.length }, (_, row) => describeRow(state, row).name)
}

test('spans are named by service, operation and duration; gaps by length and neighbours', () => {
  expect(
    namesOf(`
      root      ====================   @docs
        extract  ======
        chunk            ====          error
    `),
  ).toEqual([
    'docs root 20 ms, an error below',
    'Gap 1 ms before extract',
    'docs extract 6 ms',
    'Gap 2 ms between extract and chunk',
    'docs chunk 4 ms, error, root cause',
    'Gap 7 ms after chunk',
  ])
})

test('network, back-off and queue say so', () => {
  expect(
    namesOf(`
      call       ==========   @web client
        serve      =====      @api server
    `),
  ).toEqual([
    'web call 10 ms',
    'Gap 2 ms, network out, before serve',
    'api serve 5 ms',
    'Gap 3 ms, network back, after serve',
  ])
  expect(
    namesOf(`
      root     ==========
        try    ==              error
        try         =====
    `)[2],
  ).toBe('Gap 3 ms, back-off, between try and try')
  expect(
    namesOf(`
      send     ==          @a producer
        take   .....===    @b consumer
    `).slice(1),
  ).toEqual(['Gap 3 ms, queue, between send and take', 'b take 3 ms, asynchronous'])
})

test('a shut row says how much it hides, a missing parent what is known of it', () => {
  const picture = `
    root    ====
      a     ==
        b   =
    lost      ==     orphan:aa
  `
  expect(namesOf(picture, (state) => state.collapseAll())).toEqual([
    'app root 4 ms, 2 spans hidden, 2 hidden gaps',
    'Missing parent 00000000000000aa, 1 orphan, at least 2 ms',
  ])
})

test('hovering tells the times to the microsecond', () => {
  const store = createTraceStore(
    viewOfPicture(`
      root    ====
        a     .==
    `),
  )
  expect(describeTimes(store.getState(), 0)).toBe('4,000 µs · from 0 µs on · 2 ms outside its children')
  expect(describeTimes(store.getState(), 1)).toBe('1,000 µs · from 0 µs on')
})

test('a row for many says what is among them and below', () => {
  const picture = `
    root     ====================
      call   =====
        sql    ==                error
      call         =====         error
      call              =====
  `
  const nameOf = (row: number) =>
    namesOf(picture, (state) => {
      const { trace } = state.view
      state.setFindings({ repeats: [repeatOf(trace, 'root', 'call')], missingParents: [] })
      state.collapseAll()
      state.toggleRow(0)
    })[row]
  expect(nameOf(1)).toBe('app call ×3, one after another, 16 ms, 2 gaps, 2 errors')
})
