/** The worker that reads and analyses traces. A saved comparison carries it inside (`scripts/savedPage.ts`). */
export const createWorker = (): Worker =>
  new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module', name: 'lacuna' })
