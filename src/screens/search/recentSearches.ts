import { CUSTOM_LOOKBACK, formatSearchQuery, parseSearchAddress, type SearchAddress } from '../../url/searchAddress.ts'
import { formatServices } from '../../url/services.ts'
import { LOOKBACKS, tagsTextOf } from './searchForm.ts'

const KEY = 'lacuna.recentSearches'
const KEPT = 8

/** Queries of addresses, newest first. A look-back is kept as such: run again, it looks back from then. */
export function readRecent(): SearchAddress[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    if (!Array.isArray(stored)) return []
    return stored
      .filter((item) => typeof item === 'string')
      .map((query) => parseSearchAddress(new URLSearchParams(query)))
  } catch {
    return []
  }
}

export function rememberSearch(address: SearchAddress): void {
  const query = formatSearchQuery(repeatable(address)).toString()
  const others = readRecent().map((other) => formatSearchQuery(other).toString())
  try {
    localStorage.setItem(KEY, JSON.stringify([query, ...others.filter((other) => other !== query)].slice(0, KEPT)))
  } catch {
    // Storage is full or denied: no list, nothing else.
  }
}

/** The same question, asked from now. */
export const repeatable = (address: SearchAddress): SearchAddress =>
  address.lookback === CUSTOM_LOOKBACK ? address : { ...address, window: null }

/** `document-service · POST /documents · http.status_code=500 · from 1s · last hour`. */
export function describeSearch(address: SearchAddress): string {
  const lookback = LOOKBACKS.find(([value]) => value === address.lookback)?.[1] ?? `last ${address.lookback}`
  const parts = [
    address.services.length > 0 ? formatServices(address.services) || 'all services' : '',
    address.operation ?? '',
    tagsTextOf(address),
    address.minDuration && `from ${address.minDuration}`,
    address.maxDuration && `up to ${address.maxDuration}`,
    lookback.toLowerCase(),
  ]
  return parts.filter(Boolean).join(' · ')
}
