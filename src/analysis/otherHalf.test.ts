import { expect, test } from 'vitest'
import { recordedVariants } from '../formats/recordedTruth.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { spanIdOf } from '../model/trace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { findOtherHalves, findTellingValues } from './otherHalf.ts'

const named = (loaded: LoadedTrace, traceId: string): LoadedTrace => ({
  ...loaded,
  trace: { ...loaded.trace, traceId },
})

test('a rare value in common, in time; the deepest span that had it is where it broke', () => {
  const broken = named(
    drawTrace(`
    order     ==========     @order order.id:ord-7 http.route:/orders/1
      check     ==           order.id:ord-7
      publish      ==        order.id:ord-7
  `),
    'a',
  )
  const right = named(drawTrace('process            ====  @pay consumer order.id:ord-7'), 'b')
  const other = named(drawTrace('process            ====  @pay consumer order.id:ord-8 http.route:/orders/1'), 'c')
  const late = { ...right, trace: { ...right.trace, epochUs: right.trace.epochUs + 10n } }
  const halves = findOtherHalves(broken, [other, late, broken])
  expect(halves).toMatchObject([{ candidate: 1, side: 'after', shared: [{ key: 'order.id', value: 'ord-7' }] }])
  expect(broken.trace.names[broken.trace.nameId[halves[0].parent]]).toBe('publish')
  expect(findOtherHalves(late, [other, broken])).toMatchObject([{ candidate: 1, side: 'before' }])
  expect(findOtherHalves(other, [broken, late])).toEqual([])
})

test('every recorded lost link is the best answer from both of its ends', () => {
  let links = 0
  for (const { variant, truth, traces } of recordedVariants('broken-propagation')) {
    const all = traces.map(({ loaded }) => loaded)
    const byId = (id: string) => all.find(({ trace }) => trace.traceId === id) as LoadedTrace
    for (const { parent, child, sharedAttribute } of truth.lostLinks ?? []) {
      const [down] = findOtherHalves(byId(parent.traceID), all)
      expect(all[down.candidate].trace.traceId, variant).toBe(child.traceID)
      expect(findTellingValues(byId(parent.traceID)).slice(0, 3), variant).toContainEqual(sharedAttribute)
      expect(findTellingValues(byId(child.traceID)).slice(0, 3), variant).toContainEqual(sharedAttribute)
      expect(down, variant).toMatchObject({
        side: 'after',
        shared: expect.arrayContaining([sharedAttribute]) as unknown,
      })
      expect(spanIdOf(byId(parent.traceID).trace, down.parent), variant).toBe(parent.spanID)
      const [up] = findOtherHalves(byId(child.traceID), all)
      expect(all[up.candidate].trace.traceId, variant).toBe(parent.traceID)
      expect(up.side).toBe('before')
      links++
    }
  }
  expect(links).toBe(10)
})

test('traces that are whole have no other half', () => {
  for (const { traces } of recordedVariants('checkout')) {
    for (const { loaded } of traces)
      expect(
        findOtherHalves(
          loaded,
          recordedVariants('hotrod').flatMap((variant) => variant.traces.map((of) => of.loaded)),
        ),
      ).toEqual([])
  }
})

test('requests that merely have a place or a size in common are not halves', () => {
  const all = recordedVariants('hotrod').flatMap((variant) => variant.traces.map((of) => of.loaded))
  for (const loaded of all) expect(findOtherHalves(loaded, all)).toEqual([])
})
