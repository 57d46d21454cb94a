import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import type { TraceSummary } from '../worker/protocol.ts'
import { pickSimilar, similarTracesSearch } from './similarTraces.ts'

const { trace } = drawTrace(`
  order  =====  @web
    a    .===   @db
`)
const durationUs = trace.endUs[0] - trace.startUs[0]

const summary = (traceId: string, share: number, startUs: number, rootOperation = 'order'): TraceSummary => ({
  traceId,
  rootService: 'web',
  rootOperation,
  startUs,
  durationUs: share * durationUs,
  spanCount: 1,
  errorCount: 0,
  orphanCount: 0,
  services: [],
  unexplainedUs: null,
  complete: true,
})

test('the same root operation, faster ones latest first, and the median', () => {
  const found = [
    summary('slow', 2, 5),
    summary('early', 0.5, 1),
    summary('late', 0.7, 2),
    summary('other', 0.1, 3, 'cancel'),
    summary(trace.traceId, 1, 4),
  ]
  const { all, faster, median } = pickSimilar(trace, found)
  expect(all.map(({ traceId }) => traceId)).toEqual(['early', 'late', 'slow'])
  expect(faster.map(({ traceId }) => traceId)).toEqual(['late', 'early'])
  expect(median?.traceId).toBe('late')
})

test('nothing found, no median', () => {
  expect(pickSimilar(trace, []).median).toBeNull()
})

test('asks for the root operation around the trace', () => {
  const search = similarTracesSearch(trace)!
  expect([search.services, search.operation]).toEqual([['web'], 'order'])
  expect(search.window!.startUs).toBeLessThan(Number(trace.epochUs))
  expect(search.window!.endUs).toBeGreaterThan(Number(trace.epochUs))
})
