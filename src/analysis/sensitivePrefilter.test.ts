import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBytes } from '../formats/readBytes.ts'
import { recordedTraces } from '../formats/recordedTraces.ts'
import { maybeSensitive } from './sensitivePrefilter.ts'
import { findSensitiveParts } from './sensitiveValues.ts'

const bytesOf = (attributes: readonly { key: string; value: unknown }[]) =>
  new TextEncoder().encode(
    JSON.stringify({
      traceID: 'ab',
      startTime: 1763700000000000,
      tags: attributes.map(({ key, value }) => ({ key, type: 'string', value })),
    }),
  )

const word = fc.constantFrom(
  'password',
  'pwd',
  'user',
  'pass',
  'token',
  'page',
  'api',
  'Key',
  'KEY',
  'secret',
  'auth',
  'authorization',
  'cookie',
  'session',
  'id',
  'card',
  'number',
  'pan',
  'span',
  'cvv',
  'pin',
  'code',
  'phone',
  'tel',
  'hotel',
  'cell',
  'cancelled',
  'email',
  'iban',
  'otp',
  'dsn',
  'access',
  'private',
  'jwt',
  'csrf',
  'x',
  'length',
  'connection',
  'string',
  'mobile',
  'e',
  'mail',
  'address',
  'customer',
  'security',
  'social',
)
const separator = fc.constantFrom('.', '_', '-', '', ' ', '/')
const key = fc.array(fc.tuple(word, separator), { minLength: 1, maxLength: 4 }).map((parts) => parts.flat().join(''))
const piece = fc.constantFrom(
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0.c2ln',
  'Bearer ab12cd34',
  'Basic dXNlcjpwYXNz',
  '4111 1111 1111 1111',
  '4111111111111111',
  '378282246310005',
  '-----BEGIN PRIVATE KEY-----',
  'AKIAIOSFODNN7EXAMPLE',
  'a.b@example.com',
  '+49 30 901820',
  'DE89370400440532013000',
  'postgres://u:pw@h/d',
  '?access_token=abcd1',
  '&key=abcdefghijklm',
  '{"password": "x1"}',
  "token = 'abc'",
  'api_key=abc123',
  "INSERT INTO u (a, pwd) VALUES ('b', 'c')",
  'ghp_0123456789abcdefghij',
  'xoxb-0123456789',
  'sk_live_0123456789',
  'glpat-0123456789abcdef',
  'github_pat_0123456789abcdefghij',
  'rk_live_0123456789',
  'hello',
  '42',
  ' ',
  '"',
  '\\',
  '\n',
  ':',
  '=',
  '&',
  'é',
  '/',
  'http://h/p',
  'sig=0123456789abcdef',
)
const value = fc.oneof(
  fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')),
  fc.string(),
  fc.integer(),
  fc.constantFrom(123, 4111111111111111),
)

test('never misses what the exact search finds', () => {
  let found = 0
  fc.assert(
    fc.property(key, value, (name, content) => {
      if (findSensitiveParts(name, content).length === 0) return
      found++
      expect(maybeSensitive(bytesOf([{ key: name, value: content }]))).toBe(true)
    }),
    { numRuns: 20_000 },
  )
  expect(found).toBeGreaterThan(2000)
})

test('lets most recorded spans pass', () => {
  let spans = 0
  let suspects = 0
  for (const { name, bytes } of [...recordedTraces('jaeger'), ...recordedTraces('otlp')]) {
    const body = name.startsWith('sensitive/') || name.startsWith('odd-values/') ? null : readBytes(bytes)
    for (const { trace, store } of body?.ok ? body.value.traces : []) {
      const mayHold = store.mayHold?.(maybeSensitive)
      for (let record = 0; record < trace.length; record++) {
        spans++
        if (mayHold?.(record)) suspects++
      }
    }
  }
  expect(spans).toBeGreaterThan(10_000)
  expect(suspects / spans).toBeLessThan(0.1)
})
