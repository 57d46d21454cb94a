import type { QueryClient } from '@tanstack/react-query'
import type { TraceView } from '../worker/protocol.ts'
import { relaxWorker } from './workerClient.ts'

/** Tells the worker whenever a trace's page has been closed for good (its view left the query cache): it need not hold it for us. */
export function freeClosedTraces(client: QueryClient): () => void {
  return client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'removed' || query.queryKey[0] !== 'trace') return
    const views = client.getQueriesData<TraceView>({ queryKey: ['trace'] })
    void relaxWorker(views.flatMap(([, view]) => (view ? [view.key] : []))).catch(() => undefined)
  })
}
