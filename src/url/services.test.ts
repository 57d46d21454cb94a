import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseLastService, formatServices, parseServices, splitLastService } from './services.ts'

test.each([
  ['', ['*']],
  [' , ', ['*']],
  ['checkout', ['checkout']],
  ['checkout,  cart ,checkout', ['checkout', 'cart']],
  ['"a, b", c', ['a, b', 'c']],
  ['my "odd" name, c', ['my "odd" name', 'c']],
  ['checkout, *', ['*']],
  ['"unclosed, c', ['"unclosed', 'c']],
])('%s', (text, names) => {
  expect(parseServices(text)).toEqual(names)
})

test('what is written reads back', () => {
  const name = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text !== '*')
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
      expect(parseServices(formatServices(names))).toEqual(names)
    }),
  )
  expect(formatServices(['*'])).toBe('')
})

test('no text throws or hangs', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\\', ' ', '*') }),
      (text) => parseServices(text).length > 0,
    ),
  )
})

test('the last name is what one is typing', () => {
  expect(splitLastService('a, "b, c')).toEqual({ before: 'a, ', last: '"b, c' })
  expect(splitLastService('che')).toEqual({ before: '', last: 'che' })
  expect(chooseLastService('cart, che', 'checkout')).toBe('cart, checkout')
})
