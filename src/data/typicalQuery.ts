import { queryOptions, type QueryClient } from '@tanstack/react-query'
import type { LacunaWorker, TraceView, ViewOptions } from '../worker/protocol.ts'
import { bringTraces } from './resultTags.ts'
import { exportTypicalOf, typicalOf } from './workerClient.ts'

/** What is typical, and of how many of the traces asked for nothing could be read. */
export interface TypicalAnswer {
  readonly typical: Awaited<ReturnType<LacunaWorker['typical']>>['typical']
  readonly unread: number
}

/**
 * One trace against others, by their names. Of some a search may have told only an outline, some the worker may have let go: they are
 * read first. `others` null: not known yet.
 */
export const typicalQuery = (
  view: Pick<TraceView, 'key'> | undefined,
  others: readonly string[] | null,
  clocks: ViewOptions['clocks'],
) =>
  queryOptions({
    queryKey: ['typical', view?.key, others, clocks],
    queryFn: async ({ client, signal }): Promise<TypicalAnswer> => {
      const options = { clocks, minGapUs: null }
      const first = await typicalOf(view!.key, others!, options)
      if (first.missing.length === 0) return { typical: first.typical, unread: 0 }
      await bringTraces(client, first.missing, signal)
      const { typical, missing } = await typicalOf(view!.key, others!, options)
      return { typical, unread: missing.length }
    },
    enabled: view !== undefined && others !== null,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
    retry: false,
  })

/** The same as text. */
export async function exportTypical(
  client: QueryClient,
  key: string,
  others: readonly string[],
  options: ViewOptions,
  format: 'markdown' | 'json',
): Promise<string> {
  const first = await exportTypicalOf(key, others, options, format)
  if (first.missing.length === 0) return first.text
  await bringTraces(client, first.missing)
  return (await exportTypicalOf(key, others, options, format)).text
}
