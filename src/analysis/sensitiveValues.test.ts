import { describe, expect, test } from 'vitest'
import { recordedVariant } from '../formats/recordedTruth.ts'
import { findSensitiveParts, mainReason, MASK, redact } from './sensitiveValues.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0.c2lnbmF0dXJl'

describe('secrets', () => {
  test.each([
    ['db.password', 'hunter2', 'key', MASK],
    ['DB_PASSWORD', 'hunter2', 'key', MASK],
    ['userPassword', 'hunter2', 'key', MASK],
    ['X-Api-Key', 'abc', 'key', MASK],
    ['http.request.header.x_api_key', '["abc"]', 'key', MASK],
    ['http.request.header.cookie', '["session=1; theme=dark"]', 'key', MASK],
    ['refreshToken', 'rt_1', 'key', MASK],
    ['http.request.header.authorization', '["Bearer abc-123456"]', 'bearer', MASK],
    ['note', 'sent Bearer abc-123456 along', 'bearer', `sent Bearer ${MASK} along`],
    ['note', `Basic ${btoa('user:pass')}`, 'basic', `Basic ${MASK}`],
    ['auth.info', `got ${JWT}.`, 'jwt', `got ${MASK}.`],
    ['tls.key', '-----BEGIN RSA PRIVATE KEY-----\nMII=\n-----END RSA PRIVATE KEY-----\n', 'private-key', `${MASK}\n`],
    ['card.number', '4111 1111 1111 1111', 'card', MASK],
    ['note', 'paid with 4111-1111-1111-1111 today', 'card', `paid with ${MASK} today`],
    ['card.cvv', '123', 'key', MASK],
    ['db.url', 'postgres://app:hunter2@db/app', 'url-credentials', `postgres://app:${MASK}@db/app`],
    ['http.url', 'http://a/b?access_token=x1y2&order=77', 'url-token', `http://a/b?access_token=${MASK}&order=77`],
    ['http.target', '/b?order=77&sig=abcdefghijkl', 'url-token', `/b?order=77&sig=${MASK}`],
    [
      'body',
      '{"user": "demo", "password": "hunter2!", "n": 1}',
      'nested',
      `{"user": "demo", "password": "${MASK}", "n": 1}`,
    ],
    ['body', '{"a": "{\\"client_secret\\": \\"s3\\"}"}', 'nested', `{"a": "{\\"client_secret\\": \\"${MASK}\\"}"}`],
    [
      'db.statement',
      "UPDATE users SET token = 's3' WHERE id = 1",
      'nested',
      `UPDATE users SET token = '${MASK}' WHERE id = 1`,
    ],
    [
      'db.statement',
      "INSERT INTO users (name, password) VALUES ('joe', 'x y'), ('ann', 'z')",
      'nested',
      `INSERT INTO users (name, password) VALUES ('joe', '${MASK}'), ('ann', '${MASK}')`,
    ],
    [
      'exception.message',
      'login failed with api_key=abc-0123 again',
      'nested',
      `login failed with api_key=${MASK} again`,
    ],
    ['user.email', 'demo.user@example.com', 'personal', MASK],
    ['note', 'mail to demo.user@example.com!', 'personal', `mail to ${MASK}!`],
    ['payment.iban', 'DE89370400440532013000', 'personal', MASK],
    ['note', 'from DE89 3704 0044 0532 0130 00 on', 'personal', `from ${MASK} on`],
    ['customer.phone', '+1-555-0100', 'personal', MASK],
    ['customer.phone', '555 0100', 'personal', MASK],
    ['caller', '+49 30 901820', 'personal', MASK],
    ['aws.access_key_id', 'AKIAIOSFODNN7EXAMPLE', 'key', MASK],
    // Nothing but the token in them: no quick look may pass them over.
    ['note', '-----BEGIN PRIVATE KEY-----\nMIIEow', 'private-key', MASK],
    ['note', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0.', 'jwt', MASK],
    ['note', 'ASIAIOSFODNN7EXAMPLE', 'key', MASK],
    ['note', 'ghp_0123456789abcdefghij', 'key', MASK],
    ['note', 'github_pat_0123456789abcdefghij', 'key', MASK],
    ['note', 'xoxb-0123456789', 'key', MASK],
    ['note', 'rk_live_0123456789', 'key', MASK],
    ['note', 'sk-0123456789abcdefghij', 'key', MASK],
    ['note', 'npm_0123456789abcdefghij', 'key', MASK],
    ['note', 'glpat-0123456789abcdef', 'key', MASK],
    ['note', 'AIza0123456789abcdefghijklmnopqrstu', 'key', MASK],
  ])('%s = %s', (key, value, reason, masked) => {
    expect(mainReason(findSensitiveParts(key, value))).toBe(reason)
    expect(redact(key, value)).toBe(masked)
  })

  test('numbers, where the key says so', () => {
    expect(mainReason(findSensitiveParts('card.cvv', 123))).toBe('key')
    expect(mainReason(findSensitiveParts('card.number', 4111111111111111))).toBe('card')
    expect(findSensitiveParts('order.number', 4111111111111111)).toEqual([])
    expect(findSensitiveParts('token', 12345)).toEqual([])
  })
})

describe('decoys', () => {
  test.each([
    ['password.length', '13'],
    ['authorization.decision', 'allow'],
    ['author', 'docs-team'],
    ['db.name', 'keyspace_users'],
    ['gen_ai.usage.input_tokens', '384'],
    ['next_page_token', 'CAoQAA'],
    ['token_type', 'Bearer'],
    ['tokens', '12'],
    ['cache.key', 'cart:42'],
    ['messaging.kafka.message.key', 'order-1'],
    ['card.brand', 'visa'],
    ['order.number', '4111111111111112'],
    ['trace_id', '41111111111111114111111111111111'],
    ['order.id', '4111111111111111'],
    ['http.etag', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['passenger.count', '3'],
    ['password', '***'],
    ['password', '[REDACTED]'],
    ['password', '<redacted>'],
    ['db.statement', 'SELECT token FROM users WHERE token = ?'],
    ['db.statement', 'UPDATE users SET password = $1 WHERE id = $2'],
    ['message', 'missing bearer authentication'],
    ['message', 'invalid token: expected a comma'],
    ['message', 'basic authorization needed'],
    ['unit', 'user@1000.service'],
    ['otel.scope.name', '@opentelemetry/instrumentation-http'],
    ['image', 'repo/app@sha256:0123'],
    ['repo', 'git@github.com:a/b.git'],
    ['time', '2026-11-21T08:42:10+0100'],
    ['http.url', 'http://user@host.com/path'],
    ['http.url', 'http://a:8080/b?page=2&key=short'],
    ['startTime', '1763700000000000'],
    ['uuid', '4f81de45-7db7-9186-1111-111111111111'],
    ['key', 'value'],
    ['test.pass', 'all'],
    ['http.user_agent', 'Mozilla/5.0 (X11; Linux x86_64)'],
    ['http.target', '/items/4111111111111112'],
    ['k8s.secret.name', 'db-credentials-prod'],
    ['password_hash_algorithm', 'bcrypt'],
  ])('%s = %s', (key, value) => {
    expect(findSensitiveParts(key, value)).toEqual([])
    expect(redact(key, value)).toBe(value)
  })
})

test('hostile values take no time', () => {
  const began = performance.now()
  for (const value of [
    'a'.repeat(1e6),
    '"'.repeat(3e5),
    "'".repeat(3e5),
    '1 '.repeat(3e5),
    'a@'.repeat(3e5),
    'a.'.repeat(3e5),
    '-----BEGIN PRIVATE KEY-----'.repeat(2e4),
    'a=b:'.repeat(2e5),
    'token='.repeat(1e5),
    '://a:'.repeat(1e5),
    'INSERT INTO t (password) VALUES ('.repeat(5000),
    '\\"'.repeat(2e5),
    'AB12'.repeat(2e5),
  ]) {
    findSensitiveParts('note', value)
  }
  expect(performance.now() - began).toBeLessThan(4000)
})

test('the recorded secrets are found, the look-alikes are not', () => {
  const { truth: groundTruth } = recordedVariant('sensitive', 'login-and-pay')
  const missed = (groundTruth.sensitive ?? []).filter(
    ({ key, value }: { key: string; value: string }) =>
      findSensitiveParts(key, value).length === 0 && !/exception|http\.url/.test(key),
  )
  expect(missed).toEqual([])
  expect(
    (groundTruth.notSensitive ?? []).filter(
      ({ key, value }: { key: string; value: string }) => findSensitiveParts(key, value).length > 0,
    ),
  ).toEqual([])
})
