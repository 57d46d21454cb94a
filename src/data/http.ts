import { backoffMs, isBusy, MAX_ATTEMPTS, sleep } from '../lib/backoff.ts'
import { looksLikeHtml, describeStatus, serverMessage } from '../lib/serverMessage.ts'
import { noteServerDate } from './serverClock.ts'
import type { LoadFailure, Result } from '../worker/protocol.ts'

/** The server asked to come back later, and so we do: said to the reader meanwhile. */
export interface RetryNotice {
  readonly status: number
  /** The attempt that comes next, from 2. */
  readonly attempt: number
  readonly waitMs: number
}

export interface HttpOptions {
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly onRetry?: (notice: RetryNotice) => void
  /** For tests. */
  readonly fetch?: typeof fetch
}

const TIMEOUT_MS = 30_000

/** A failure as an exception, the way TanStack Query wants it. */
export class LoadError extends Error {
  readonly failure: LoadFailure

  constructor(failure: LoadFailure) {
    super(failure.message)
    this.name = 'LoadError'
    this.failure = failure
  }
}

/** The value, or a `LoadError`. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new LoadError(result.failure)
  return result.value
}

export const failureOf = (error: unknown): LoadFailure =>
  error instanceof LoadError
    ? error.failure
    : { kind: 'network', status: null, message: 'Something went wrong.', detail: String(error), url: '' }

const fail = (failure: LoadFailure): Result<never> => ({ ok: false, failure })

/**
 * A small JSON body (services, operations, summaries, dependencies). Traces go through the worker instead.
 * The body is judged by what it is, not by its content type or status: Jaeger sends errors as JSON in text/plain,
 * and unknown paths as its page with 200.
 */
export async function getJson(url: string, options: HttpOptions = {}): Promise<Result<unknown>> {
  const { signal, timeoutMs = TIMEOUT_MS, headers, onRetry, fetch: send = fetch } = options
  for (let attempt = 1; ; attempt++) {
    const timeout = AbortSignal.timeout(timeoutMs)
    let hasBegun = false
    try {
      const response = await send(url, {
        headers: { accept: 'application/json', ...headers },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
      hasBegun = true
      noteServerDate(response)
      const body = await response.text()
      if (isBusy(response.status) && attempt < MAX_ATTEMPTS) {
        const waitMs = backoffMs(attempt, response.headers.get('retry-after'))
        onRetry?.({ status: response.status, attempt: attempt + 1, waitMs })
        await sleep(waitMs, signal)
        continue
      }
      return readJson(url, response.status, response.statusText, body)
    } catch (error) {
      return fail(
        failureOfFetch(url, error, {
          isAborted: signal?.aborted ?? false,
          isLate: timeout.aborted,
          hasBegun,
          timeoutMs,
        }),
      )
    }
  }
}

function readJson(url: string, status: number, statusText: string, body: string): Result<unknown> {
  const isOk = status >= 200 && status < 300
  if (!isOk) return fail(httpFailure(url, status, statusText, body))
  if (looksLikeHtml(body)) return fail(htmlFailure(url, status))
  try {
    return { ok: true, value: JSON.parse(body) }
  } catch {
    const message = body.trim() === '' ? 'The server sent an empty answer.' : 'The server’s answer is not JSON.'
    return fail({ kind: body.trim() === '' ? 'empty' : 'not-json', status, message, detail: serverMessage(body), url })
  }
}

export const htmlFailure = (url: string, status: number | null): LoadFailure => ({
  kind: 'html',
  status,
  message: 'The server answered with a web page instead of data. Its API may be at another path, or ask for a login.',
  detail: null,
  url,
})

export const httpFailure = (url: string, status: number, statusText: string, body: string): LoadFailure => ({
  kind: status === 404 ? 'not-found' : 'http',
  status,
  message: describeStatus(status, statusText, serverMessage(body)),
  detail: serverMessage(body),
  url,
})

interface Circumstances {
  readonly isAborted: boolean
  readonly isLate: boolean
  /** The answer's head had come. */
  readonly hasBegun: boolean
  readonly timeoutMs: number
}

function failureOfFetch(
  url: string,
  error: unknown,
  { isAborted, isLate, hasBegun, timeoutMs }: Circumstances,
): LoadFailure {
  const base = { status: null, detail: error instanceof Error ? error.message : String(error), url }
  const seconds = Math.round(timeoutMs / 1e3)
  if (isAborted) return { ...base, kind: 'aborted', message: 'Cancelled.' }
  if (isLate) {
    const message = hasBegun
      ? `The answer was not complete within ${seconds} seconds.`
      : `No answer within ${seconds} seconds.`
    return { ...base, kind: 'timeout', message }
  }
  if (hasBegun) return { ...base, kind: 'truncated', message: 'The connection broke before the answer was complete.' }
  return { ...base, kind: 'network', message: 'The server does not answer.' }
}
