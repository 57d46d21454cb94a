import { queryOptions } from '@tanstack/react-query'
import type { TagPair } from '../url/tags.ts'
import type { OtherHalfFound, TraceView } from '../worker/protocol.ts'
import type { SearchQuery } from './backend.ts'
import { backendFor, servicesQuery } from './servicesQuery.ts'
import { otherHalves, tellingValues } from './workerClient.ts'

export interface OtherHalves {
  readonly found: readonly OtherHalfFound[]
  /** The values that were searched for. */
  readonly values: readonly TagPair[]
  /** The services whose traces were searched. */
  readonly services: readonly string[]
  /** Services whose search failed. */
  readonly failed: readonly string[]
}

const BEFORE_US = 10 * 60e6
const AFTER_US = 60 * 60e6
const MOST_SERVICES = 60
const TRACES_PER_SEARCH = 10
const AT_ONCE = 4

/**
 * Searches every service for the values that this trace is about, near it in time, the suspected services first; then asks which of
 * the traces at hand is its other half. Once per open trace, and only when someone asks.
 */
export const otherHalfQuery = (view: TraceView, suspects: readonly string[]) =>
  queryOptions({
    queryKey: ['other-half', view.key, suspects],
    queryFn: async ({ client, signal }): Promise<OtherHalves> => {
      const backend = await backendFor(client)
      const values = await tellingValues(view.key)
      const known = await client.ensureQueryData(servicesQuery())
      const services = [...known]
        .sort((a, b) => Number(suspects.includes(b)) - Number(suspects.includes(a)))
        .slice(0, MOST_SERVICES)
      const waiting = services.flatMap((service) => values.map((value) => searchFor(service, value, view)))
      const failed = new Set<string>()
      const work = async () => {
        for (let query = waiting.shift(); query && !signal.aborted; query = waiting.shift()) {
          const answer = await backend.search(query, { signal })
          if (!answer.ok) failed.add(query.service ?? '')
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      signal.throwIfAborted()
      return { found: await otherHalves(view.key), values, services, failed: [...failed] }
    },
    staleTime: 60_000,
    structuralSharing: false,
  })

function searchFor(service: string, tag: TagPair, { trace }: TraceView): SearchQuery {
  const epochUs = Number(trace.epochUs)
  const lastUs = trace.endUs.reduce((last, end) => Math.max(last, end), 0)
  const window = { startUs: epochUs - BEFORE_US, endUs: epochUs + lastUs + AFTER_US }
  return {
    service,
    operation: null,
    tags: [tag],
    where: null,
    minDuration: '',
    maxDuration: '',
    window,
    limit: TRACES_PER_SEARCH,
    traceIds: [],
  }
}
