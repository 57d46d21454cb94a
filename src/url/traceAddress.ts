import { NO_EMBED, parseEmbed, writeEmbed, type EmbedOptions } from './embed.ts'
import { isFileTrace, parseFileTraceName } from '../model/traceName.ts'
import { formatGoDuration, parseDuration } from './duration.ts'
import { formatRange, parseRange, type TimeRange } from './timeRange.ts'
import { normalizeSpanId, parseTraceId, shortenTraceId } from './traceId.ts'

export const TRACE_VIEWS = ['waterfall', 'flame', 'table', 'logs', 'graph', 'report'] as const
export type TraceViewName = (typeof TRACE_VIEWS)[number]

/** Unix µs, as in a search's address and in Grafana's links. */
export interface TimeWindow {
  readonly startUs: number
  readonly endUs: number
}

export const ONLY = ['errors', 'critical', 'gaps', 'found'] as const
export type Only = (typeof ONLY)[number]

export interface TraceFilters {
  /** Shown services; empty: all. */
  readonly services: readonly string[]
  /** Shown are spans that have all of these. */
  readonly only: readonly Only[]
}

/** Everything of the trace page that a person would want to share. */
export interface TraceAddress {
  /** 32 hex digits, or the name of an opened file's trace (`model/traceName.ts`); null when `given` names no trace. */
  readonly traceId: string | null
  /** The path segment as it came. */
  readonly given: string
  readonly spanId: string | null
  /** Start of the selected gap inside `spanId`, as an offset from the trace's epoch; null when the span itself is selected. */
  readonly gapAtUs: number | null
  readonly range: TimeRange | null
  readonly find: string
  readonly filters: TraceFilters
  readonly view: TraceViewName
  readonly clocks: 'raw' | 'corrected' | 'auto'
  readonly minGapUs: number | null
  /** When the trace happened, where the link knows: backends that look by time need it. */
  readonly window: TimeWindow | null
  readonly embed: EmbedOptions
}

export const NO_FILTERS: TraceFilters = { services: [], only: [] }

export const emptyTraceAddress = (traceId: string): TraceAddress => ({
  traceId,
  given: traceId,
  spanId: null,
  gapAtUs: null,
  range: null,
  find: '',
  filters: NO_FILTERS,
  view: 'waterfall',
  clocks: 'auto',
  minGapUs: null,
  window: null,
  embed: NO_EMBED,
})

/** `id` is the path's last segment (decoded or not). Bad parts drop; nothing throws. */
export function parseTraceAddress(id: string, search: URLSearchParams): TraceAddress {
  const fileTrace = parseFileTraceName(id)
  const named = fileTrace === null ? parseTraceId(id) : { traceId: fileTrace, spanId: null }
  const view = TRACE_VIEWS.find((name) => name === search.get('view'))
  const clocks = search.get('clocks')
  const minGap = parseDuration(search.get('minGap') ?? '')
  const find = search.get('uiFind') ?? ''
  const span = search.get('span') ?? search.get('spanId') ?? search.get('spanID')
  return {
    traceId: named?.traceId ?? null,
    given: id,
    spanId: (span === null ? null : parseSpanId(span)) ?? named?.spanId ?? null,
    gapAtUs: parseOffset(search.get('gap')),
    range: parseRange(search.get('range')),
    find,
    filters: {
      services: distinct(search.getAll('inService')),
      only: ONLY.filter((name) => search.getAll('only').includes(name)),
    },
    view: view ?? 'waterfall',
    clocks: clocks === 'raw' || clocks === 'corrected' ? clocks : 'auto',
    minGapUs: minGap.ok ? Math.round(minGap.us) : null,
    window: parseWindow(search.get('start'), search.get('end')),
    embed: parseEmbed(search),
  }
}

/** Path and query, below the page's base. Defaults are left out, so that a plain trace has a plain address. */
export function formatTraceAddress(address: TraceAddress): string {
  const query = formatTraceSearch(address).toString()
  return `${formatTracePath(address)}${query === '' ? '' : `?${query}`}`
}

export const formatTracePath = ({ traceId, given }: Pick<TraceAddress, 'traceId' | 'given'>): string =>
  `/trace/${encodeURIComponent(traceId === null ? given : shortenTraceId(traceId))}`

export function formatTraceSearch(address: TraceAddress): URLSearchParams {
  const search = new URLSearchParams()
  if (address.spanId !== null) search.set('span', address.spanId)
  if (address.gapAtUs !== null) search.set('gap', String(address.gapAtUs))
  if (address.range) search.set('range', formatRange(address.range))
  if (address.find !== '') search.set('uiFind', address.find)
  for (const service of address.filters.services) search.append('inService', service)
  for (const only of address.filters.only) search.append('only', only)
  if (address.view !== 'waterfall') search.set('view', address.view)
  if (address.clocks !== 'auto') search.set('clocks', address.clocks)
  if (address.minGapUs !== null) search.set('minGap', formatGoDuration(address.minGapUs))
  if (address.window) {
    search.set('start', String(address.window.startUs))
    search.set('end', String(address.window.endUs))
  }
  writeEmbed(search, address.embed)
  return search
}

/** Whether it is the timeline of a server's trace as it opens: nothing is chosen, zoomed or left out. */
export const isPlainTimeline = ({ traceId, view, spanId, gapAtUs, range, embed }: TraceAddress): boolean =>
  traceId !== null &&
  !isFileTrace(traceId) &&
  view === 'waterfall' &&
  spanId === null &&
  gapAtUs === null &&
  range === null &&
  !embed.embedded

/** The shortest link to a span of a trace. */
export const linkToTrace = (traceId: string, spanId: string | null = null, embed: EmbedOptions = NO_EMBED): string =>
  formatTraceAddress({ ...emptyTraceAddress(traceId), spanId, embed })

const distinct = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== '')

/** Ids that are not 16 hex digits exist (base64 ones of odd servers): they stay as they are. */
function parseSpanId(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return normalizeSpanId(trimmed.replace(/^0x/i, '')) ?? trimmed
}

const parseOffset = (text: string | null): number | null => (/^-?\d{1,15}$/.test(text ?? '') ? Number(text) + 0 : null)

/** Our own links are in µs, Grafana's in ms; OTLP's people write ns: the size tells. */
export function parseWindow(start: string | null, end: string | null): TimeWindow | null {
  const startUs = parseUnixTime(start)
  const endUs = parseUnixTime(end)
  return startUs === null || endUs === null || startUs > endUs ? null : { startUs, endUs }
}

/** Seconds (10 digits), ms (13), µs (16) or ns (19) since 1970 → µs; ISO 8601 too. */
export function parseUnixTime(text: string | null): number | null {
  if (text === null || text.trim() === '') return null
  if (/^\d{1,19}$/.test(text)) {
    const value = Number(text)
    if (text.length >= 18) return Math.floor(value / 1e3)
    if (text.length >= 15) return value
    if (text.length >= 12) return value * 1e3
    return text.length >= 9 ? value * 1e6 : value
  }
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? null : ms * 1e3
}
