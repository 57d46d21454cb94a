import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spanNamed } from '../../../layout/pictureRows.ts'
import { ROW } from '../../../layout/rows.ts'
import { NONE, spanIdOf } from '../../../model/trace.ts'
import { viewOfPicture } from '../testView.ts'
import { createTraceStore } from '../traceStore.ts'
import { addressOf, applyAddress, findGap } from './useStoreInAddress.ts'

const PICTURE = `
  root      ====================
    first   ======
    second          ======
    third                    ===
`
const open = () => createTraceStore(viewOfPicture(PICTURE))
const NOWHERE = { range: null, spanId: null, gapAtUs: null }

test('a fresh trace has a plain address', () => {
  expect(addressOf(open().getState())).toEqual(NOWHERE)
})

test('what one reader selects and zooms, another sees', () => {
  const mine = open()
  const second = spanNamed(mine.getState().view.trace, 'second')
  mine.getState().revealSpan(second)
  const { extent } = mine.getState()
  const middleUs = (extent.startUs + extent.endUs) / 2
  mine.getState().setRange({ startUs: extent.startUs, endUs: middleUs })
  const address = addressOf(mine.getState())
  expect(address.spanId).toBe(spanIdOf(mine.getState().view.trace, second))
  const yours = open()
  expect(applyAddress(yours, address)).toBe(true)
  expect(yours.getState().selection).toMatchObject({ kind: ROW.span, span: second })
  expect(addressOf(yours.getState())).toEqual(address)
})

test('a selected gap comes back as a gap', () => {
  const mine = open()
  mine.getState().stepGap(1)
  const address = addressOf(mine.getState())
  expect(address.gapAtUs).not.toBeNull()
  const yours = open()
  applyAddress(yours, address)
  expect(yours.getState().selection).toEqual(mine.getState().selection)
})

test('a gap that is gone leaves its owner selected', () => {
  const store = open()
  const root = store.getState().view.trace.mainRoot
  expect(applyAddress(store, { ...NOWHERE, spanId: spanIdOf(store.getState().view.trace, root), gapAtUs: 12345 })).toBe(
    true,
  )
  expect(store.getState().selection).toMatchObject({ kind: ROW.span, span: root })
})

test('a span that the trace does not have is said, and nothing is selected', () => {
  const store = open()
  expect(applyAddress(store, { ...NOWHERE, spanId: 'ffffffffffffffff' })).toBe(false)
  expect(store.getState().selection).toBeNull()
})

test('an address without selection and zoom clears both', () => {
  const store = open()
  store.getState().revealSpan(1)
  store.getState().zoomBy(0.2, 5000)
  applyAddress(store, NOWHERE)
  expect(addressOf(store.getState())).toEqual(NOWHERE)
})

test('gaps are found by owner and start, and by nothing else', () => {
  const gap = fc.tuple(fc.nat(6), fc.integer({ min: -20, max: 20 }))
  fc.assert(
    fc.property(
      fc.uniqueArray(gap, { selector: ([owner, start]) => owner * 100 + start }),
      gap,
      (list, [owner, start]) => {
        const sorted = list.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
        const gaps = {
          length: sorted.length,
          owner: Int32Array.from(sorted, (each) => each[0]),
          startUs: Float64Array.from(sorted, (each) => each[1]),
        }
        const wanted = sorted.findIndex((each) => each[0] === owner && each[1] === start)
        expect(findGap(gaps, owner, start)).toBe(wanted === -1 ? NONE : wanted)
      },
    ),
  )
})
