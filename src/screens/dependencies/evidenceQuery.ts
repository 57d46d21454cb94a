import { queryOptions } from '@tanstack/react-query'
import { servicesQuery } from '../../data/servicesQuery.ts'
import { serviceEvidence } from '../../data/workerClient.ts'

/** What the traces that this page has loaded tell of the calls between services. Asked anew each time the page is opened. */
export const evidenceQuery = () =>
  queryOptions({
    queryKey: ['service-evidence'],
    queryFn: async ({ client }) => serviceEvidence(await client.fetchQuery(servicesQuery()).catch(() => [])),
    staleTime: 0,
  })
