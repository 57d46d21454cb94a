import { expect, test } from 'vitest'
import type { Result, SearchAnswer, TraceSummary } from '../worker/protocol.ts'
import { sampleTraces } from './sampleTraces.ts'

const trace = (traceId: string, ...services: string[]) =>
  ({ traceId, services: services.map((name) => ({ name, spanCount: 1, errorCount: 0 })) }) as unknown as TraceSummary
const answer = (...traces: TraceSummary[]): Result<SearchAnswer> => ({ ok: true, value: { traces, notices: [] } })
const quiet = { signal: new AbortController().signal, onProgress: () => undefined }

test('a service that others’ traces tell enough of is not asked for', async () => {
  const asked: string[] = []
  const services = ['web', 'x', 'y', 'stock', 'mail']
  const search = async (service: string) => {
    asked.push(service)
    return service === 'web' ? answer(trace('1', 'web', 'stock'), trace('2', 'web', 'stock')) : answer()
  }
  const { done, traces } = await sampleTraces(services, search, { ...quiet, perService: 2 })
  expect(asked).toEqual(['web', 'x', 'y', 'mail'])
  expect([done, traces]).toEqual([5, 2])
})

test('at most three requests at a time; a failure is told and stops nothing', async () => {
  let now = 0
  let most = 0
  const services = Array.from({ length: 20 }, (_, i) => `s${i}`)
  const failure = { kind: 'http', message: 'busy', status: 503 } as never
  const search = async (service: string): Promise<Result<SearchAnswer>> => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setTimeout(resolve, 1))
    now--
    return service === 's7' ? { ok: false, failure } : answer(trace(service, service))
  }
  const result = await sampleTraces(services, search, { ...quiet, perService: 5 })
  expect(most).toBe(3)
  expect(result).toEqual({ done: 20, services: 20, traces: 19, failed: [{ service: 's7', failure }] })
})

test('cancelled: no further request, and what came counts', async () => {
  const cancel = new AbortController()
  const asked: string[] = []
  const search = async (service: string) => {
    asked.push(service)
    return answer(trace(service, service))
  }
  const onProgress = ({ done }: { done: number }) => {
    if (done === 3) cancel.abort()
  }
  const services = Array.from({ length: 20 }, (_, i) => `s${i}`)
  const { traces } = await sampleTraces(services, search, { perService: 5, signal: cancel.signal, onProgress })
  expect(asked.length).toBeLessThan(8)
  expect(traces).toBeGreaterThanOrEqual(3)
})
