import { useQuery } from '@tanstack/react-query'
import { findInTrace } from '../../data/workerClient.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { askComparison } from './comparisonQuery.ts'

const NONE_FOUND = new Uint32Array()

export interface FoundSpans {
  /** Ascending; null while nothing is looked for. Until a new text is looked through, what the one before found. */
  readonly spans: Uint32Array | null
  readonly done: boolean
}

/** The spans of one trace whose service, operation, id, tags or events hold a text, as the trace's own page finds them. */
export function useFoundSpans(key: string, clocks: CompareAddress['clocks'], find: string): FoundSpans {
  const text = find.trim()
  const { data, isPlaceholderData, isError } = useQuery({
    queryKey: ['found', key, clocks, text],
    queryFn: ({ client, signal }) =>
      askComparison(
        client,
        () =>
          new Promise<Uint32Array>((resolve, reject) => {
            const options = { clocks, minGapUs: null }
            findInTrace(key, options, text, signal, ({ spans, done }) => done && resolve(spans)).catch(reject)
          }),
      ),
    enabled: text !== '',
    staleTime: Infinity,
    gcTime: 30_000,
    retry: false,
    structuralSharing: false,
    placeholderData: (previous) => previous,
  })
  if (text === '') return { spans: null, done: true }
  return { spans: data ?? NONE_FOUND, done: isError || (data !== undefined && !isPlaceholderData) }
}
