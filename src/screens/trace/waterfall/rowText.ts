import { GAP_KINDS, type GapKind, type Gaps } from '../../../analysis/gaps.ts'
import { countErrors, countHidden } from '../../../layout/hidden.ts'
import { markErrorWay, WAY } from '../../../layout/errorWay.ts'
import { marksOf } from '../../../layout/repeatMarks.ts'
import { isNetworkGap } from '../../../layout/rowPlan.ts'
import { isShut } from '../../../layout/shut.ts'
import { ROW, type RowKind } from '../../../layout/rows.ts'
import { formatCount, formatDuration, formatExactDuration, plural } from '../../../lib/format.ts'
import { durationOf, FLAG, NONE, type Trace } from '../../../model/trace.ts'
import { timesOfRow } from '../../../paint/timeColumn.ts'
import { GAP_WORDS } from '../../../report/timeWords.ts'
import type { TraceState } from '../traceStore.ts'

/** A row in words. */
export interface RowText {
  /** How screen readers and tests know the row. */
  readonly name: string
  /** NONE for rows without one. */
  readonly serviceId: number
  /** Whether the service is another than the parent's. */
  readonly isNewService: boolean
  readonly service: string
  readonly operation: string
  /** Small print behind the operation: what is hidden, how it was called. */
  readonly note: string
  /** Beside the bar. */
  readonly label: string
  readonly texture: 'none' | 'gap' | 'network' | 'missing'
  readonly isError: boolean
  /** A `WAY`: on the way of an error up to the root. */
  readonly way: number
}

/** The plain kinds, which the row's place (`between a and b`) says already. */
const PLAIN: ReadonlySet<GapKind> = new Set<GapKind>(['lead', 'between', 'tail'])

/** The words for one row. O(1), but for rows whose hidden spans are counted by one subtraction. */
export function describeRow(
  state: Pick<TraceState, 'view' | 'rows' | 'plan' | 'shut' | 'suspects'>,
  row: number,
): RowText {
  const { rows, view, plan } = state
  const index = rows.index[row]
  switch (rows.kind[row] as RowKind) {
    case ROW.span:
      return describeSpan(state, index)
    case ROW.gap:
      return describeGap(view.trace, view.gaps, index)
    case ROW.missing:
      return describeMissing(state, index)
    default: {
      const repeat = plan.repeats[index]
      const service = view.trace.services[repeat.serviceId]
      const operation = `${view.trace.names[repeat.nameId]}`
      const count = `×${formatCount(repeat.spans.length)}`
      const { failed, errors, gaps, movedAt } = marksOf(repeat, view, plan)
      const inside = [gaps > 0 ? plural(gaps, 'gap') : '', errors > 0 ? plural(errors, 'error') : '']
      const label = `${count} · ${formatDuration(repeat.wallUs)}`
      return {
        name: [
          `${service} ${operation} ${count}`,
          repeat.sequential ? 'one after another' : 'in parallel',
          formatDuration(repeat.wallUs),
          ...inside,
          movedAt.startUs.length > 0 ? 'clock corrected' : '',
        ]
          .filter(Boolean)
          .join(', '),
        serviceId: repeat.serviceId,
        isNewService: false,
        service,
        operation,
        note: [count, inside[0], inside[1] && `! ${inside[1]}`].filter(Boolean).join(' · '),
        label,
        texture: 'none',
        isError: failed > 0,
        way: WAY.none,
      }
    }
  }
}

const NOTHING = { errors: 0, gaps: 0 }
const errorCounts = new WeakMap<Trace, Uint32Array>()

/** Counted when the first row is shut, kept as long as the trace is. */
function errorsBefore(trace: Trace): Uint32Array {
  let counts = errorCounts.get(trace)
  if (counts === undefined) errorCounts.set(trace, (counts = countErrors(trace)))
  return counts
}

const ways = new WeakMap<Uint8Array, Uint8Array>()

/** Marked when the first row of a view is shown. */
function wayOf({ trace, asynchronous, firstRows }: TraceState['view']): Uint8Array {
  let way = ways.get(asynchronous)
  if (way === undefined) ways.set(asynchronous, (way = firstRows?.errorWay ?? markErrorWay(trace, asynchronous)))
  return way
}

function describeSpan({ view, shut, plan }: Pick<TraceState, 'view' | 'shut' | 'plan'>, span: number): RowText {
  const { trace } = view
  const serviceId = trace.serviceId[span]
  const parent = trace.parent[span]
  const service = trace.services[serviceId]
  const operation = trace.names[trace.nameId[span]]
  const label = formatDuration(durationOf(trace, span))
  const isError = (trace.flags[span] & FLAG.error) !== 0
  const isAsync = view.asynchronous[span] === 1
  const hidden = isShut({ kind: ROW.span, index: span }, shut) ? trace.subtreeEnd[span] - span - 1 : 0
  const inside = hidden > 0 ? countHidden(span, trace, view.gaps, plan, errorsBefore(trace)) : NOTHING
  const name = [`${service} ${operation} ${label}`]
  const way = wayOf(view)[span]
  if (isError) name.push('error')
  if (way === WAY.cause) name.push('root cause')
  else if (way === WAY.above && !isError) name.push('an error below')
  if (isAsync) name.push('asynchronous')
  if (view.shiftUs !== null && view.shiftUs[span] !== 0) name.push('clock corrected')
  if (hidden > 0) name.push(`${plural(hidden, 'span')} hidden`)
  if (inside.errors > 0) name.push(plural(inside.errors, 'hidden error'))
  if (inside.gaps > 0) name.push(plural(inside.gaps, 'hidden gap'))
  const note = [
    way === WAY.cause ? 'root cause' : '',
    isAsync ? 'async' : '',
    hidden > 0 ? `+${formatCount(hidden)}` : '',
    inside.gaps > 0 ? plural(inside.gaps, 'gap') : '',
    inside.errors > 0 ? `! ${plural(inside.errors, 'error')}` : '',
  ]
    .filter(Boolean)
    .join(' · ')
  const isNewService = parent === NONE || trace.serviceId[parent] !== serviceId
  return {
    name: name.join(', '),
    serviceId,
    isNewService,
    service,
    operation,
    note,
    label,
    texture: 'none',
    isError,
    way,
  }
}

/** `between extract_text and chunk`, `before connect`, `after flush`. */
export function gapPlace({ names, nameId }: Trace, { after, before, owner }: Gaps, gap: number): string {
  const nameOf = (span: number) => names[nameId[span]]
  if (after[gap] !== NONE && before[gap] !== NONE) return `between ${nameOf(after[gap])} and ${nameOf(before[gap])}`
  if (before[gap] !== NONE) return `before ${nameOf(before[gap])}`
  if (after[gap] !== NONE) return `after ${nameOf(after[gap])}`
  return `in ${nameOf(owner[gap])}`
}

function describeGap(trace: Trace, gaps: Gaps, gap: number): RowText {
  const length = formatDuration(gaps.endUs[gap] - gaps.startUs[gap])
  const kind = GAP_KINDS[gaps.kind[gap]]
  const words = PLAIN.has(kind) ? 'gap' : GAP_WORDS[kind]
  const place = gapPlace(trace, gaps, gap)
  return {
    name: `Gap ${length}${words === 'gap' ? '' : `, ${words},`} ${place}`,
    serviceId: NONE,
    isNewService: true,
    service: words,
    operation: place,
    note: '',
    label: length,
    texture: isNetworkGap(gaps, gap) ? 'network' : 'gap',
    isError: false,
    way: WAY.none,
  }
}

function describeMissing({ plan, suspects }: Pick<TraceState, 'plan' | 'suspects'>, index: number): RowText {
  const { parentSpanId, children, startUs, endUs } = plan.missing[index]
  const suspect = suspects.get(parentSpanId)
  const label = `≥ ${formatDuration(endUs - startUs)}`
  const operation = suspect ? `probably ${suspect}, ${parentSpanId}` : parentSpanId
  const count = plural(children.length, 'orphan')
  return {
    name: `Missing parent ${operation}, ${count}, at least ${formatDuration(endUs - startUs)}`,
    serviceId: NONE,
    isNewService: true,
    service: 'missing',
    operation,
    note: count,
    label,
    texture: 'missing',
    isError: false,
    way: WAY.none,
  }
}

/** The row's times to the microsecond, for hovering: `201,767 µs, from 834 ms on, 12 µs of its own`. */
export function describeTimes(state: Pick<TraceState, 'view' | 'rows' | 'plan'>, row: number): string {
  const [startUs, endUs] = timesOfRow(state, row, new Float64Array(2))
  const parts = [formatExactDuration(endUs - startUs), `from ${formatDuration(startUs)} on`]
  if (state.rows.kind[row] === ROW.span) {
    parts.push(`${formatDuration(state.view.selfUs[state.rows.index[row]])} outside its children`)
  }
  return parts.join(' · ')
}
