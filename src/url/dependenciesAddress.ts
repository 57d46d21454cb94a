import { parseLookback } from './duration.ts'
import { NO_EMBED, parseEmbed, writeEmbed, type EmbedOptions } from './embed.ts'

/** The dependency page's address. Both of Jaeger's spellings of a look-back are read: `86400000` (ms) and `24h`. */
export interface DependenciesAddress {
  readonly lookbackMs: number
  /** Unix ms; null: until now. */
  readonly endMs: number | null
  /** The service the graph is drawn around. */
  readonly service: string | null
  /** From the backend's counts, or from the traces that the page holds. */
  readonly source: 'backend' | 'traces'
  readonly embed: EmbedOptions
}

export const DEFAULT_DEPENDENCIES_LOOKBACK_MS = 86_400_000

export const EMPTY_DEPENDENCIES: DependenciesAddress = {
  lookbackMs: DEFAULT_DEPENDENCIES_LOOKBACK_MS,
  endMs: null,
  service: null,
  source: 'backend',
  embed: NO_EMBED,
}

export function parseDependenciesAddress(search: URLSearchParams): DependenciesAddress {
  const endTs = search.get('endTs') ?? ''
  return {
    lookbackMs: parseLookbackMs(search.get('lookback') ?? '') ?? DEFAULT_DEPENDENCIES_LOOKBACK_MS,
    endMs: /^[1-9]\d{0,14}$/.test(endTs) ? Number(endTs) : null,
    service: search.get('service') || null,
    source: search.get('source') === 'traces' ? 'traces' : 'backend',
    embed: parseEmbed(search),
  }
}

function parseLookbackMs(text: string): number | null {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  const us = parseLookback(text)
  return us !== null && us >= 1e3 ? Math.round(us / 1e3) : null
}

export function formatDependenciesAddress(address: DependenciesAddress): string {
  const search = new URLSearchParams()
  if (address.lookbackMs !== DEFAULT_DEPENDENCIES_LOOKBACK_MS) search.set('lookback', String(address.lookbackMs))
  if (address.endMs !== null) search.set('endTs', String(address.endMs))
  if (address.service !== null) search.set('service', address.service)
  if (address.source !== 'backend') search.set('source', address.source)
  writeEmbed(search, address.embed)
  const query = search.toString()
  return query === '' ? '/dependencies' : `/dependencies?${query}`
}
