import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { matchesSearch, type SpanFilter } from './matchTraces.ts'

const loaded = drawTrace(`
  order    ==========  @web order.id:7
    select  ====       @db
`)
const ANY: SpanFilter = { services: null, operation: null, minUs: 0, maxUs: Infinity, tags: [], where: null }
const matches = (filter: Partial<SpanFilter>) => matchesSearch(loaded, { ...ANY, ...filter })

test('all conditions are of one and the same span', () => {
  expect(matches({})).toBe(true)
  expect(matches({ services: ['db'], operation: 'select' })).toBe(true)
  expect(matches({ services: ['web'], operation: 'select' })).toBe(false)
  expect(matches({ services: ['nobody'] })).toBe(false)
  const [longUs, shortUs] = [0, 1].map((span) => loaded.trace.endUs[span] - loaded.trace.startUs[span])
  expect(matches({ services: ['db'], minUs: shortUs })).toBe(true)
  expect(matches({ services: ['db'], minUs: shortUs + 1 })).toBe(false)
  expect(matches({ services: ['web'], maxUs: longUs - 1 })).toBe(false)
})

test('a tag counts by its whole value', () => {
  expect(matches({ tags: [{ key: 'order.id', value: '7' }] })).toBe(true)
  expect(matches({ tags: [{ key: 'order.id', value: '70' }] })).toBe(false)
  expect(matches({ services: ['db'], tags: [{ key: 'order.id', value: '7' }] })).toBe(false)
})
