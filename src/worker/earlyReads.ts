import type { BodyTrace } from './loadTraces.ts'
import type { LoadProgress, Result, TraceRequest } from './protocol.ts'

type OnProgress = (progress: LoadProgress) => void
type Read = (request: TraceRequest, signal: AbortSignal, onProgress: OnProgress) => Promise<Result<BodyTrace>>

interface Begun {
  readonly traceId: string | null
  readonly abort: AbortController
  readonly result: Promise<Result<BodyTrace>>
  hear: OnProgress
  readonly expiry: ReturnType<typeof setTimeout>
}

/** Whoever asked is gone if nobody has taken a reading by then. */
const KEEP_MS = 20_000

/**
 * Readings under way before anyone has sent the worker a message: the first who asks for such an address takes its reading over,
 * as if it had just begun.
 *
 *   name    read ──────────────────────────────▶
 *   page              openTrace ── takes it over ▶ view
 */
export function createEarlyReads(read: Read) {
  const begun = new Map<string, Begun>()
  return {
    begin(request: TraceRequest): void {
      const abort = new AbortController()
      const one: Begun = {
        traceId: request.traceId,
        abort,
        result: read(request, abort.signal, (progress) => one.hear(progress)),
        hear: () => {},
        expiry: setTimeout(() => {
          begun.delete(request.url)
          abort.abort()
        }, KEEP_MS),
      }
      one.result.catch(() => {})
      begun.set(request.url, one)
    },

    /** The reading that is under way for the request; null when there is none. `signal` ends it from now on. */
    take(request: TraceRequest, signal: AbortSignal, onProgress: OnProgress): Promise<Result<BodyTrace>> | null {
      const one = begun.get(request.url)
      if (!one || one.traceId !== request.traceId) return null
      begun.delete(request.url)
      clearTimeout(one.expiry)
      one.hear = onProgress
      if (signal.aborted) one.abort.abort()
      signal.addEventListener('abort', () => one.abort.abort(), { once: true })
      return one.result
    },
  }
}

/** What a worker's name asks for, `TraceRequest[]` as JSON; nothing when it is any other name, or none. */
export function parseRequests(name: string | undefined): readonly TraceRequest[] {
  try {
    return JSON.parse(name ?? '[]') as readonly TraceRequest[]
  } catch {
    return []
  }
}
