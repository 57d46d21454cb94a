import { queryOptions } from '@tanstack/react-query'
import type { TraceView } from '../worker/protocol.ts'
import type { OtherHalfFound } from '../worker/protocol.ts'
import { backendFor, servicesQuery } from './servicesQuery.ts'
import { otherHalves } from './workerClient.ts'

export interface OtherHalves {
  readonly found: readonly OtherHalfFound[]
  /** The services whose traces were looked at. */
  readonly services: readonly string[]
  /** Services whose search failed. */
  readonly failed: readonly string[]
}

const BEFORE_US = 10 * 60e6
const AFTER_US = 60 * 60e6
const MOST_SERVICES = 24
const TRACES_PER_SERVICE = 50
const AT_ONCE = 3

/**
 * Searches the traces around this one, of the suspected services first, and asks which of them is its other half. Looked at once per
 * open trace, and only when someone asks.
 */
export const otherHalfQuery = (view: TraceView, suspects: readonly string[]) =>
  queryOptions({
    queryKey: ['other-half', view.key, suspects],
    queryFn: async ({ client, signal }): Promise<OtherHalves> => {
      const backend = await backendFor(client)
      const known = await client.ensureQueryData(servicesQuery())
      const services = [
        ...suspects.filter((service) => known.includes(service)),
        ...known.filter((service) => !suspects.includes(service)),
      ].slice(0, MOST_SERVICES)
      const epochUs = Number(view.trace.epochUs)
      const lastUs = view.trace.endUs.reduce((last, end) => Math.max(last, end), 0)
      const window = { startUs: epochUs - BEFORE_US, endUs: epochUs + lastUs + AFTER_US }
      const failed: string[] = []
      const waiting = [...services]
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let service = waiting.shift(); service !== undefined; service = waiting.shift()) {
            const query = {
              service,
              operation: null,
              tags: [],
              minDuration: '',
              maxDuration: '',
              window,
              limit: TRACES_PER_SERVICE,
              traceIds: [],
            }
            const answer = await backend.search(query, { signal })
            if (!answer.ok) failed.push(service)
          }
        }),
      )
      signal.throwIfAborted()
      return { found: await otherHalves(view.key), services, failed }
    },
    staleTime: 60_000,
    structuralSharing: false,
  })
