import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nanos, scanNanos, wholeNumber } from './scanNumber.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const whole = (text: string) => wholeNumber(encode(text), 0, text.length)

test('whole numbers, quoted or not; fractions are cut off; what is none is 0', () => {
  expect(
    [
      '0',
      '"7"',
      '1795250552619750',
      '9007199254740993',
      '-5',
      '1.9',
      '-0.5',
      '1e3',
      '""',
      'null',
      '"x"',
      '{}',
      '1e999',
    ].map(whole),
  ).toEqual([0, 7, 1795250552619750, 9007199254740992, -5, 1, -1, 1000, 0, 0, 0, 0, 0])
})

test('nanoseconds keep every digit', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 9_007_199_254_740_991_999n), fc.boolean(), (time, isQuoted) => {
      const bytes = encode(isQuoted ? `"${time}"` : String(time))
      scanNanos(bytes, 0, bytes.length)
      expect([BigInt(nanos[0]), BigInt(nanos[1])]).toEqual([time / 1000n, time % 1000n])
    }),
  )
})
