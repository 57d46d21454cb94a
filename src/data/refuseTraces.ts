import type { TagCondition } from '../model/tagCondition.ts'
import type { TraceSummary } from '../worker/protocol.ts'
import type { Backend, SearchQuery } from './backend.ts'
import type { PartsOptions } from './searchParts.ts'
import { matchTags, searchTraces } from './workerClient.ts'

/**
 * Which traces do not meet a condition that the server was not asked. Of those that only a summary came of, the whole is fetched
 * first, a few at a time. What cannot be had is kept: it may meet the condition.
 */
export const refuseOf =
  (backend: Backend, signal: AbortSignal): PartsOptions['refuse'] =>
  async (traces: readonly TraceSummary[], query: SearchQuery, condition: TagCondition) => {
    const ids = traces.map(({ traceId }) => traceId)
    const scope = { services: query.service === null ? null : [query.service], operation: query.operation }
    const known = await matchTags(ids, condition, scope, signal)
    const refused = new Set(ids.filter((_, i) => known[i] === false))
    const open = ids.filter((_, i) => known[i] === null)
    if (open.length === 0) return refused
    const { searchByIds } = await import('./searchByIds.ts')
    await searchByIds(open, (id) => backend.traceRequest(id, query.window), searchTraces, { signal })
    signal.throwIfAborted()
    const fetched = await matchTags(open, condition, scope, signal)
    for (const [i, traceId] of open.entries()) if (fetched[i] === false) refused.add(traceId)
    return refused
  }
