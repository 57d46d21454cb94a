import type { TraceRequest } from '../worker/protocol.ts'

/**
 * The worker that reads and analyses traces. `early`: what it reads as soon as it runs, told by its name: a message would wait until
 * the page's own thread has a moment. A saved comparison carries the worker inside (`scripts/savedPage.ts`).
 */
export const createWorker = (early: readonly TraceRequest[]): Worker =>
  new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module', name: JSON.stringify(early) })
