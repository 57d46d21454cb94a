import { NO_EMBED, parseEmbed, writeEmbed, type EmbedOptions } from './embed.ts'
import { parseLookback } from './duration.ts'
import { parseTags, type TagPair } from './tags.ts'
import { parseTraceId, shortenTraceId } from './traceId.ts'
import { parseUnixTime, type TimeWindow } from './traceAddress.ts'

export const DEFAULT_LOOKBACK = '1h'
export const DEFAULT_LIMIT = 20
/** The form's choice of an explicit range. */
export const CUSTOM_LOOKBACK = 'custom'
/** In place of services: all of them. */
export const ALL_SERVICES = '*'

export const SEARCH_SORTS = [
  'recent',
  'longest',
  'shortest',
  'most-spans',
  'least-spans',
  'most-errors',
  'most-unexplained',
] as const
export type SearchSort = (typeof SEARCH_SORTS)[number]

/** A search in Jaeger UI's spelling. */
export interface SearchAddress {
  /** None: nothing is asked yet. `ALL_SERVICES` alone: every service that the backend knows. */
  readonly services: readonly string[]
  /** null: all operations. */
  readonly operation: string | null
  /** What the server is asked. */
  readonly tags: readonly TagPair[]
  /** What is asked besides, of what comes back: a condition as `tagQuery.ts` reads it, checked by `canSearch`; '' for nothing. */
  readonly where: string
  /** As typed, Go's spelling; '' for none. Checked by `checkDurations`. */
  readonly minDuration: string
  readonly maxDuration: string
  /** `1h`, `0.25h`, `2d`, or `custom`. */
  readonly lookback: string
  /** Unix µs. What was searched when the link was made; null: look back from now. */
  readonly window: TimeWindow | null
  readonly limit: number
  /** When given, exactly these traces are meant. */
  readonly traceIds: readonly string[]
  readonly sort: SearchSort
  readonly embed: EmbedOptions
}

export const EMPTY_SEARCH: SearchAddress = {
  services: [],
  operation: null,
  tags: [],
  where: '',
  minDuration: '',
  maxDuration: '',
  lookback: DEFAULT_LOOKBACK,
  window: null,
  limit: DEFAULT_LIMIT,
  traceIds: [],
  sort: 'recent',
  embed: NO_EMBED,
}

/** Whether the address asks for results, or only opens the form. */
export const asksForResults = (address: SearchAddress): boolean =>
  address.services.length > 0 || address.traceIds.length > 0

export const asksAllServices = ({ services }: Pick<SearchAddress, 'services'>): boolean =>
  services.includes(ALL_SERVICES)

/** What a search means that does not say: a configuration may set others. */
export interface SearchDefaults {
  readonly defaultLookback: string
  readonly defaultLimit: number
}

const DEFAULTS: SearchDefaults = { defaultLookback: DEFAULT_LOOKBACK, defaultLimit: DEFAULT_LIMIT }

/** Bad parts drop; nothing throws. */
export function parseSearchAddress(search: URLSearchParams, defaults: SearchDefaults = DEFAULTS): SearchAddress {
  const window = parseSearchWindow(search)
  const lookback = (search.get('lookback') ?? '').trim()
  const isLookback = parseLookback(lookback) !== null || (lookback === CUSTOM_LOOKBACK && window !== null)
  const limit = search.get('limit') ?? ''
  const operation = search.get('operation')
  return {
    services: readServices(search.getAll('service')),
    operation: !operation || operation === 'all' ? null : operation,
    tags: parseAddressTags(search),
    where: (search.get('where') ?? '').trim(),
    minDuration: (search.get('minDuration') ?? '').trim(),
    maxDuration: (search.get('maxDuration') ?? '').trim(),
    lookback: isLookback ? lookback : window ? CUSTOM_LOOKBACK : defaults.defaultLookback,
    window,
    limit: /^[1-9]\d{0,5}$/.test(limit) ? Number(limit) : defaults.defaultLimit,
    traceIds: parseTraceIdList(search.getAll('traceID')),
    sort: SEARCH_SORTS.find((name) => name === search.get('sort')) ?? 'recent',
    embed: parseEmbed(search),
  }
}

/** All of them is not one more of them. */
function readServices(names: readonly string[]): string[] {
  const services = [...new Set(names.filter((name) => name !== ''))]
  return services.includes(ALL_SERVICES) ? [ALL_SERVICES] : services
}

/** One end alone counts too: from `start` until now is left to the look-back; a lone `end` means the hour before it. */
function parseSearchWindow(search: URLSearchParams): TimeWindow | null {
  const startUs = parseUnixTime(search.get('start'))
  const endUs = parseUnixTime(search.get('end'))
  if (endUs === null) return null
  if (startUs === null) {
    const lookbackUs = parseLookback(search.get('lookback') ?? '') ?? 3600e6
    return { startUs: Math.max(0, endUs - lookbackUs), endUs }
  }
  return startUs <= endUs ? { startUs, endUs } : null
}

/** `tags={"k":"v"}` (a map; text of the form's kind is read too) and any number of `tag=k:v`. */
function parseAddressTags(search: URLSearchParams): TagPair[] {
  const tags: TagPair[] = []
  const add = (tag: TagPair) => {
    if (!tags.some(({ key, value }) => key === tag.key && value === tag.value)) tags.push(tag)
  }
  for (const text of search.getAll('tags')) {
    const parsed = parseTags(text)
    if (parsed.ok) parsed.tags.forEach(add)
  }
  for (const text of search.getAll('tag')) {
    const colon = text.indexOf(':')
    if (colon > 0) add({ key: text.slice(0, colon), value: text.slice(colon + 1) })
  }
  return tags
}

/** Repeated, comma-separated, or a JSON list; in any form that `parseTraceId` reads. */
function parseTraceIdList(texts: readonly string[]): string[] {
  const traceIds = new Set<string>()
  for (const text of texts) {
    for (const part of text.replace(/[[\]"]/g, ' ').split(/[\s,]+/)) {
      const named = part === '' ? null : parseTraceId(part)
      if (named) traceIds.add(named.traceId)
    }
  }
  return [...traceIds]
}

/** The window that a search with this address covers when it starts at `nowUs`. */
export function resolveWindow(
  { window, lookback }: Pick<SearchAddress, 'window' | 'lookback'>,
  nowUs: number,
): TimeWindow {
  if (window) return window
  const lookbackUs = parseLookback(lookback) ?? 3600e6
  return { startUs: Math.max(0, Math.round(nowUs - lookbackUs)), endUs: Math.round(nowUs) }
}

/** Path and query, below the page's base, as Jaeger UI would write them. */
export function formatSearchAddress(address: SearchAddress): string {
  const query = formatSearchQuery(address).toString()
  return query === '' ? '/search' : `/search?${query}`
}

export function formatSearchQuery(address: SearchAddress): URLSearchParams {
  const search = new URLSearchParams()
  const { window } = address
  if (window) search.set('end', String(window.endUs))
  if (address.limit !== DEFAULT_LIMIT || address.services.length > 0) search.set('limit', String(address.limit))
  if (address.services.length > 0 || window || address.lookback !== DEFAULT_LOOKBACK)
    search.set('lookback', address.lookback)
  if (address.maxDuration !== '') search.set('maxDuration', address.maxDuration)
  if (address.minDuration !== '') search.set('minDuration', address.minDuration)
  if (address.operation !== null) search.set('operation', address.operation)
  for (const service of address.services) search.append('service', service)
  if (window) search.set('start', String(window.startUs))
  writeTags(search, address.tags)
  if (address.where !== '') search.set('where', address.where)
  for (const traceId of address.traceIds) search.append('traceID', shortenTraceId(traceId))
  if (address.sort !== 'recent') search.set('sort', address.sort)
  writeEmbed(search, address.embed)
  return search
}

/** As a map where it can hold them; a key with several values needs `tag=k:v` (and a key with a colon the map). */
function writeTags(search: URLSearchParams, tags: readonly TagPair[]): void {
  const map = new Map<string, string>()
  const rest: TagPair[] = []
  for (const tag of tags) {
    if (map.has(tag.key)) rest.push(tag)
    else map.set(tag.key, tag.value)
  }
  // JSON by hand: an object would swallow `__proto__` and move keys that look like numbers to the front.
  const entries = [...map].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
  if (map.size > 0) search.set('tags', `{${entries.join(',')}}`)
  for (const { key, value } of rest) search.append('tag', `${key}:${value}`)
}
