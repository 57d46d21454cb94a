declare global {
  /** The worker that the page's HTML has started already; `failed` when that was in vain. */
  var lacunaWorker: (Worker & { failed?: boolean }) | undefined
}

/**
 * The worker that reads traces. The built page's HTML starts the first with its own first lines (`index.html`), from where it is taken
 * over here. A saved comparison carries the worker inside (`scripts/savedPage.ts`).
 */
export function createWorker(): Worker {
  const early = globalThis.lacunaWorker
  globalThis.lacunaWorker = undefined
  if (early && !early.failed) return early
  return new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' })
}
