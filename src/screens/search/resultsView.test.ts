import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIVE_SECONDS, parseResultsView, PLAIN_VIEW, writeResultsView } from './resultsView.ts'

test('a view reads back from its address', () => {
  const us = fc.option(fc.integer({ min: 0, max: 1e12 }))
  const key = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.trim() !== '')
  const columns = fc.uniqueArray(key, { maxLength: 6 })
  fc.assert(
    fc.property(
      fc.boolean(),
      us,
      us,
      fc.boolean(),
      columns,
      fc.option(fc.boolean()),
      fc.option(fc.constantFrom(...LIVE_SECONDS)),
      (errorsOnly, traceMinUs, traceMaxUs, grouped, keys, descending, liveSeconds) => {
        const columnSort = descending === null || keys.length === 0 ? null : { key: keys[0], descending }
        const view = {
          ...PLAIN_VIEW,
          errorsOnly,
          traceMinUs,
          traceMaxUs,
          grouped,
          columns: keys,
          columnSort,
          liveSeconds,
        }
        const search = new URLSearchParams()
        writeResultsView(search, view)
        expect(parseResultsView(new URLSearchParams(search.toString()))).toEqual(view)
      },
    ),
  )
})

test('what is odd drops', () => {
  const read = (text: string) => parseResultsView(new URLSearchParams(text))
  expect(read('col=a&col=a&col=&col=b').columns).toEqual(['a', 'b'])
  expect(read('col=a&by=down:b').columnSort).toBeNull()
  expect(read('col=a&by=sideways:a').columnSort).toBeNull()
  expect(read(Array.from({ length: 9 }, (_, i) => `col=${i}`).join('&')).columns).toHaveLength(6)
})
