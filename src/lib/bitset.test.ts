import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBitset, hasBit, hasBitWithin, setBit } from './bitset.ts'

test('a bit within a stretch is found, whichever words it covers', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(199), { maxLength: 3 }), fc.nat(200), fc.nat(200), (set, from, to) => {
      const bits = createBitset(200)
      for (const bit of set) setBit(bits, bit)
      const expected = Array.from({ length: Math.max(0, to - from) }, (_, i) => hasBit(bits, from + i)).includes(true)
      expect(hasBitWithin(bits, from, to)).toBe(expected)
    }),
  )
})
