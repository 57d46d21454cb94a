import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import type { TagCondition } from '../model/tagCondition.ts'
import { parseCondition } from '../url/tagQuery.ts'
import { meetsCondition, type TagScope } from './matchTags.ts'

const ANY: TagScope = { services: null, operation: null }
const TRACE = drawTrace(`
  root   ==========   @web http.status_code:500 http.url:/api/cart retry:false
    query   ====      @db db.system:postgresql rows:12 note:two_words
`)
const meets = (text: string, scope: TagScope = ANY) => meetsCondition(TRACE, parseCondition(text)!, scope)

test.each([
  ['http.status_code=500', true],
  ['http.status_code>=500 http.url~"^/api/"', true],
  ['http.status_code>500', false],
  ['http.status_code<501', true],
  ['http.status_code<=499', false],
  ['rows>9', true],
  ['note>1', false],
  ['http.status_code!=500', false],
  ['http.status_code!=200', true],
  ['missing!=200', false],
  ['http.url!~cart', false],
  ['http.url!~basket', true],
  ['retry exists', true],
  ['missing exists', false],
  ['retry=false', true],
  ['http.status_code=200 OR rows=12', true],
  // What stands side by side is asked of one span.
  ['http.status_code=500 rows=12', false],
  ['http.status_code=500 (rows=12 OR retry=false)', true],
  // What is denied holds on no span.
  ['NOT rows=12', false],
  ['NOT rows=13', true],
  ['http.status_code=500 NOT db.system exists', false],
  ['http.status_code=500 NOT (db.system=mysql OR rows=3)', true],
  ['rows=3 OR NOT rows=4', true],
])('%s: %s', (text, expected) => {
  expect(meets(text)).toBe(expected)
})

test('only spans of the services and the operation searched are asked', () => {
  expect(meets('rows=12', { services: ['db'], operation: null })).toBe(true)
  expect(meets('rows=12', { services: ['web'], operation: null })).toBe(false)
  expect(meets('rows=12', { services: null, operation: 'root' })).toBe(false)
  expect(meets('NOT rows=12', { services: ['web'], operation: null })).toBe(true)
})

test('denying turns the answer round, whatever is denied', () => {
  const leaf = fc.constantFrom(
    'rows=12',
    'rows=3',
    'http.status_code>=500',
    'retry exists',
    'note~words',
    'missing exists',
  )
  const condition = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.tuple(tie('any'), fc.constantFrom('OR', 'AND'), tie('any')).map(([a, word, b]) => `(${a} ${word} ${b})`),
      tie('any').map((text) => `NOT (${text})`),
    ),
  })).any
  fc.assert(
    fc.property(condition, (text) => {
      expect(meets(`NOT (${text})`)).toBe(!meets(text))
    }),
  )
})

test('a bare condition of a recorded trace finds what plain decoding finds', async () => {
  const { readBody } = await import('../formats/readBody.ts')
  const bytes = readFileSync(new URL('../../fixtures/traces/api/search-operation.json', import.meta.url))
  async function* body() {
    yield new Uint8Array(bytes)
  }
  const read = await readBody(body(), {
    totalBytes: null,
    signal: new AbortController().signal,
    progressEveryMs: 1e9,
    onProgress: () => {},
  })
  if (!read.ok) throw new Error(read.failure.message)
  const keys = new Set<string>()
  for (const { trace, store } of read.value.traces) {
    for (let span = 0; span < trace.length; span++)
      for (const { key } of store.attributes(trace.record[span])) keys.add(key)
  }
  expect(keys.size).toBeGreaterThan(10)
  for (const { trace, store } of read.value.traces) {
    const own = new Set(trace.processes.flatMap(({ attributes }) => attributes.map(({ key }) => key)))
    for (let span = 0; span < trace.length; span++) {
      for (const { key } of store.attributes(trace.record[span])) own.add(key)
      for (const event of store.events(trace.record[span], 0n)) for (const { key } of event.attributes) own.add(key)
    }
    for (const key of keys) {
      const condition: TagCondition = { kind: 'exists', key }
      expect(meetsCondition({ trace, store }, condition, ANY), key).toBe(own.has(key))
    }
  }
})
