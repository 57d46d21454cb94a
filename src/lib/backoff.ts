/** Answers that mean "later": too many requests, and overloaded or restarting. */
export const isBusy = (status: number): boolean => status === 429 || status === 503

export const MAX_ATTEMPTS = 4

/** How long to wait after the n-th attempt (1 …) failed: 0.5 s, 1 s, 2 s …, or what the server asked for, at most 30 s. */
export function backoffMs(attempt: number, retryAfter: string | null, nowMs = Date.now()): number {
  const seconds = Number(retryAfter)
  const askedMs = !retryAfter ? 0 : Number.isFinite(seconds) ? seconds * 1e3 : Date.parse(retryAfter) - nowMs
  const usual = 500 * 2 ** (attempt - 1)
  return Math.min(30_000, Math.max(usual, Number.isFinite(askedMs) ? askedMs : 0))
}

/** Resolves after the time; rejects with the signal's reason when it aborts first. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
