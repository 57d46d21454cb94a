import { parseFileTraceName } from '../model/traceName.ts'
import { NO_EMBED, parseEmbed, writeEmbed, type EmbedOptions } from './embed.ts'
import { parseTraceId, shortenTraceId } from './traceId.ts'

/** Two traces side by side, by their names (`model/traceName.ts`). A side that is not chosen yet, or names no trace, is null. */
export interface CompareAddress {
  readonly a: string | null
  readonly b: string | null
  /** As they came, for the sentence that says what could not be read. */
  readonly givenA: string
  readonly givenB: string
  /** Further traces that either side can be changed to. */
  readonly cohort: readonly string[]
  /** Side A stands for the whole cohort: what is typical of it. */
  readonly typical: boolean
  readonly clocks: 'raw' | 'corrected' | 'auto'
  /** One tree of both, or a half of the page for each. */
  readonly view: 'merged' | 'side'
  readonly filter: 'all' | 'slower' | 'faster' | 'structure'
  readonly find: string
  /** The selected row, by the span id of one side. */
  readonly selected: { readonly side: 'a' | 'b'; readonly spanId: string } | null
  readonly embed: EmbedOptions
}

const BETWEEN = '...'
const FILTERS = ['slower', 'faster', 'structure'] as const

/** What a comparison starts with, besides its sides. */
export const PLAIN_COMPARISON = {
  typical: false,
  clocks: 'auto',
  view: 'merged',
  filter: 'all',
  find: '',
  selected: null,
  embed: NO_EMBED,
} as const

function parseSelected(search: URLSearchParams): CompareAddress['selected'] {
  for (const side of ['a', 'b'] as const) {
    const spanId = search.get(side)
    if (spanId) return { side, spanId }
  }
  return null
}

const parseSide = (text: string): string | null => parseFileTraceName(text) ?? parseTraceId(text)?.traceId ?? null

/** Whether `/trace/:id` is a comparison. */
export const isCompareId = (id: string): boolean => id.includes(BETWEEN)

/** `id` is `a...b`, `a...`, `...b` or `...`. */
export function parseCompareAddress(id: string, search: URLSearchParams): CompareAddress {
  const at = id.indexOf(BETWEEN)
  const givenA = at < 0 ? id : id.slice(0, at)
  const givenB = at < 0 ? '' : id.slice(at + BETWEEN.length)
  const cohort = search.getAll('cohort').map(parseSide)
  const clocks = search.get('clocks')
  return {
    a: parseSide(givenA),
    b: parseSide(givenB),
    givenA,
    givenB,
    cohort: [...new Set(cohort.filter((name) => name !== null))],
    typical: search.get('typical') === '1',
    clocks: clocks === 'raw' || clocks === 'corrected' ? clocks : 'auto',
    view: search.get('view') === 'side' ? 'side' : 'merged',
    filter: FILTERS.find((name) => name === search.get('filter')) ?? 'all',
    find: search.get('uiFind') ?? '',
    selected: parseSelected(search),
    embed: parseEmbed(search),
  }
}

export function formatCompareAddress(address: CompareAddress): string {
  const search = new URLSearchParams()
  for (const traceId of address.cohort) search.append('cohort', shortenTraceId(traceId))
  if (address.typical) search.set('typical', '1')
  if (address.clocks !== 'auto') search.set('clocks', address.clocks)
  if (address.view !== 'merged') search.set('view', address.view)
  if (address.filter !== 'all') search.set('filter', address.filter)
  if (address.find !== '') search.set('uiFind', address.find)
  if (address.selected) search.set(address.selected.side, address.selected.spanId)
  writeEmbed(search, address.embed)
  const query = search.toString()
  const side = (traceId: string | null) => (traceId === null ? '' : shortenTraceId(traceId))
  return `/trace/${side(address.a)}${BETWEEN}${side(address.b)}${query === '' ? '' : `?${query}`}`
}

/** The link that ticking two traces in a list offers; '' for a side that is to be chosen. */
export const linkToComparison = (a: string, b: string, cohort: readonly string[] = []): string =>
  formatCompareAddress({ ...PLAIN_COMPARISON, a: a || null, b: b || null, givenA: a, givenB: b, cohort })

/** One trace against what is typical of others. */
export const linkToTypical = (b: string, cohort: readonly string[]): string =>
  formatCompareAddress({ ...PLAIN_COMPARISON, a: null, b, givenA: '', givenB: b, cohort, typical: true })
