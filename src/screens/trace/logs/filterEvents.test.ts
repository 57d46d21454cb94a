import { expect, test } from 'vitest'
import { createBitset, setBit } from '../../../lib/bitset.ts'
import type { Trace } from '../../../model/trace.ts'
import type { TraceEvents } from '../../../worker/protocol.ts'
import { filterEvents } from './filterEvents.ts'

const trace = {
  services: ['api', 'Store'],
  names: ['get', 'put'],
  serviceId: Uint32Array.of(0, 1),
  nameId: Uint32Array.of(0, 1),
} as unknown as Trace
const events: TraceEvents = {
  length: 3,
  span: Uint32Array.of(0, 1, 0),
  nth: Uint32Array.of(0, 0, 1),
  timeUs: Float64Array.of(5, 10, 20),
  texts: ['cache miss', 'exception Timeout', 'done'],
  error: Uint8Array.of(0, 1, 0),
}

test('by text, service or operation, in any case', () => {
  expect([...filterEvents(events, trace, 'TIMEOUT', null, null)]).toEqual([1])
  expect([...filterEvents(events, trace, 'store', null, null)]).toEqual([1])
  expect([...filterEvents(events, trace, 'get ', null, null)]).toEqual([0, 2])
  expect([...filterEvents(events, trace, '', null, null)]).toEqual([0, 1, 2])
  expect([...filterEvents(events, trace, 'nothing', null, null)]).toEqual([])
})

test('inside the zoom', () => {
  expect([...filterEvents(events, trace, '', { startUs: 6, endUs: 20 }, null)]).toEqual([1, 2])
})

test('of spans that match the find', () => {
  const matches = createBitset(2)
  setBit(matches, 1)
  expect([...filterEvents(events, trace, '', null, matches)]).toEqual([1])
  expect([...filterEvents(events, trace, 'cache', null, matches)]).toEqual([])
})
