import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTags, parseTags } from './tags.ts'

const pairs = (text: string) => {
  const parsed = parseTags(text)
  return parsed.ok ? parsed.tags.map(({ key, value }) => [key, value]) : parsed.message
}

test.each([
  ['', []],
  ['error=true', [['error', 'true']]],
  [
    'a=1  b="two words"\tc=',
    [
      ['a', '1'],
      ['b', 'two words'],
      ['c', ''],
    ],
  ],
  ['q="say \\"hi\\" \\\\"', [['q', 'say "hi" \\']]],
  ['url=http://x/?a=b&c=d', [['url', 'http://x/?a=b&c=d']]],
  ['"my key"=v', [['my key', 'v']]],
  [
    'a=1 a=2',
    [
      ['a', '1'],
      ['a', '2'],
    ],
  ],
  ['größe=5µ', [['größe', '5µ']]],
  [
    '{"error": true, "n": 5, "s": "x y"}',
    [
      ['error', 'true'],
      ['n', '5'],
      ['s', 'x y'],
    ],
  ],
  ['{"__proto__": "x"}', [['__proto__', 'x']]],
])('%s', (text, expected) => {
  expect(pairs(text)).toEqual(expected)
})

test.each([
  ['error', /error=true|error=value/],
  ['error:true', /error=true/],
  ['a=1 b', /“b” needs a value/],
  ['=5', /key is needed/],
  ['a="x', /Close the quotes/],
  ['"a', /not closed/],
  ['{"a": }', /\{"key": "value"\}/],
  ['{"a": {"b": 1}}', /plain value/],
  ['{"id": 12345678901234567890}', /in quotes/],
])('%s is refused, and told what would be right', (text, message) => {
  expect(pairs(text)).toMatch(message)
})

test('what is written reads back', () => {
  const tag = fc.record({ key: fc.string({ minLength: 1, unit: 'binary' }), value: fc.string({ unit: 'binary' }) })
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 5 }), (tags) => {
      expect(parseTags(formatTags(tags))).toEqual({ ok: true, tags })
    }),
    { numRuns: 500 },
  )
})

test('never throws', () => {
  const text = fc
    .array(fc.constantFrom('a', '=', '"', '\\', ' ', '{', '}', ':', 'b'), { maxLength: 30 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (input) => typeof parseTags(input).ok === 'boolean'),
    { numRuns: 1000 },
  )
})
