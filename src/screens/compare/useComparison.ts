import { useQuery } from '@tanstack/react-query'
import { unwrap } from '../../data/http.ts'
import { compareTraces } from '../../data/workerClient.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'

/** Two traces that the worker holds, compared. Under another clock view the one before stays until the next is there. */
export const useComparison = (keyA: string | undefined, keyB: string | undefined, clocks: CompareAddress['clocks']) =>
  useQuery({
    queryKey: ['comparison', keyA, keyB, clocks],
    queryFn: async () => unwrap(await compareTraces(keyA!, keyB!, { clocks, minGapUs: null })),
    enabled: keyA !== undefined && keyB !== undefined,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
    retry: false,
    placeholderData: (previous) => previous,
  })
