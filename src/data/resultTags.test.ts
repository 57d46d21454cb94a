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
  expect((await client.fetchQuery(resultValuesQuery([NAME], ['k']))).get(NAME)).toEqual([['v']])
  expect(opened.openFileInWorker).toHaveBeenCalledTimes(1)
  vi.mocked(worker.exportTraces).mockResolvedValueOnce({ file: new Blob(), missing: [NAME] })
  vi.mocked(worker.exportTraces).mockResolvedValueOnce({ file: new Blob(), missing: [] })
  expect((await downloadTraces(client, [NAME], 'jaeger')).missing).toBe(0)
  expect(opened.openFileInWorker).toHaveBeenCalledTimes(2)
  expect(worker.searchTraces).not.toHaveBeenCalled()
})
