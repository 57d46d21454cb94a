import type { EarlyRequest } from '../worker/earlyFetch.ts'

/**
 * The worker that reads and analyses traces. `early`: what it asks for as soon as it runs, told by its name: a message would wait until
 * the page's own thread has a moment. A saved comparison carries the worker inside (`scripts/savedPage.ts`).
 */
export const createWorker = (early: readonly EarlyRequest[]): Worker =>
  new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module', name: JSON.stringify(early) })
