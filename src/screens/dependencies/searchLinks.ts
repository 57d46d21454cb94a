import type { DependenciesAddress } from '../../url/dependenciesAddress.ts'
import { CUSTOM_LOOKBACK, EMPTY_SEARCH, formatSearchQuery, type SearchAddress } from '../../url/searchAddress.ts'

type Range = Pick<DependenciesAddress, 'endMs' | 'lookbackMs'>

const HOUR_MS = 3_600_000
/** So many are asked for where only some of them will be shown. */
const MOST = 100

/** A search in the time that the graph shows. */
export const searchWithin = ({ endMs, lookbackMs }: Range, part: Partial<SearchAddress>): SearchAddress => ({
  ...EMPTY_SEARCH,
  ...(endMs === null
    ? { lookback: `${Number((lookbackMs / HOUR_MS).toFixed(3))}h` }
    : { lookback: CUSTOM_LOOKBACK, window: { startUs: (endMs - lookbackMs) * 1e3, endUs: endMs * 1e3 } }),
  ...part,
})

export const linkToSearch = (range: Range, part: Partial<SearchAddress>): string =>
  `/search?${formatSearchQuery(searchWithin(range, part)).toString()}`

/** Traces that cross an edge: one side's traces are searched for, and the search page leaves out those without such a call. */
export function linkToCrossing(range: Range, service: string, from: string, to: string): string {
  const search = formatSearchQuery(searchWithin(range, { services: [service], limit: MOST }))
  search.set('caller', from)
  search.set('callee', to)
  return `/search?${search.toString()}`
}
