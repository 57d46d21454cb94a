import { expect, test } from 'vitest'
import { readAudit } from './audit.ts'

const answer = (counts: object, vulnerabilities: object = {}) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: counts } })

test.each([
  ['nothing known', answer({ total: 0 }), 'clean', /^0 advisories/],
  ['only lower ones', answer({ moderate: 2, total: 2 }, { a: { severity: 'moderate' } }), 'clean', /^2 advisories/],
  [
    'a high one',
    answer({ high: 1, total: 2 }, { bad: { severity: 'high' }, a: { severity: 'low' } }),
    'vulnerable',
    /^bad: high$/,
  ],
  ['a critical one', answer({ critical: 1, total: 1 }, { bad: { severity: 'critical' } }), 'vulnerable', /critical/],
  ['no endpoint', '{"message":"405 Method Not Allowed - POST https://registry/"}', 'unanswered', /^405/],
  ['offline', '{"error":{"code":"ENOTFOUND","summary":"request failed"}}', 'unanswered', /request failed/],
  ['no JSON', '', 'unanswered', /said nothing/],
])('%s', (_, stdout, kind, text) => {
  expect(readAudit(stdout)).toEqual({ kind, text: expect.stringMatching(text) })
})
