import { expect, test } from 'vitest'
import { cutValue, hrefOf, prettyJson, SHOWN_LENGTH, showInvisible } from './readValue.ts'

test('only http and https become links', () => {
  expect(hrefOf('https://example.com/a?b=c')).toBe('https://example.com/a?b=c')
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    ' https://x.y',
    'https://a b',
    'see https://x.y',
    'https://user:pw@host/',
    'http://',
  ])
    expect(hrefOf(text), text).toBeNull()
})

test('JSON is laid out with its own digits', () => {
  expect(prettyJson('{"a":12345678901234567890,"b":[],"c":["x,y",{"d":"\\""}]}')).toBe(
    '{\n  "a": 12345678901234567890,\n  "b": [],\n  "c": [\n    "x,y",\n    {\n      "d": "\\""\n    }\n  ]\n}',
  )
  expect(prettyJson('{not json}')).toBeNull()
})

test('laying out keeps the meaning', () => {
  for (const value of [{}, [], { a: {} }, [[[]]], { 'k"': 'v\\', n: [1.5e300, null, true] }])
    expect(JSON.parse(prettyJson(JSON.stringify(value))!)).toEqual(value)
})

test('what does not show is made to show', () => {
  expect(showInvisible('a\u0000b\u001b[31m\u202egpj.exe\ufeff')).toBe('a␀b␛[31m⟨U+202E⟩gpj.exe⟨U+FEFF⟩')
  expect(showInvisible('line\n\ttab 👩‍👩‍👧 نمی‌خواهم')).toBe('line\n\ttab 👩‍👩‍👧 نمی‌خواهم')
})

test('a cut never halves a character', () => {
  const text = 'x'.repeat(SHOWN_LENGTH - 1) + '👩rest'
  expect(cutValue(text)).toBe('x'.repeat(SHOWN_LENGTH - 1))
  expect(cutValue('short')).toBe('short')
})
