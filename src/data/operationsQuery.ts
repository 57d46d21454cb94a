import { queryOptions } from '@tanstack/react-query'
import type { Operation } from './backend.ts'
import { unwrap } from './http.ts'
import { backendFor } from './servicesQuery.ts'

/** The operations of a service, sorted by name. One name can come once per span kind. */
export const operationsQuery = (service: string | null) =>
  queryOptions({
    queryKey: ['operations', service],
    queryFn: async ({ client, signal }): Promise<readonly Operation[]> => {
      if (service === null) return []
      const backend = await backendFor(client)
      return unwrap(await backend.operations(service, { signal }))
    },
    enabled: service !== null,
    staleTime: 60_000,
  })
