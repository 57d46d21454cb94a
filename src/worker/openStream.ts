import { backoffMs, isBusy, MAX_ATTEMPTS, sleep } from '../lib/backoff.ts'
import { fetchOrTake } from './earlyAnswer.ts'
import { aborted, fail, refused, stalled, succeed, unreachable } from './failures.ts'
import type { LoadFailure, LoadProgress, Result, TraceRequest } from './protocol.ts'

/** How a body is read, wherever it comes from. */
export interface ReadOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: LoadProgress) => void
  /** See `wasmModules.ts`. */
  readonly scanner?: Promise<WebAssembly.Module | null>
}

export interface StreamOptions extends ReadOptions {
  /** For tests. */
  readonly fetch?: typeof fetch
  readonly stallMs?: number
}

/** A body that is about to be read. Reading its chunks throws when it breaks off or stalls: `explain` then says which. */
export interface OpenBody {
  readonly status: number
  /** Null for a compressed body, whose length on the wire says nothing of what arrives here. */
  readonly totalBytes: number | null
  readonly chunks: AsyncIterable<Uint8Array>
  explain(error: unknown): LoadFailure
}

const STALL_MS = 30_000
/** An error's text is short; more of it is not looked at. */
const ERROR_CHARACTERS = 64 * 1024

/**
 * Asks for a body. Fails when the server refuses, cannot be reached or sends nothing for half a minute; a busy one (429, 503)
 * is asked again, and progress says so.
 */
export async function openStream(
  request: TraceRequest,
  { signal, onProgress, fetch: send = fetchOrTake, stallMs = STALL_MS }: StreamOptions,
): Promise<Result<OpenBody>> {
  const { url } = request
  for (let attempt = 1; ; attempt++) {
    const watch = watchStall(stallMs, signal)
    let bytes = 0
    let hasBegun = false
    const explain = (error: unknown): LoadFailure => {
      if (signal.aborted) return aborted(url)
      if (watch.hasStalled()) return stalled(url, stallMs, bytes)
      if (error instanceof RangeError) {
        return {
          kind: 'too-large',
          status: null,
          message: 'The answer does not fit into memory.',
          detail: error.message,
          url,
        }
      }
      return unreachable(url, error, hasBegun)
    }
    try {
      const response = await send(url, {
        headers: { accept: 'application/json', ...request.headers },
        signal: watch.signal,
      })
      hasBegun = true
      watch.reset()
      if (isBusy(response.status) && attempt < MAX_ATTEMPTS) {
        response.body?.cancel().catch(() => {})
        watch.stop()
        const waitMs = backoffMs(attempt, response.headers.get('retry-after'))
        onProgress({ ...NOTHING_YET, retry: { status: response.status, attempt: attempt + 1, waitMs } })
        await sleep(waitMs, signal)
        continue
      }
      const chunks = chunksOf(response, watch, (count) => (bytes += count))
      if (response.ok) return succeed({ status: response.status, totalBytes: totalBytesOf(response), chunks, explain })
      return fail(refused(url, response.status, response.statusText, await readText(chunks)))
    } catch (error) {
      watch.stop()
      return fail(explain(error))
    }
  }
}

const NOTHING_YET: LoadProgress = { bytes: 0, totalBytes: null, spans: 0, outline: new Uint32Array(256) }

interface StallWatch {
  readonly signal: AbortSignal
  hasStalled(): boolean
  reset(): void
  stop(): void
}

/** Aborts when `reset` is not called in time, or when `outer` aborts. */
function watchStall(ms: number, outer: AbortSignal): StallWatch {
  const controller = new AbortController()
  let isStalled = false
  let lastAt = performance.now()
  const onOuter = () => controller.abort(outer.reason)
  // Resetting, once per chunk, only notes the time: the timer looks at it when it fires.
  const check = () => {
    const leftMs = lastAt + ms - performance.now()
    if (leftMs > 0) return void (timer = setTimeout(check, leftMs))
    isStalled = true
    controller.abort()
  }
  let timer = setTimeout(check, ms)
  if (outer.aborted) onOuter()
  outer.addEventListener('abort', onOuter, { once: true })
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

async function* chunksOf(
  response: Response,
  watch: StallWatch,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const source = response.body && openSource(response.body)
  try {
    while (source) {
      const { done, value } = await source.read()
      if (done || !value) return
      watch.reset()
      onBytes(value.byteLength)
      yield value
    }
  } finally {
    watch.stop()
    // Ends the request when the loop was left early; a finished one does not mind.
    source?.cancel().catch(() => {})
  }
}

/** As much as the browser hands over at once, and more. */
const BUFFER_BYTES = 1 << 19

/**
 * Reads into two buffers by turns: a buffer per chunk is garbage that has to be collected while the trace is read. So a chunk holds until
 * the second one after it. Where a body cannot be read so, every chunk is a new one.
 */
function openSource(body: ReadableStream<Uint8Array<ArrayBuffer>>): {
  read(): Promise<{ done: boolean; value?: Uint8Array<ArrayBuffer> }>
  cancel(): Promise<void>
} {
  let reader: ReadableStreamBYOBReader
  try {
    reader = body.getReader({ mode: 'byob' })
  } catch {
    return body.getReader()
  }
  let next = new ArrayBuffer(BUFFER_BYTES)
  let last = new ArrayBuffer(BUFFER_BYTES)
  return {
    async read() {
      const { done, value } = await reader.read(new Uint8Array(next))
      next = last
      if (value) last = value.buffer
      return { done, value }
    },
    cancel: () => reader.cancel(),
  }
}

async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > ERROR_CHARACTERS) break
  }
  return text
}

function totalBytesOf({ headers }: Response): number | null {
  const length = Number(headers.get('content-length') ?? Number.NaN)
  const encoding = headers.get('content-encoding') ?? 'identity'
  return encoding === 'identity' && Number.isFinite(length) && length > 0 ? length : null
}
