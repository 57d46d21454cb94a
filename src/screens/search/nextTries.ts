import type { TagPair } from '../../url/tags.ts'
import { asksAllServices, CUSTOM_LOOKBACK, type SearchAddress } from '../../url/searchAddress.ts'
import { parseLookback } from '../../url/duration.ts'
import { LOOKBACKS } from './searchForm.ts'

export interface NextTry {
  readonly label: string
  readonly address: SearchAddress
  /** Filters what comes back. */
  readonly errorsOnly?: boolean
}

const isErrorTag = ({ key, value }: TagPair) => key === 'error' && value === 'true'

/** Whether the server was asked for errors by a tag: some stores, Jaeger's in memory among them, find none by it. */
export const asksForErrorTag = ({ tags }: SearchAddress): boolean => tags.some(isErrorTag)

/** What to try when nothing was found: the same search with one condition less, the likeliest culprit first. */
export function nextTries(address: SearchAddress): NextTry[] {
  const tries: NextTry[] = []
  const again = { ...address, window: address.lookback === CUSTOM_LOOKBACK ? address.window : null }
  const longer = nextLookback(address.lookback)
  if (asksForErrorTag(address)) {
    const tags = address.tags.filter((tag) => !isErrorTag(tag))
    tries.push({ label: 'Errors of what comes without error=true', address: { ...again, tags }, errorsOnly: true })
  }
  if (address.tags.length > 0 || address.where !== '')
    tries.push({ label: 'Without the tags', address: { ...again, tags: [], where: '' } })
  if (address.minDuration !== '' || address.maxDuration !== '') {
    tries.push({ label: 'At any duration', address: { ...again, minDuration: '', maxDuration: '' } })
  }
  if (address.operation !== null) tries.push({ label: 'In all operations', address: { ...again, operation: null } })
  if (longer) tries.push({ label: longer.label, address: { ...again, window: null, lookback: longer.value } })
  return tries
}

/** The look-back to offer after this one: at least six times as long, at most the longest of the form. */
function nextLookback(lookback: string): { value: string; label: string } | null {
  const us = lookback === CUSTOM_LOOKBACK ? 0 : (parseLookback(lookback) ?? 0)
  const longer = LOOKBACKS.filter(([value]) => (parseLookback(value) ?? 0) > us)
  if (longer.length === 0) return null
  const [value, label] =
    longer.find(([text]) => (parseLookback(text) ?? 0) >= Math.max(us * 6, 3600e6)) ?? longer[longer.length - 1]
  return { value, label }
}

/** The next limit worth asking for. */
export const raisedLimit = (limit: number): number =>
  limit < 100 ? 100 : limit < 500 ? 500 : limit < 1500 ? 1500 : limit * 2

/** `checkout`, `3 services`, `All services`. */
export function nameOfServices(address: SearchAddress): string {
  if (asksAllServices(address)) return 'All services'
  return address.services.length === 1 ? address.services[0] : `${address.services.length} services`
}
