import { expect, test } from 'vitest'
import { EMPTY_SEARCH, formatSearchQuery, parseSearchAddress } from '../../url/searchAddress.ts'
import { addressOf, checkDraft, draftOf, lookbackOptions, type SearchDraft } from './searchForm.ts'

const NOW_US = Date.UTC(2026, 0, 31, 12) * 1e3
const draft = (part: Partial<SearchDraft> = {}): SearchDraft => ({
  ...draftOf({ ...EMPTY_SEARCH, services: ['shop'] }, 'utc'),
  ...part,
})

test('an empty form of a service is right', () => {
  expect(checkDraft(draft(), 'utc')).toEqual({})
})

test.each([
  ['minDuration', { minDuration: '5' }, /5ms, 5s/],
  ['maxDuration', { maxDuration: '2 s' }, /2s/],
  ['maxDuration', { minDuration: '2s', maxDuration: '1s' }, /shortest/],
  ['tags', { tags: 'a="b' }, /quotes/],
  ['tags', { tags: 'a=1 OR' }, /missing after “a=1 OR”/],
  ['limit', { limit: '0' }, /from 1/],
  ['limit', { limit: '12.5' }, /whole number/],
  ['limit', { limit: '999999999' }, /At most/],
  ['from', { lookback: 'custom' }, /begins/],
  ['to', { lookback: 'custom', from: '2026-01-31T11:00' }, /ends/],
  ['to', { lookback: 'custom', from: '2026-01-31T11:00', to: '2026-01-31T11:00' }, /after it begins/],
] as const)('%s: what is wrong says what would be right', (field, part, message) => {
  const errors = checkDraft(draft(part), 'utc')
  expect(Object.keys(errors)).toEqual([field])
  expect(errors[field]).toMatch(message)
})

test('a look-back becomes a fixed window that ends now, so that the link shows the same traces', () => {
  const address = addressOf(draft({ lookback: '2h' }), EMPTY_SEARCH, 'utc', NOW_US)
  expect(address.window).toEqual({ startUs: NOW_US - 7200e6, endUs: NOW_US })
})

test('a custom range is read in the zone that the page shows', () => {
  const part = { lookback: 'custom', from: '2026-01-31T11:00:00', to: '2026-01-31T11:30:00' }
  expect(checkDraft(draft(part), 'utc')).toEqual({})
  const address = addressOf(draft(part), EMPTY_SEARCH, 'utc', NOW_US)
  expect(address.window).toEqual({ startUs: NOW_US - 3600e6, endUs: NOW_US - 1800e6 })
})

test('form to address, to its text and back to the form loses nothing', () => {
  const typed = draft({
    operation: 'POST /documents',
    tags: 'http.status_code=500 note="two words"',
    minDuration: '1.5s',
    maxDuration: '1h30m',
    lookback: 'custom',
    from: '2026-01-31T11:00:00',
    to: '2026-01-31T11:30:00',
    limit: '1500',
  })
  const query = formatSearchQuery(addressOf(typed, EMPTY_SEARCH, 'utc', NOW_US)).toString()
  expect(draftOf(parseSearchAddress(new URLSearchParams(query)), 'utc')).toEqual(typed)
})

test.each([
  ['', ['*']],
  ['cart,  checkout', ['cart', 'checkout']],
  ['"a, b"', ['a, b']],
])('services %j', (service, services) => {
  expect(addressOf(draft({ service }), EMPTY_SEARCH, 'utc', NOW_US).services).toEqual(services)
})

test('what only the page can filter goes apart from what the server is asked, and comes back as one text', () => {
  const typed = draft({ tags: 'n>=5 a=1 (b=2 OR c exists)' })
  const address = addressOf(typed, EMPTY_SEARCH, 'utc', NOW_US)
  expect(address).toMatchObject({ tags: [{ key: 'a', value: '1' }], where: 'n>=5 (b=2 OR c exists)' })
  expect(draftOf(address, 'utc').tags).toBe('a=1 n>=5 (b=2 OR c exists)')
  expect(draftOf({ ...address, tags: [], where: 'a=1 OR' }, 'utc').tags, 'kept to be corrected').toBe('a=1 OR')
})

test('"all" is no operation', () => {
  expect(addressOf(draft({ operation: 'all' }), EMPTY_SEARCH, 'utc', NOW_US).operation).toBeNull()
})

test('what is longer than the configured look-back is not offered, but what is set stays', () => {
  const offered = (max: string | null, current = '1h') => lookbackOptions(max, current).map(({ value }) => value)
  expect(offered(null)).toContain('7d')
  expect(offered('6h').at(-2)).toBe('6h')
  expect(offered('6h').at(-1)).toBe('custom')
  expect(offered('6h', '2d')).toContain('2d')
  expect(checkDraft(draft({ limit: '51' }), 'utc', 50).limit).toBe('At most 50.')
})
