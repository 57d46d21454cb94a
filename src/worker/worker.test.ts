import { expect, test, vi } from 'vitest'
import { readRecorded } from '../formats/recordedTraces.ts'
import type { LacunaWorker, Result, TraceRequest } from './protocol.ts'

/** What the worker hands to the page. */
const exposed = vi.hoisted(() => ({ worker: null as unknown }))
vi.mock('comlink', () => ({
  expose: (worker: unknown) => void (exposed.worker = worker),
  transfer: <T>(value: T) => value,
}))
await import('./worker.ts')
const worker = exposed.worker as LacunaWorker

const AUTO = { clocks: 'auto', minGapUs: null } as const
const ignore = () => {}
const file = new Blob([readRecorded('doc-pipeline/gap-201/jaeger.json') as BlobPart])
const request: TraceRequest = {
  url: 'f.json',
  traceId: '662207646adce1456023969896f6a30b',
  name: 'f',
  file,
} as TraceRequest

/** The code for files is fetched when first needed; "cancel" that comes in the meantime counts. */
const reads: Record<string, (token: string) => Promise<Result<unknown>>> = {
  'opening a file': (token) => worker.openFile(file, 'f.json', token, ignore),
  'opening one trace of a file': (token) => worker.openTrace(request, AUTO, token, ignore),
  'opening a saved comparison': (token) => worker.openSaved([file, file], token),
}
test.each(Object.entries(reads))('%s is cancelled while its code is on its way', async (name, read) => {
  const reading = read(name)
  worker.cancel(name)
  const result = await reading
  expect(result.ok ? null : result.failure.kind).toBe('aborted')
})
