import { proxy } from 'comlink'
import type { SpanFilter } from '../worker/matchTraces.ts'
import type { FileAnswer, LacunaWorker, LoadProgress, Result } from '../worker/protocol.ts'
import { call, callCancellable } from './workerClient.ts'

const ignore = () => {}

/** All traces of a file. */
export const openFileInWorker = (
  file: Blob,
  name: string,
  {
    signal,
    onProgress = ignore,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (progress: LoadProgress) => void },
): Promise<Result<FileAnswer>> =>
  callCancellable(signal, name, (worker, token) => worker.openFile(file, name, token, proxy(onProgress)))

export const forgetFileInWorker = (key: string): void => void call((worker) => worker.forgetFile(key)).catch(() => {})

/** Per trace: whether it has such a span; null when the worker does not have it. */
export const matchTraces = (names: readonly string[], filter: SpanFilter): ReturnType<LacunaWorker['matchTraces']> =>
  call((worker) => worker.matchTraces(names, filter))
