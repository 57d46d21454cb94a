import { beforeEach, expect, test } from 'vitest'
import { setPreferences } from '../data/preferences.ts'
import { saveSearch } from '../screens/search/savedSearches.ts'
import { applyPreferencesFile, changesOf, formatPreferencesFile, parsePreferencesFile } from './preferencesFile.ts'

beforeEach(() => setPreferences({ theme: 'system', timeZone: 'local', numbers: 'browser', lastService: null }))

const read = (text: string) => {
  const parsed = parsePreferencesFile(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.file
}

test('what is exported and imported again changes nothing', () => {
  saveSearch('slow uploads', 'service=a&minDuration=1s')
  expect(changesOf(read(formatPreferencesFile()))).toEqual([])
})

test('an import says what it would change, and then changes just that', () => {
  const there = { theme: 'dark', timeZone: 'utc', treeWidthPx: 360, unknown: 1 }
  const savedSearches = [{ name: 'errors', query: 'service=b&tags=%7B%7D' }]
  const file = read(JSON.stringify({ format: 'lacuna-preferences', version: 1, preferences: there, savedSearches }))
  expect(changesOf(file)).toEqual([
    { what: 'Theme', from: 'system', to: 'dark' },
    { what: 'Times', from: 'local', to: 'utc' },
    { what: 'Saved search “errors”', from: '–', to: 'service=b&tags=%7B%7D' },
  ])
  applyPreferencesFile(file)
  expect(changesOf(file)).toEqual([])
  const now = JSON.parse(formatPreferencesFile())
  expect(now.preferences).toMatchObject({ theme: 'dark', timeZone: 'utc' })
  // What was saved here before stays.
  expect(now.savedSearches.map(({ name }: { name: string }) => name)).toEqual(['errors', 'slow uploads'])
})

test('wrong values are left out, one by one', () => {
  const preferences = { theme: 'pink', timeZone: 'utc', treeWidthPx: -5, __proto__: { numbers: 'de' } }
  const file = read(JSON.stringify({ format: 'lacuna-preferences', version: 1, preferences }))
  expect(file.preferences).toEqual({ timeZone: 'utc' })
})

test.each([
  ['no JSON', 'hello', /not JSON/],
  ['another file', '{"data":[]}', /no preferences of Lacuna/],
  ['null', 'null', /no preferences of Lacuna/],
  [
    'a damaged one',
    '{"format":"lacuna-preferences","version":1,"savedSearches":[{"name":7}]}',
    /damaged, at savedSearches/,
  ],
  ['of the future', '{"format":"lacuna-preferences","version":2}', /damaged, at version/],
])('%s is refused with a message', (_, text, message) => {
  expect(parsePreferencesFile(text)).toEqual({ ok: false, message: expect.stringMatching(message) })
})
