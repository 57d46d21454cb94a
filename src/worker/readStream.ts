import { backoffMs, isBusy, MAX_ATTEMPTS, sleep } from '../lib/backoff.ts'
import { aborted, fail, refused, stalled, unreachable } from './failures.ts'
import type { LoadProgress, Result, TraceRequest } from './protocol.ts'

/** What takes the bytes as they come. */
export interface ByteSink {
  push(chunk: Uint8Array): void
  /** Spans so far, and their density over time. */
  progress(): Pick<LoadProgress, 'spans' | 'outline'>
}

export interface StreamOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: LoadProgress) => void
  /** For tests. */
  readonly fetch?: typeof fetch
  readonly stallMs?: number
}

/** A body that reached its end. */
export interface ReadBody {
  readonly status: number
  readonly bytes: number
}

const STALL_MS = 30_000
const PROGRESS_MS = 100
/** An error's text is short; more of a body is not looked at. */
const ERROR_BYTES = 64 * 1024

/**
 * Fetches and pushes every chunk into the sink. Fails when the server refuses, breaks off or sends nothing for half a minute;
 * a busy one (429, 503) is asked again, and progress says so. The sink is made anew per attempt: none sees two bodies.
 */
export async function readStream<Sink extends ByteSink>(
  request: TraceRequest,
  makeSink: () => Sink,
  { signal, onProgress, fetch: send = fetch, stallMs = STALL_MS }: StreamOptions,
): Promise<Result<ReadBody & { readonly sink: Sink }>> {
  const { url } = request
  for (let attempt = 1; ; attempt++) {
    const watch = watchStall(stallMs, signal)
    let bytes = 0
    try {
      const response = await send(url, { headers: { accept: 'application/json', ...request.headers }, signal: watch.signal })
      watch.reset()
      if (isBusy(response.status) && attempt < MAX_ATTEMPTS) {
        void response.body?.cancel()
        const waitMs = backoffMs(attempt, response.headers.get('retry-after'))
        onProgress({ bytes: 0, totalBytes: null, spans: 0, outline: NO_OUTLINE, retry: { status: response.status, attempt: attempt + 1, waitMs } })
        watch.stop()
        await sleep(waitMs, signal)
        continue
      }
      if (!response.ok) return fail(refused(url, response.status, response.statusText, await readText(response, watch)))

      const sink = makeSink()
      const totalBytes = totalBytesOf(response)
      let reportedAt = performance.now()
      for await (const chunk of chunksOf(response)) {
        watch.reset()
        bytes += chunk.byteLength
        sink.push(chunk)
        const now = performance.now()
        if (now - reportedAt < PROGRESS_MS) continue
        reportedAt = now
        onProgress({ bytes, totalBytes, ...sink.progress() })
      }
      return { ok: true, value: { status: response.status, bytes, sink } }
    } catch (error) {
      if (signal.aborted) return fail(aborted(url))
      if (watch.hasStalled()) return fail(stalled(url, stallMs, bytes))
      if (error instanceof RangeError) return fail({ kind: 'too-large', status: null, message: 'The answer does not fit into memory.', detail: error.message, url })
      return fail(unreachable(url, error, bytes))
    } finally {
      watch.stop()
    }
  }
}

const NO_OUTLINE = new Uint32Array(256)

/** Aborts when `reset` is not called in time, or when `outer` aborts. */
function watchStall(ms: number, outer: AbortSignal) {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStalled = false
  const onOuter = () => controller.abort(outer.reason)
  const onStall = () => {
    isStalled = true
    controller.abort()
  }
  // Resetting per chunk must be cheap: the timer looks at the clock when it fires.
  let lastAt = performance.now()
  const check = () => {
    const left = lastAt + ms - performance.now()
    if (left <= 0) onStall()
    else timer = setTimeout(check, left)
  }
  if (outer.aborted) onOuter()
  outer.addEventListener('abort', onOuter, { once: true })
  timer = setTimeout(check, ms)
  return {
    signal: controller.signal,
    hasStalled: () => isStalled,
    reset() {
      lastAt = performance.now()
    },
    stop() {
      clearTimeout(timer)
      outer.removeEventListener('abort', onOuter)
    },
  }
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  if (!response.body) return
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      if (value.byteLength > 0) yield value
    }
  } finally {
    // Ends the request when the loop was left early; a finished one does not mind.
    reader.cancel().catch(() => {})
  }
}

async function readText(response: Response, watch: { reset(): void }): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunksOf(response)) {
    watch.reset()
    text += decoder.decode(chunk, { stream: true })
    if (text.length > ERROR_BYTES) break
  }
  return text
}

/** Of a compressed body the length on the wire says nothing of what arrives here. */
function totalBytesOf({ headers }: Response): number | null {
  const length = Number(headers.get('content-length') ?? Number.NaN)
  const encoding = headers.get('content-encoding') ?? 'identity'
  return encoding === 'identity' && Number.isFinite(length) && length > 0 ? length : null
}
