/**
 * The request that the page's HTML wants at once (`index.html`): its address is the worker's name. It leaves before the rest of the worker's
 * code has run, and long before the page asks.
 */
let early = ask(Reflect.get(globalThis, 'name'))

function ask(url: unknown) {
  if (typeof url !== 'string' || url === '') return null
  const abort = new AbortController()
  const answer = fetch(url, { headers: { accept: 'application/json' }, signal: abort.signal })
  // Whoever takes it hears of that.
  answer.catch(() => {})
  return { url, abort, answer }
}

/** As `fetch`; what is under way for this very address is taken over. */
export const fetchOrTake: typeof fetch = (url, init) => {
  const mine = early
  early = null
  if (mine?.url !== url) {
    mine?.abort.abort()
    return fetch(url, init)
  }
  const callOff = () => mine.abort.abort()
  if (init?.signal?.aborted) callOff()
  init?.signal?.addEventListener('abort', callOff, { once: true })
  return mine.answer
}
