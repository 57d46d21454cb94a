import { expect, test } from 'vitest'
import { EMPTY_SEARCH } from '../../url/searchAddress.ts'
import { nextTries } from './nextTries.ts'

const SEARCH = { ...EMPTY_SEARCH, services: ['shop'] }

test('each try drops one condition and looks back from now', () => {
  const address = {
    ...SEARCH,
    operation: 'GET /',
    minDuration: '1s',
    tags: [{ key: 'a', value: 'b' }],
    window: { startUs: 1, endUs: 2 },
  }
  const tries = nextTries(address)
  expect(tries.map(({ label }) => label)).toEqual([
    'Without the tags',
    'At any duration',
    'In all operations',
    'Last 6 hours',
  ])
  for (const { address: next } of tries) expect(next.window).toBeNull()
  expect(tries[0].address).toMatchObject({ tags: [], minDuration: '1s', operation: 'GET /' })
})

test('the longest look-back has no longer one to offer', () => {
  expect(nextTries({ ...SEARCH, lookback: '7d' })).toEqual([])
  expect(nextTries({ ...SEARCH, lookback: '2d' }).map(({ label }) => label)).toEqual(['Last 7 days'])
})

test('errors that a store does not find by their tag are looked for in what comes', () => {
  const tags = [
    { key: 'error', value: 'true' },
    { key: 'a', value: 'b' },
  ]
  const [first] = nextTries({ ...SEARCH, tags })
  expect(first).toMatchObject({ errorsOnly: true, address: { tags: [{ key: 'a', value: 'b' }] } })
  expect(nextTries({ ...SEARCH, tags: [{ key: 'error', value: 'false' }] })[0].errorsOnly).toBeUndefined()
})
