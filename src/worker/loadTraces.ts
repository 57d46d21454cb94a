import { undoAdjustments } from '../analysis/undoAdjustments.ts'
import { importOtlp, readBody, type BodyProgress, type BodyResult } from '../formats/readBody.ts'
import type { ByteStore } from '../formats/spanStore.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { aborted, fail, saidNothing, succeed } from './failures.ts'
import { openStream, type ReadOptions, type StreamOptions } from './openStream.ts'
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

/** Each makes the page draw, on a machine that is busy reading. */
const PROGRESS_MS = 200

/** Jaeger's API of OTLP bodies. */
const OTLP_ADDRESS = /\/api\/v3\//

/** Fetches a body and reads all traces in it. None in it is a failure (`empty` when it is a list that may be empty). */
export async function fetchTraces(request: TraceRequest, options: StreamOptions): Promise<Result<LoadedBody>> {
  const { url } = request
  if (OTLP_ADDRESS.test(url)) importOtlp().catch(() => {})
  const open = await openStream(request, options)
  if (!open.ok) return open
  const { chunks, totalBytes, status, explain } = open.value
  try {
    let bytes = 0
    const counted = (async function* () {
      for await (const chunk of chunks) {
        bytes += chunk.byteLength
        yield chunk
      }
    })()
    const read = await readBody(counted, bodyOptions(totalBytes, options))
    // A list without traces is an answer; nothing at all is not.
    if (bytes === 0 && !options.signal.aborted) return fail(saidNothing(url, status))
    return finishBody(read, url, status, options.signal)
  } catch (error) {
    return fail(explain(error))
  }
}

export const bodyOptions = (totalBytes: number | null, { signal, onProgress, scanner }: ReadOptions) => ({
  totalBytes,
  signal,
  scanner,
  progressEveryMs: PROGRESS_MS,
  onProgress: (progress: BodyProgress) => onProgress(progress),
})

export function finishBody(
  read: BodyResult,
  url: string,
  status: number | null,
  signal: AbortSignal,
): Result<LoadedBody> {
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
