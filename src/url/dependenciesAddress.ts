import { parseLookback } from './duration.ts'
import { parseEmbed, writeEmbed, type EmbedOptions } from './embed.ts'

/** The dependency page's address. Both of Jaeger's spellings of a look-back are read: `86400000` (ms) and `24h`. */
export interface DependenciesAddress {
  readonly lookbackMs: number
  /** Unix ms; null: until now. */
  readonly endMs: number | null
  /** The service the graph is drawn around, and how many calls up and down from it; null: all. */
  readonly service: string | null
  readonly up: number | null
  readonly down: number | null
  /** Only edges with at least so many calls. */
  readonly minCalls: number
  /** Groups (namespaces, beginnings of names) whose services are folded into one node. */
  readonly folded: readonly string[]
  /** What is selected: a service, or an edge as [caller, callee]. */
  readonly selected: readonly [string] | readonly [string, string] | null
  /** The backend's counts, the traces that the page holds, or both: an edge that only one of them knows is marked then. */
  readonly source: 'backend' | 'traces' | 'both'
  readonly embed: EmbedOptions
}

export const DEFAULT_DEPENDENCIES_LOOKBACK_MS = 86_400_000

export function parseDependenciesAddress(search: URLSearchParams): DependenciesAddress {
  const endTs = search.get('endTs') ?? ''
  return {
    lookbackMs: parseLookbackMs(search.get('lookback') ?? '') ?? DEFAULT_DEPENDENCIES_LOOKBACK_MS,
    endMs: /^[1-9]\d{0,14}$/.test(endTs) ? Number(endTs) : null,
    service: search.get('service') || null,
    up: parseCount(search.get('up'), 0),
    down: parseCount(search.get('down'), 0),
    minCalls: parseCount(search.get('minCalls'), 1) ?? 1,
    folded: [...new Set(search.getAll('fold').filter((group) => group !== ''))],
    selected: parseSelected(search),
    source: parseSource(search.get('source')),
    embed: parseEmbed(search),
  }
}

const parseSource = (text: string | null) => (text === 'traces' || text === 'both' ? text : 'backend')

const parseCount = (text: string | null, least: number): number | null => {
  const count = /^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN
  return count >= least ? count : null
}

function parseSelected(search: URLSearchParams): DependenciesAddress['selected'] {
  const from = search.get('node') || search.get('from')
  const to = search.get('to')
  if (!from) return null
  return search.has('node') || !to ? [from] : [from, to]
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
  if (address.up !== null) search.set('up', String(address.up))
  if (address.down !== null) search.set('down', String(address.down))
  if (address.minCalls > 1) search.set('minCalls', String(address.minCalls))
  for (const group of address.folded) search.append('fold', group)
  if (address.selected?.length === 1) search.set('node', address.selected[0])
  if (address.selected?.length === 2) {
    search.set('from', address.selected[0])
    search.set('to', address.selected[1])
  }
  if (address.source !== 'backend') search.set('source', address.source)
  writeEmbed(search, address.embed)
  const query = search.toString()
  return query === '' ? '/dependencies' : `/dependencies?${query}`
}
