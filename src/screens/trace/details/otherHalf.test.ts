import { expect, test } from 'vitest'
import type { Findings } from '../../../analysis/findings.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { otherHalf } from './otherHalf.ts'

const view = {
  trace: { epochUs: 1_700_000_000_000_000n, startUs: Float64Array.of(0, 5e6), endUs: Float64Array.of(9e6, 6e6) },
} as unknown as TraceView
const findingsOf = (peer: string | null) => ({ lostContext: [{ span: 1, peer }] }) as unknown as Findings

test('the callee is looked for around the call', () => {
  expect(otherHalf(view, findingsOf('ranking'), ['api', 'ranking'], 1)).toEqual({
    service: 'ranking',
    window: { startUs: 1_700_000_004_000_000, endUs: 1_700_000_016_000_000 },
  })
})

test('a host is known by its first label', () => {
  expect(otherHalf(view, findingsOf('Ranking.prod.svc:8080'), ['ranking'], 1)?.service).toBe('ranking')
})

test('no link where the backend knows no such service, or nothing is lost', () => {
  expect(otherHalf(view, findingsOf('elsewhere'), ['ranking'], 1)).toBeNull()
  expect(otherHalf(view, findingsOf(null), ['ranking'], 1)).toBeNull()
  expect(otherHalf(view, findingsOf('ranking'), ['ranking'], 0)).toBeNull()
  expect(otherHalf(view, null, ['ranking'], 1)).toBeNull()
})
