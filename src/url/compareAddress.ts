import { parseFileTraceName } from '../model/traceName.ts'
import { NO_EMBED, parseEmbed, writeEmbed, type EmbedOptions } from './embed.ts'
import { parseTraceId, shortenTraceId } from './traceId.ts'
import { formatRange, parseRange, type TimeRange } from './timeRange.ts'

/** A span by its id, in A or in B. */
export interface SpanOfSide {
  readonly side: 'a' | 'b'
  readonly spanId: string
}

/** Names a contribution of a comparison. */
export interface PickedCost {
  readonly status: 'matched' | 'added' | 'removed'
  readonly category: string
  readonly kind: string | null
  readonly service: string
  readonly operation: string
}

/** Which rows are folded at first: those without differences, none, or those below so many levels; and which the reader turned over. */
export interface Folds {
  readonly atFirst: 'same' | 'none' | number
  readonly turned: readonly SpanOfSide[]
}

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
  /** One tree of both, a half of the page for each, or the service graph of both. */
  readonly view: 'merged' | 'side' | 'graph'
  readonly filter: 'all' | 'slower' | 'faster' | 'structure'
  readonly find: string
  /** The selected row, by the span id of one side. */
  readonly selected: SpanOfSide | null
  /** The cost that the trees show. */
  readonly picked: PickedCost | null
  readonly folds: Folds
  /** The time that the trees show, in µs from both roots' starts; null: all of it. */
  readonly range: TimeRange | null
  readonly embed: EmbedOptions
}

const BETWEEN = '...'
const VIEWS = ['side', 'graph'] as const
const FILTERS = ['slower', 'faster', 'structure'] as const

/** What a comparison starts with, besides its sides. */
export const PLAIN_COMPARISON = {
  typical: false,
  clocks: 'auto',
  view: 'merged',
  filter: 'all',
  find: '',
  selected: null,
  picked: null,
  folds: { atFirst: 'same', turned: [] },
  range: null,
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
/** An address has an end: of rows turned over by hand, the latest so many are in it. */
const MOST_TURNED = 100

const parseFolds = (text: string | null): Folds['atFirst'] =>
  text === 'none' ? 'none' : /^[1-9]$/.test(text ?? '') ? Number(text) : 'same'

function parseTurned(text: string): SpanOfSide[] {
  return text.split('.').flatMap((part): SpanOfSide[] => {
    const side = part[0]
    return (side === 'a' || side === 'b') && part.length > 1 ? [{ side, spanId: part.slice(1) }] : []
  })
}

/** `status*category*kind*service*operation`: the names last, and escaped, since they may hold anything. */
const formatPicked = ({ status, category, kind, service, operation }: PickedCost): string =>
  [status, category, kind ?? '', escapeStar(service), escapeStar(operation)].join('*')

const escapeStar = (text: string) => text.replaceAll('%', '%25').replaceAll('*', '%2A')
const unescapeStar = (text: string) => text.replaceAll('%2A', '*').replaceAll('%25', '%')

function parsePicked(text: string | null): PickedCost | null {
  const [status, category, kind, service, operation] = (text ?? '').split('*')
  if ((status !== 'matched' && status !== 'added' && status !== 'removed') || operation === undefined) return null
  return { status, category, kind: kind || null, service: unescapeStar(service), operation: unescapeStar(operation) }
}

/** The same look from the other side: A is B. */
export function swapSides(address: CompareAddress): CompareAddress {
  const over = ({ side, spanId }: SpanOfSide): SpanOfSide => ({ side: side === 'a' ? 'b' : 'a', spanId })
  const { picked } = address
  const status = { matched: 'matched', added: 'removed', removed: 'added' } as const
  return {
    ...address,
    a: address.b,
    b: address.a,
    givenA: address.givenB,
    givenB: address.givenA,
    filter: address.filter === 'slower' ? 'faster' : address.filter === 'faster' ? 'slower' : address.filter,
    selected: address.selected && over(address.selected),
    picked: picked && { ...picked, status: status[picked.status] },
    folds: { ...address.folds, turned: address.folds.turned.map(over) },
  }
}

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
    view: VIEWS.find((name) => name === search.get('view')) ?? 'merged',
    filter: FILTERS.find((name) => name === search.get('filter')) ?? 'all',
    find: search.get('uiFind') ?? '',
    selected: parseSelected(search),
    picked: parsePicked(search.get('cost')),
    folds: {
      atFirst: parseFolds(search.get('folds')),
      turned: search.getAll('turned').flatMap(parseTurned).slice(0, MOST_TURNED),
    },
    range: parseRange(search.get('range')),
    embed: parseEmbed(search),
  }
}

/** A comparison pasted as text, `a...b` or its whole address, with what that says besides; null where it names fewer than two traces. */
export function parseComparisonText(text: string): CompareAddress | null {
  const match = /([^\s/?#"'<>]+\.\.\.[^\s/?#"'<>]+)(?:\?([^\s#"'<>]*))?/.exec(text)
  if (!match) return null
  const address = parseCompareAddress(match[1], new URLSearchParams(match[2] ?? ''))
  return address.a === null || address.b === null ? null : { ...address, embed: NO_EMBED }
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
  if (address.picked) search.set('cost', formatPicked(address.picked))
  if (address.folds.atFirst !== 'same') search.set('folds', String(address.folds.atFirst))
  const turned = address.folds.turned.slice(-MOST_TURNED).map(({ side, spanId }) => side + spanId)
  if (turned.length > 0) search.set('turned', turned.join('.'))
  if (address.range) search.set('range', formatRange(address.range))
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

/** A saved comparison as it was looked at, its traces now those of the opened file. `address`: as it was saved. */
export function linkToSaved({ a, b, address }: { readonly a: string; readonly b: string; readonly address: string }) {
  const [path, query = ''] = address.split('?', 2)
  const saved = parseCompareAddress(path.replace(/^.*\//, ''), new URLSearchParams(query))
  return formatCompareAddress({ ...saved, a, b, cohort: [], embed: NO_EMBED })
}
