import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { loadComparison, type ComparisonTarget } from '../../data/comparisonLoads.ts'
import { EVICTED } from '../../lib/evicted.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import type { LoadFailure } from '../../worker/protocol.ts'

/** Why there is no comparison: for each side, null for one that is here. */
export class SidesError extends Error {
  constructor(
    readonly a: LoadFailure | null,
    readonly b: LoadFailure | null,
  ) {
    super((a ?? b)?.message)
    this.name = 'SidesError'
  }
}

/** A link can be faster than a trace's way into the store: so many tries, half a minute in all. */
const NOT_STORED_RETRIES = 8

const isNotStoredYet = ({ a, b }: SidesError) =>
  [a, b].every((failure) => failure === null || failure.kind === 'not-found')

/** Two traces, compared. Under another clock view the one before stays until the next is there. */
export const comparisonQuery = (target: ComparisonTarget) =>
  queryOptions<ComparisonView, SidesError>({
    queryKey: ['comparison', target.a, target.b, target.clocks],
    queryFn: async ({ signal }) => {
      const result = await loadComparison(target, signal)
      if (result.ok) return result.value
      throw new SidesError(result.a, result.b)
    },
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
    retry: (failures, error) => error instanceof SidesError && isNotStoredYet(error) && failures < NOT_STORED_RETRIES,
    retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 5_000),
    placeholderData: (previous, query) =>
      query?.queryKey[1] === target.a && query.queryKey[2] === target.b ? previous : undefined,
  })

/** A question about a comparison that is shown. When the worker had to let a side go, both are loaded again, and what asks asks anew. */
export async function askComparison<T>(client: QueryClient, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && error.name === EVICTED) void client.invalidateQueries({ queryKey: ['comparison'] })
    throw error
  }
}
