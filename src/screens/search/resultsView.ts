import { formatGoDuration, parseDuration } from '../../url/duration.ts'

/** An area of the plot, in Unix µs and µs. */
export interface Zoom {
  readonly startUs: number
  readonly endUs: number
  readonly lowUs: number
  readonly highUs: number
}

export interface ColumnSort {
  readonly key: string
  readonly descending: boolean
}

/** As many as fit beside each other. */
export const MOST_COLUMNS = 6

/** How the answer is looked at; in the address beside the search itself, so that a link shows what its sender saw. */
export interface ResultsView {
  readonly errorsOnly: boolean
  /** Limits on the whole trace's duration, which the backend does not know; µs. */
  readonly traceMinUs: number | null
  readonly traceMaxUs: number | null
  readonly zoom: Zoom | null
  /** Only traces with a call from one service to another, which the backend cannot be asked for. */
  readonly crosses: { readonly from: string; readonly to: string } | null
  readonly grouped: boolean
  /** Tags shown beside each result. */
  readonly columns: readonly string[]
  /** Sorts by such a column instead of what the toolbar says. */
  readonly columnSort: ColumnSort | null
  /** Asked again so often, always up to now; null: asked once. */
  readonly liveSeconds: number | null
}

export const LIVE_SECONDS = [5, 15, 60] as const

export const PLAIN_VIEW: ResultsView = {
  errorsOnly: false,
  traceMinUs: null,
  traceMaxUs: null,
  zoom: null,
  crosses: null,
  grouped: false,
  columns: [],
  columnSort: null,
  liveSeconds: null,
}

const NAMES = ['only', 'traceMin', 'traceMax', 'zoom', 'group', 'col', 'by', 'live', 'caller', 'callee'] as const

export function parseResultsView(search: URLSearchParams): ResultsView {
  return {
    errorsOnly: search.get('only') === 'errors',
    traceMinUs: readDuration(search.get('traceMin')),
    traceMaxUs: readDuration(search.get('traceMax')),
    zoom: readZoom(search.get('zoom')),
    crosses: readCrosses(search.get('caller'), search.get('callee')),
    grouped: search.get('group') === 'operation',
    columns: readColumns(search),
    columnSort: readColumnSort(search),
    liveSeconds: LIVE_SECONDS.find((seconds) => String(seconds) === search.get('live')) ?? null,
  }
}

const readColumns = (search: URLSearchParams): readonly string[] =>
  [...new Set(search.getAll('col').filter((key) => key.trim() !== ''))].slice(0, MOST_COLUMNS)

/** `up:key` or `down:key`, of a column that is shown. */
function readColumnSort(search: URLSearchParams): ColumnSort | null {
  const [, way, key] = /^(up|down):([^]+)$/.exec(search.get('by') ?? '') ?? []
  return key !== undefined && readColumns(search).includes(key) ? { key, descending: way === 'down' } : null
}

function readDuration(text: string | null): number | null {
  const parsed = text ? parseDuration(text) : null
  return parsed?.ok ? Math.round(parsed.us) : null
}

const readCrosses = (from: string | null, to: string | null) => (from && to ? { from, to } : null)

/** `start_end_low_high`, whole µs. */
function readZoom(text: string | null): Zoom | null {
  if (!text || !/^\d{1,17}(_\d{1,17}){3}$/.test(text)) return null
  const [startUs, endUs, lowUs, highUs] = text.split('_').map(Number)
  return startUs <= endUs && lowUs <= highUs ? { startUs, endUs, lowUs, highUs } : null
}

/** Replaces the view in an address and leaves the rest of it as it is. */
export function writeResultsView(search: URLSearchParams, view: ResultsView): void {
  for (const name of NAMES) search.delete(name)
  if (view.errorsOnly) search.set('only', 'errors')
  if (view.traceMinUs !== null) search.set('traceMin', formatGoDuration(view.traceMinUs))
  if (view.traceMaxUs !== null) search.set('traceMax', formatGoDuration(view.traceMaxUs))
  const { zoom } = view
  if (zoom) search.set('zoom', [zoom.startUs, zoom.endUs, zoom.lowUs, zoom.highUs].map(Math.round).join('_'))
  if (view.crosses) {
    search.set('caller', view.crosses.from)
    search.set('callee', view.crosses.to)
  }
  if (view.grouped) search.set('group', 'operation')
  for (const key of view.columns) search.append('col', key)
  const { columnSort } = view
  if (columnSort && view.columns.includes(columnSort.key))
    search.set('by', `${columnSort.descending ? 'down' : 'up'}:${columnSort.key}`)
  if (view.liveSeconds !== null) search.set('live', String(view.liveSeconds))
}
