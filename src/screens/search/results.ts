import { compareText } from '../../lib/compareText.ts'
import type { SearchResult } from '../../data/searchQuery.ts'
import type { SearchSort } from '../../url/searchAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import type { ResultsView, Zoom } from './resultsView.ts'

/** Sorts that the list offers, in its order, with their names. */
export const SORTS: readonly { readonly value: SearchSort; readonly label: string }[] = [
  { value: 'recent', label: 'Newest first' },
  { value: 'longest', label: 'Longest first' },
  { value: 'shortest', label: 'Shortest first' },
  { value: 'most-spans', label: 'Most spans' },
  { value: 'least-spans', label: 'Fewest spans' },
  { value: 'most-errors', label: 'Most errors' },
  { value: 'most-unexplained', label: 'Most unexplained' },
]

type Compare = (a: TraceSummary, b: TraceSummary) => number

const newest: Compare = (a, b) => b.startUs - a.startUs

const ORDER: Readonly<Record<SearchSort, Compare>> = {
  recent: newest,
  longest: (a, b) => b.durationUs - a.durationUs,
  shortest: (a, b) => a.durationUs - b.durationUs,
  'most-spans': (a, b) => b.spanCount - a.spanCount,
  'least-spans': (a, b) => a.spanCount - b.spanCount,
  'most-errors': (a, b) => b.errorCount - a.errorCount,
  // Unknown sorts behind none.
  'most-unexplained': (a, b) => (b.unexplainedUs ?? -1) - (a.unexplainedUs ?? -1),
}

const byId: Compare = (a, b) => compareText(a.traceId, b.traceId)

/** Ties: newest first, then by id, so that two orders of the same answer look the same. */
export function sortResults(traces: readonly TraceSummary[], sort: SearchSort): TraceSummary[] {
  const compare = ORDER[sort]
  return [...traces].sort((a, b) => compare(a, b) || newest(a, b) || byId(a, b))
}

export interface Narrowed {
  readonly traces: readonly TraceSummary[]
  /** What of the answer the filters hid, by filter, in the order they apply. */
  readonly hidden: {
    readonly crosses: number
    readonly errors: number
    readonly duration: number
    readonly zoom: number
  }
}

/**
 * Applies what the backend was not asked: a call that must be in it (`crossing` are those that have it; null: not known yet), errors only, the whole trace's duration, and the
 * area brushed in the plot.
 */
export function narrowResults(
  traces: readonly TraceSummary[],
  { errorsOnly, traceMinUs, traceMaxUs, zoom, crosses }: ResultsView,
  crossing: ReadonlySet<string> | null = null,
): Narrowed {
  const through = crosses && crossing ? traces.filter(({ traceId }) => crossing.has(traceId)) : traces
  const withErrors = errorsOnly ? through.filter((trace) => trace.errorCount > 0) : through
  const within = withErrors.filter(
    ({ durationUs }) =>
      (traceMinUs === null || durationUs >= traceMinUs) && (traceMaxUs === null || durationUs <= traceMaxUs),
  )
  const zoomed = zoom ? within.filter((trace) => isInside(trace, zoom)) : within
  return {
    traces: zoomed,
    hidden: {
      crosses: traces.length - through.length,
      errors: through.length - withErrors.length,
      duration: withErrors.length - within.length,
      zoom: within.length - zoomed.length,
    },
  }
}

export const isInside = ({ startUs, durationUs }: TraceSummary, zoom: Zoom): boolean =>
  startUs >= zoom.startUs && startUs <= zoom.endUs && durationUs >= zoom.lowUs && durationUs <= zoom.highUs

/** The share of a trace that no span explains; null when only a summary is known or it has no length. */
export const unexplainedShare = ({ unexplainedUs, durationUs }: TraceSummary): number | null =>
  unexplainedUs === null || durationUs <= 0 ? null : unexplainedUs / durationUs

/** How a result is called: `api-gateway: POST /documents`; a trace without a root says so. */
export function titleOfResult({ rootService, rootOperation }: TraceSummary): string {
  if (rootService === '' && rootOperation === '') return '(no root span)'
  return `${rootService || '(no service)'}: ${rootOperation || '(no name)'}`
}

/** Thirty times apart or more: a linear axis would press the short ones flat. */
export function suitsLogarithm(traces: readonly TraceSummary[]): boolean {
  const durations = traces.map(({ durationUs }) => durationUs).filter((us) => us > 0)
  if (durations.length < 2) return false
  const low = durations.reduce((a, b) => Math.min(a, b))
  const high = durations.reduce((a, b) => Math.max(a, b))
  return high / low >= 30
}

/** Whether these are all there are, in a few words. */
export function completenessOf({ parts, isCut, query, notices }: SearchResult): string {
  const states = new Set(parts.map(({ state }) => state))
  if (states.has('running')) return 'so far'
  if (states.has('failed') || states.has('stopped')) return 'some services lack'
  if (isCut) return 'cut at the limit'
  if (query.traceIds.length > 0 || parts.length === 0) return ''
  // A server that says something besides may have left something out.
  return notices.length > 0 ? 'perhaps not all' : 'all of this time'
}

/** By a column's first value: numbers as numbers, before text; traces without one last, either way. */
export function sortByColumn(
  traces: readonly TraceSummary[],
  valueOf: (traceId: string) => string | undefined,
  descending: boolean,
): TraceSummary[] {
  const sign = descending ? -1 : 1
  const keyed = traces.map((trace) => {
    const text = valueOf(trace.traceId)
    const number = text === undefined || text.trim() === '' ? NaN : Number(text)
    return { trace, text, number, rank: text === undefined ? 2 : Number.isNaN(number) ? 1 : 0 }
  })
  keyed.sort((a, b) => {
    if (a.rank !== b.rank) return a.rank === 2 || b.rank === 2 ? a.rank - b.rank : sign * (a.rank - b.rank)
    const difference = a.rank === 0 ? a.number - b.number : a.rank === 1 ? compareText(a.text!, b.text!) : 0
    return sign * difference || newest(a.trace, b.trace) || byId(a.trace, b.trace)
  })
  return keyed.map(({ trace }) => trace)
}
