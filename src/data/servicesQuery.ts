import { queryOptions, type QueryClient } from '@tanstack/react-query'
import type { Backend, BackendDeps } from './backend.ts'
import { apiBase, configuredApi } from './configuration.ts'
import { failureOf, unwrap } from './http.ts'
import { makeBackend, probeBackend, type Probed } from './probe.ts'
import { searchTraces } from './workerClient.ts'

const deps = (): BackendDeps => ({ base: apiBase(), searchTraces })

/** Which API the server speaks, found once: configured, or by asking for its services. */
export const backendQuery = () =>
  queryOptions({
    queryKey: ['backend'],
    queryFn: async ({ signal }): Promise<Probed> => {
      const configured = configuredApi()
      if (!configured) return unwrap(await probeBackend(deps(), { signal }))
      const backend = await makeBackend(configured, deps())
      return { backend, services: unwrap(await backend.services({ signal })) }
    },
    staleTime: Infinity,
    gcTime: Infinity,
    structuralSharing: false,
  })

/** The backend to ask; when its services cannot be had, the likeliest one: its own answer will say what is wrong. */
export async function backendFor(client: QueryClient): Promise<Backend> {
  try {
    return (await client.ensureQueryData(backendQuery())).backend
  } catch (error) {
    // One wait for a backend that is silent is enough.
    if (failureOf(error).kind === 'timeout') throw error
    return await makeBackend(configuredApi() ?? 'jaeger', deps())
  }
}

/** The services that have traces, sorted. */
export const servicesQuery = () =>
  queryOptions({
    queryKey: ['services'],
    queryFn: async ({ client, signal }): Promise<readonly string[]> => {
      const known = client.getQueryData<Probed>(backendQuery().queryKey)
      if (known) return unwrap(await known.backend.services({ signal }))
      return (await client.fetchQuery(backendQuery())).services
    },
    staleTime: 60_000,
  })
