import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { downloadTraces, resultValuesQuery } from './resultTags.ts'
import * as worker from './workerClient.ts'

const NAME = `${'1'.repeat(32)}~k3f9x2a1b0`
const opened = vi.hoisted(() => ({ openFileInWorker: vi.fn() }))
vi.mock('./fileCalls.ts', () => opened)
vi.mock('./openedFiles.ts', () => ({ blobOf: async (key: string) => new Blob([key]) }))
vi.mock('./workerClient.ts', () => ({ tagValues: vi.fn(), exportTraces: vi.fn(), searchTraces: vi.fn() }))

test('traces of opened files that the worker does not hold are read again, and no server is asked for them', async () => {
  const client = new QueryClient()
  vi.mocked(worker.tagValues).mockImplementation(async () => [
    opened.openFileInWorker.mock.calls.length > 0 ? [['v']] : null,
  ])
  expect((await client.fetchQuery(resultValuesQuery([{ traceId: NAME, spanCount: 1 }], ['k'], 0))).get(NAME)).toEqual([
    ['v'],
  ])
  expect(opened.openFileInWorker).toHaveBeenCalledTimes(1)
  vi.mocked(worker.exportTraces).mockResolvedValueOnce({ file: new Blob(), missing: [NAME] })
  vi.mocked(worker.exportTraces).mockResolvedValueOnce({ file: new Blob(), missing: [] })
  expect((await downloadTraces(client, [NAME], 'jaeger')).missing).toBe(0)
  expect(opened.openFileInWorker).toHaveBeenCalledTimes(2)
  expect(worker.searchTraces).not.toHaveBeenCalled()
})

test('a trace that the worker has let go keeps what was read of it; one that has grown is read again', async () => {
  const client = new QueryClient()
  const [a, b] = ['a'.repeat(32), 'b'.repeat(32)]
  const held = new Map([[a, [['old']]]])
  const asked = vi.mocked(worker.tagValues).mockImplementation(async (names) => names.map((n) => held.get(n) ?? null))
  const read = (spanCount: number, fetched: number) => {
    asked.mockClear()
    const traces = [a, b].map((traceId) => ({ traceId, spanCount }))
    return client.fetchQuery(resultValuesQuery(traces, ['k'], fetched))
  }
  expect([...(await read(1, 0))]).toEqual([[a, [['old']]]])
  held.delete(a)
  held.set(b, [['came']])
  expect([...(await read(1, 1))]).toEqual([
    [a, [['old']]],
    [b, [['came']]],
  ])
  expect(asked.mock.calls).toEqual([[[b], ['k']]])
  held.set(a, [['new']])
  expect((await read(2, 1)).get(a)).toEqual([['new']])
})
