import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCount } from './format.ts'
test('counts in English are what the browser would write', () => {
  const browsers = new Intl.NumberFormat('en-US')
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double()), (count) => {
      expect(formatCount(count)).toBe(browsers.format(count).replace('-', '−'))
    }),
  )
})
