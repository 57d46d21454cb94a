import type { QueryClient } from '@tanstack/react-query'
import type { ComparisonView } from '../worker/compare.ts'
import type { TraceView } from '../worker/protocol.ts'
import { relaxWorker } from './workerClient.ts'

/** Tells the worker whenever a trace's page, or a comparison's, has been closed for good (its view left the query cache): it need not hold it for us. */
export function freeClosedTraces(client: QueryClient): () => void {
  return client.getQueryCache().subscribe(({ type, query }) => {
    const [kind] = query.queryKey
    if (type !== 'removed' || (kind !== 'trace' && kind !== 'comparison')) return
    const views = client.getQueriesData<TraceView>({ queryKey: ['trace'] })
    const compared = client.getQueriesData<ComparisonView>({ queryKey: ['comparison'] })
    const keys = [
      ...views.flatMap(([, view]) => (view ? [view.key] : [])),
      ...compared.flatMap(([, view]) => (view ? [view.keyA, view.keyB] : [])),
    ]
    void relaxWorker(keys).catch(() => undefined)
  })
}
