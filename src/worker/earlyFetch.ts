/** A request that leaves before anyone has sent the worker a message. */
export interface EarlyRequest {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Whoever asked is gone if nobody has taken an answer by then. */
const KEEP_MS = 20_000

/**
 * A `fetch` with requests under way already: the first call for such an address takes over its request, any other is sent.
 * `name`: the worker's, `EarlyRequest[]` as JSON; none where there is no worker (tests).
 */
export function createEarlyFetch(
  name: string | undefined,
  send: typeof fetch = (...args) => fetch(...args),
): typeof fetch {
  const waiting = new Map<string, { readonly abort: AbortController; readonly response: Promise<Response> }>()
  for (const { url, headers } of parseRequests(name)) {
    const abort = new AbortController()
    const response = send(url, { headers: { accept: 'application/json', ...headers }, signal: abort.signal })
    response.catch(() => {})
    waiting.set(url, { abort, response })
  }
  if (waiting.size > 0) setTimeout(letGo, KEEP_MS)
  return (input, init) => {
    const early = waiting.get(String(input))
    if (!early) return send(input, init)
    waiting.delete(String(input))
    const { signal } = init ?? {}
    if (signal?.aborted) early.abort.abort(signal.reason)
    signal?.addEventListener('abort', () => early.abort.abort(signal.reason), { once: true })
    return early.response
  }

  function letGo() {
    for (const { abort } of waiting.values()) abort.abort()
    waiting.clear()
  }
}

function parseRequests(name = '[]'): readonly EarlyRequest[] {
  try {
    return JSON.parse(name) as readonly EarlyRequest[]
  } catch {
    return []
  }
}
