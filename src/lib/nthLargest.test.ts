import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nthLargest } from './nthLargest.ts'

test('is what sorting finds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }), fc.nat(), (numbers, at) => {
      const n = (at % numbers.length) + 1
      expect(nthLargest(Float64Array.from(numbers), n)).toBe(numbers.toSorted((a, b) => b - a)[n - 1])
    }),
  )
})
