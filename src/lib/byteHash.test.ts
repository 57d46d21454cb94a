import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createByteHash } from './byteHash.ts'

function hashOf(...pieces: Uint8Array[]): string {
  const hash = createByteHash()
  for (const piece of pieces) hash.add(piece)
  return hash.finish()
}

test('cuts make no difference, any changed byte does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), fc.nat(), (bytes, cut, at) => {
      const whole = hashOf(bytes)
      expect(whole).toMatch(/^[0-9a-z]{14}$/)
      expect(hashOf(bytes.subarray(0, cut % bytes.length), bytes.subarray(cut % bytes.length))).toBe(whole)
      const other = bytes.slice()
      other[at % bytes.length] ^= 1
      expect(hashOf(other)).not.toBe(whole)
    }),
  )
})

test('a longer file of zeros is another file', () => {
  expect(hashOf(new Uint8Array(10))).not.toBe(hashOf(new Uint8Array(11)))
})
