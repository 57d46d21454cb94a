import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allOf, TAG_OPERATORS, type TagCondition } from '../model/tagCondition.ts'
import { formatCondition, formatTagQuery, mayNeverEnd, parseCondition, parseTagQuery } from './tagQuery.ts'

/** A condition as one reads it: `(and a=1 (not b>2))`. */
function spell(condition: TagCondition | null): string {
  if (condition === null) return '–'
  if (condition.kind === 'compare') return `${condition.key}${condition.operator}${condition.value}`
  if (condition.kind === 'exists') return `${condition.key}?`
  if (condition.kind === 'not') return `(not ${spell(condition.of)})`
  return `(${condition.kind} ${condition.of.map(spell).join(' ')})`
}

const read = (text: string) => {
  const parsed = parseTagQuery(text)
  if (!parsed.ok) return `${parsed.at}: ${parsed.message}`
  return `${parsed.tags.map(({ key, value }) => `${key}=${value}`).join(' ')} | ${spell(parsed.where)}`
}

test.each([
  ['', ' | –'],
  ['a=1 b="two words"', 'a=1 b=two words | –'],
  ['{"a": "1", "b": true}', 'a=1 b=true | –'],
  ['a=1 b>=2', 'a=1 | b>=2'],
  ['a=1 AND b>=2', 'a=1 | b>=2'],
  ['a=1 a=2', 'a=1 | a=2'],
  ['a=1 OR b=2', ' | (or a=1 b=2)'],
  ['a=1 OR b=2 c=3', ' | (or a=1 (and b=2 c=3))'],
  ['(a=1 OR b=2) c=3', 'c=3 | (or a=1 b=2)'],
  ['NOT a=1 b=2', 'b=2 | (not a=1)'],
  ['NOT NOT a=1', 'a=1 | –'],
  ['NOT (a=1 OR b exists)', ' | (not (or a=1 b?))'],
  ['exception.type exists', ' | exception.type?'],
  ['n<5 n<=5 n>5 n!=5', ' | (and n<5 n<=5 n>5 n!=5)'],
  ['url~"^/api/(a|b)" x!~y z=~w', ' | (and url~^/api/(a|b) x!~y z~w)'],
  ['url=/f(x) y=2', 'url=/f(x) y=2 | –'],
  ['(url=/f(x) OR y=2)', ' | (or url=/f(x) y=2)'],
  ['"OR"=1', 'OR=1 | –'],
  ['ORDER=1 notes=2', 'ORDER=1 notes=2 | –'],
  ['"a>b"=1', 'a>b=1 | –'],
  ['a=', 'a= | –'],
])('%s', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each([
  ['error', /^0: .*error=value/],
  ['a=1 error:true', /^4: .*error=true/],
  ['a=1 OR', /^6: A condition is missing after “a=1 OR”/],
  ['OR a=1', /^0: A condition is missing: key=value/],
  ['a=1 AND AND b=2', /^8: A condition is missing after “a=1 AND”/],
  ['(a=1 OR b=2', /^0: “\(” is not closed/],
  ['a=1 OR b=2 )', /^11: “\)” closes nothing after “a=1 OR b=2”/],
  ['()', /^1: A condition is missing/],
  ['a=1 http.status_code>=', /^22: A number is needed after “http.status_code>=”: http.status_code>=500/],
  ['n>abc', /^2: A number is needed/],
  ['url~"(a"', /^4: Not a regular expression after “url~”/],
  ['url~', /^4: A regular expression is needed/],
  ['a="x', /^2: Close the quotes/],
  ['"a', /^0: A quote is not closed/],
  ['=5', /^0: A key is needed before “=”/],
  ['>5', /^0: A key is needed before “>”/],
  ['a = 5', /^1: No blanks around “=”: a=value/],
  ['(a=1)b=2', /^5: A blank is needed after “\(a=1\)”/],
  [`${'('.repeat(60)}a=1${')'.repeat(60)}`, /^50: More than 50/],
])('%s is refused where it goes wrong', (text, message) => {
  expect(read(text)).toMatch(message)
})

const key = fc.oneof(
  fc.constantFrom('a', 'http.status_code', 'OR', 'exists', 'NOT', '{', 'a>b', '(', '!x'),
  fc.string({ minLength: 1, unit: 'binary' }),
)
const leaf: fc.Arbitrary<TagCondition> = fc.oneof(
  fc.record({ kind: fc.constant('exists' as const), key }),
  fc
    .record({ kind: fc.constant('compare' as const), key, operator: fc.constantFrom(...TAG_OPERATORS), value: key })
    .map((condition): TagCondition => {
      if (/[<>]/.test(condition.operator)) return { ...condition, value: String(condition.value.length) }
      // Any text is a regular expression once its special characters are spelt out.
      return condition.operator.endsWith('~')
        ? {
            ...condition,
            value: condition.value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/[\ud800-\udfff]/g, '_'),
          }
        : condition
    }),
)
/** As the reader makes them: nothing doubly denied, no AND in an AND. */
const condition = fc.letrec<{ any: TagCondition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie('any').map((of): TagCondition => (of.kind === 'not' ? of.of : { kind: 'not', of })),
    fc.array(tie('any'), { minLength: 2, maxLength: 4 }).map((of) => allOf(of)!),
    fc
      .array(tie('any'), { minLength: 2, maxLength: 4 })
      .map((of): TagCondition => ({ kind: 'or', of: of.flatMap((part) => (part.kind === 'or' ? part.of : [part])) })),
  ),
})).any

test('what is written reads back', () => {
  fc.assert(
    fc.property(condition, (before) => {
      const again = parseCondition(formatCondition(before))
      // Plain pairs come first: that is how the server and the page share the work.
      expect(sorted(again)).toEqual(sorted(before))
    }),
  )
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 3 }), fc.option(condition), (keys, where) => {
      const tags = keys.map((name) => ({ key: name, value: name }))
      const parsed = parseTagQuery(formatTagQuery(tags, where))
      if (!parsed.ok) throw new Error(parsed.message)
      const all = tags.map(({ key, value }) => ({ kind: 'compare' as const, key, operator: '=' as const, value }))
      expect(sorted(parseCondition(formatTagQuery(parsed.tags, parsed.where)))).toEqual(
        sorted(allOf([...all, ...(where ? [where] : [])])),
      )
    }),
  )
})

const sorted = (of: TagCondition | null): unknown =>
  of?.kind === 'and' ? of.of.map((part) => JSON.stringify(part)).sort() : of

test('no text throws, and what is refused has a position inside it', () => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('a', '=', '(', ')', ' ', 'OR', 'NOT', '"', '>', '~', '1')).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (typed) => {
      const parsed = parseTagQuery(typed)
      if (!parsed.ok) expect(parsed.at).toBeLessThanOrEqual(typed.length)
    }),
  )
})

test.each([
  ['(a+)+$', true],
  ['(a|aa)*b', true],
  ['((ab)*c)+', true],
  ['(\\w+\\s?){3,}x', true],
  ['(a{2,}){30}', true],
  ['((a|b))+', true],
  ['^/api/v\\d+/.*', false],
  ['(GET|POST) /orders', false],
  ['(abc)+', false],
  ['(a|b)?c+', false],
  ['[(+)*]+', false],
  ['\\(a+\\)+', false],
  ['(\\d{1,3}\\.){3}\\d{1,3}', false],
])('a regular expression that may never end is refused: %s', (pattern, isRefused) => {
  expect(mayNeverEnd(pattern)).toBe(isRefused)
  expect(parseTagQuery(`k~${JSON.stringify(pattern)}`).ok).toBe(!isRefused)
})
