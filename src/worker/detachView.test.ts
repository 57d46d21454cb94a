import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { detachView, LEDGERS_SENT } from './detachView.ts'

const analyzed = (picture: string) => analyze(drawTrace(picture), { clocks: 'raw', minGapUs: 1000 })
const queues = (count: number) =>
  analyzed(
    `
      send  ====                @a producer
      ${Array.from({ length: count }, (_, i) => `  take${i} ......==  @b consumer`).join('\n      ')}
    `,
  )

/** Every buffer in it. */
function buffersIn(value: unknown, found = new Set<ArrayBufferLike>()): Set<ArrayBufferLike> {
  if (ArrayBuffer.isView(value)) found.add(value.buffer)
  else if (value !== null && typeof value === 'object') for (const part of Object.values(value)) buffersIn(part, found)
  return found
}

test('a copy that says the same and shares nothing', () => {
  const view = queues(3)
  const { view: sent } = detachView(view)
  expect(sent).toEqual(view)
  expect(view.ledgers.length).toBe(4)
  const kept = buffersIn(view)
  for (const buffer of buffersIn(sent)) expect(kept.has(buffer)).toBe(false)
})

test('of very many ledgers the page gets the first, and how many there are', () => {
  const view = queues(LEDGERS_SENT + 100)
  const { view: sent, buffers } = detachView(view)
  expect(sent.ledgerCount).toBe(LEDGERS_SENT + 101)
  expect(sent.ledgers).toEqual(view.ledgers.slice(0, LEDGERS_SENT))
  // Handed over in a few large pieces: a message with thousands of small ones takes the page longer than all its rows.
  expect(buffersIn(sent.ledgers).size).toBe(5)
  expect(new Set(buffers).size).toBe(buffers.length)
  expect(buffers.length).toBeLessThan(40)
})
