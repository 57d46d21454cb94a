import type { TraceSummary } from '../../worker/protocol.ts'

/** A result for tests. */
export const summary = (traceId: string, part: Partial<TraceSummary> = {}): TraceSummary => ({
  traceId,
  rootService: 'shop',
  rootOperation: 'GET /',
  startUs: 1000,
  durationUs: 100,
  spanCount: 1,
  errorCount: 0,
  orphanCount: 0,
  services: [],
  unexplainedUs: null,
  complete: false,
  ...part,
})
