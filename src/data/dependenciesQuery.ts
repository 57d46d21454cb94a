import { queryOptions } from '@tanstack/react-query'
import type { DependenciesAddress } from '../url/dependenciesAddress.ts'
import type { Dependency } from './backend.ts'
import { unwrap } from './http.ts'
import { backendFor } from './servicesQuery.ts'

/** Who called whom how often; null when the backend does not count it. */
export const dependenciesQuery = ({ endMs, lookbackMs }: Pick<DependenciesAddress, 'endMs' | 'lookbackMs'>) =>
  queryOptions({
    queryKey: ['dependencies', endMs, lookbackMs],
    queryFn: async ({ client, signal }): Promise<readonly Dependency[] | null> => {
      const backend = await backendFor(client)
      return unwrap(await backend.dependencies(endMs ?? Date.now(), lookbackMs, { signal }))
    },
    staleTime: 60_000,
  })
