import { expect, test } from 'vitest'
import { traceIdInPath } from './startEarly.ts'

test.each([
  ['/', '/trace/abc', 'abc'],
  ['/', '/trace/abc/', 'abc'],
  ['/jaeger/ui/', '/jaeger/ui/trace/abc', 'abc'],
  ['/jaeger/ui/', '/trace/abc', null],
  ['/', '/trace/S%2Fkv%3D', 'S/kv='],
  ['/', '/trace/%E0%A4%A', '%E0%A4%A'],
  ['/', '/search', null],
  ['/', '/trace/', null],
])('below %s, %s is %s', (base, path, id) => {
  expect(traceIdInPath(base, path)).toBe(id)
})
