import { undoAdjustments } from '../analysis/undoAdjustments.ts'
import { readBody, type BodyProgress, type BodyResult } from '../formats/readBody.ts'
import type { ByteStore } from '../formats/spanStore.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { aborted, fail, succeed, unreachable } from './failures.ts'
import { openStream, type StreamOptions } from './openStream.ts'
import type { LoadFailure, Result, TraceRequest } from './protocol.ts'

/** A trace as it was recorded, and its spans' bytes by the same records. */
export interface BodyTrace {
  readonly loaded: LoadedTrace
  readonly bytes: ByteStore
}

export interface LoadedBody {
  readonly traces: readonly BodyTrace[]
  /** What the server said besides: unknown ids, partial answers. */
  readonly notices: readonly string[]
}

const PROGRESS_MS = 100

/** Fetches a body and reads all traces in it. None in it is a failure (`empty` when it is a list that may be empty). */
export async function fetchTraces(request: TraceRequest, options: StreamOptions): Promise<Result<LoadedBody>> {
  const { url } = request
  const open = await openStream(request, options)
  if (!open.ok) return open
  const { chunks, totalBytes, status, explain } = open.value
  try {
    const read = await readBody(chunks, readOptions(totalBytes, options))
    return finish(read, url, status, options.signal)
  } catch (error) {
    return fail(explain(error))
  }
}

/** The same for a file, which may be gzipped. */
export async function readFileTraces(
  file: Blob,
  name: string,
  options: Pick<StreamOptions, 'signal' | 'onProgress'>,
): Promise<Result<LoadedBody>> {
  try {
    const read = await readBody(chunksOf(file.stream()), readOptions(file.size, options))
    return finish(read, name, null, options.signal)
  } catch (error) {
    return fail(
      options.signal.aborted
        ? aborted(name)
        : { ...unreachable(name, error, 1), message: 'The file could not be read to its end.' },
    )
  }
}

const readOptions = (
  totalBytes: number | null,
  { signal, onProgress }: Pick<StreamOptions, 'signal' | 'onProgress'>,
) => ({
  totalBytes,
  signal,
  progressEveryMs: PROGRESS_MS,
  onProgress: (progress: BodyProgress) => onProgress(progress),
})

function finish(read: BodyResult, url: string, status: number | null, signal: AbortSignal): Result<LoadedBody> {
  if (signal.aborted) return fail(aborted(url))
  if (!read.ok) return fail(withAddress(read.failure, url, status))
  const traces = read.value.traces.map((trace) => ({ loaded: undoAdjustments(trace), bytes: trace.store }))
  return succeed({ traces, notices: read.value.notices })
}

const withAddress = (failure: Omit<LoadFailure, 'url'>, url: string, status: number | null): LoadFailure => ({
  ...failure,
  status: failure.status ?? status,
  url,
})

/** Browsers without async iteration of streams exist. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}
