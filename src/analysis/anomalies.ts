import { formatDuration, plural } from '../lib/format.ts'
import { durationOf, FLAG, NONE, titleOf } from '../model/trace.ts'
import type { SpanStore, Trace } from '../model/trace.ts'
import type { TraceAnalysis } from './analyze.ts'
import { parseWarning } from './backendWarnings.ts'
import { isRemote } from './children.ts'
import { SOFT_END_US } from './clocks.ts'
import type { Anomaly } from './findings.ts'

const HOUR_US = 3.6e9
/** Times are cut to whole µs, twice: a child may begin this much before the parent it fits into. */
const ROUNDING_US = 2
/** Within one clock, a child often ends a moment after its parent (a handler that was told first); from here on it is odd. */
const LATE_US = 1000

/**
 * What is odd in the data itself, by span in drawing order; what concerns the whole trace first. O(spans) plus the warnings
 * and events of the spans that have any.
 *
 *   parent    ==========
 *     a     ====             starts-before-parent
 *     b            ======    outlives-parent: from 5 ms on where the clocks differ, else from 1 ms on
 *     c            |         zero-length
 *     d                                              ==    out-of-range: far from everything
 *
 * Told of the view at hand: what corrected clocks put right is no anomaly there.
 */
export function computeAnomalies(
  { trace, asynchronous, shiftUs }: Pick<TraceAnalysis, 'trace' | 'asynchronous' | 'shiftUs'>,
  store: SpanStore,
): Anomaly[] {
  const anomalies: Anomaly[] = []
  const add = (type: Anomaly['type'], span: number, message: string) => anomalies.push({ type, span, message })
  for (const text of trace.warnings) {
    const { kind } = parseWarning(text)
    if (kind === 'truncated') add('truncated', NONE, text)
    else if (kind === 'other' || kind === 'negative-duration') add('backend-warning', NONE, text)
  }
  const range = rangeOf(trace)
  const seenIds = countDuplicates(trace)
  /** How far this view moved the span: what the bytes say is of the time before. */
  const shiftOf = (span: number) => shiftUs?.[span] ?? 0
  const isPlain = createPlainTest(trace, asynchronous, range)
  for (let span = 0; span < trace.length; span++) {
    if (isPlain(span)) continue
    const flags = trace.flags[span]
    const negative = (flags & FLAG.hasWarnings) !== 0 ? tellWarnings(trace, store, span, shiftOf(span), add) : false
    if (negative || (flags & FLAG.endBeforeStart) !== 0) {
      if (!negative) add('end-before-start', span, 'Ends before it starts. Drawn with no length, at its start.')
    } else if (trace.endUs[span] === trace.startUs[span]) {
      add('zero-length', span, 'Has no length: it took less than a microsecond, or its end was never set.')
    }
    if ((flags & FLAG.duplicateId) !== 0) {
      add(
        'duplicate-id',
        span,
        `Shares its id with ${plural((seenIds.get(idKey(trace, span)) ?? 2) - 1, 'other span')}: children of the id are drawn below one of them.`,
      )
    }
    if ((flags & FLAG.selfParent) !== 0) add('self-parent', span, 'Names itself as its parent. Drawn as a root.')
    if ((flags & FLAG.cycleCut) !== 0)
      add('cycle', span, 'Its parents lead back to itself. The circle is cut here, and it is drawn as a root.')
    if (isOutOfRange(trace, range, span)) {
      add(
        'out-of-range',
        span,
        `Lies ${formatDuration(distanceUs(range, trace.startUs[span], trace.endUs[span]))} away from the rest of the trace.`,
      )
    } else {
      tellContainment(trace, asynchronous, span, add)
    }
    if ((flags & FLAG.hasEvents) !== 0) tellEvents(trace, store, span, shiftOf(span), add)
  }
  return anomalies
}

const ODD_FLAGS =
  FLAG.hasWarnings | FLAG.endBeforeStart | FLAG.duplicateId | FLAG.selfParent | FLAG.cycleCut | FLAG.hasEvents

/** Whether nothing can be odd about a span: so it is with most, and this runs before any of it is compiled. */
function createPlainTest(
  { flags, parent, startUs, endUs }: Trace,
  asynchronous: Uint8Array,
  range: Range,
): (span: number) => boolean {
  const earliestUs = range.startUs - range.marginUs
  const latestUs = range.endUs + range.marginUs
  const lateUs = Math.min(LATE_US, SOFT_END_US)
  return (span) => {
    const start = startUs[span]
    const end = endUs[span]
    if ((flags[span] & ODD_FLAGS) !== 0 || start === end || start > latestUs || end < earliestUs) return false
    const above = parent[span]
    if (above === NONE || asynchronous[span] === 1) return true
    return start >= startUs[above] - ROUNDING_US && end < endUs[above] + lateUs
  }
}

type Add = (type: Anomaly['type'], span: number, message: string) => void

/** Whether the span's end was before its start. */
function tellWarnings(trace: Trace, store: SpanStore, span: number, shiftUs: number, add: Add): boolean {
  let negative = false
  for (const text of new Set(store.warnings(trace.record[span]))) {
    const fact = parseWarning(text)
    switch (fact.kind) {
      case 'negative-duration': {
        const startUs = trace.startUs[span] + shiftUs + Number(trace.epochUs)
        if (fact.originalEndUs === startUs) break // it ended just when it started: zero-length
        negative = true
        const by = fact.originalEndUs === null ? '' : ` ${formatDuration(startUs - fact.originalEndUs)}`
        const never = fact.originalEndUs === 0
        add(
          'end-before-start',
          span,
          never
            ? 'Has no end time. Drawn with no length, at its start.'
            : `Ended${by} before it started. Drawn with no length, at its start.`,
        )
        break
      }
      case 'adjusted':
        add('clock-adjusted', span, `The backend had moved it by ${fact.by}. It is back where it was recorded.`)
        break
      case 'truncated':
        add('truncated', span, text)
        break
      case 'other':
        add('backend-warning', span, text)
        break
      case 'duplicate-id':
      case 'no-parent':
      case 'not-adjusted':
        break // told by what the spans themselves show
    }
  }
  return negative
}

function tellContainment(trace: Trace, asynchronous: Uint8Array, span: number, add: Add): void {
  const { startUs, endUs } = trace
  const parent = trace.parent[span]
  if (parent === NONE || asynchronous[span] === 1 || (trace.flags[parent] & FLAG.endBeforeStart) !== 0) return
  const remote = isRemote(trace, span)
  if (startUs[span] < startUs[parent] - ROUNDING_US) {
    add(
      'starts-before-parent',
      span,
      `Starts ${formatDuration(startUs[parent] - startUs[span])} before its parent ${titleOf(trace, parent)}.`,
    )
  }
  const overUs = endUs[span] - endUs[parent]
  if (overUs >= (remote ? SOFT_END_US : LATE_US)) {
    add(
      'outlives-parent',
      span,
      `Ends ${formatDuration(overUs)} after its parent ${titleOf(trace, parent)}. What is over is not part of the parent's time.`,
    )
  }
}

interface Range {
  readonly startUs: number
  readonly endUs: number
  readonly marginUs: number
}

/** Where the main root's time is, and how far from it a span may be: an hour, or ten times the root's duration. */
function rangeOf(trace: Trace): Range {
  if (trace.mainRoot === NONE) return { startUs: -Infinity, endUs: Infinity, marginUs: Infinity }
  const durationUs = durationOf(trace, trace.mainRoot)
  return {
    startUs: trace.startUs[trace.mainRoot],
    endUs: trace.endUs[trace.mainRoot],
    marginUs: Math.max(HOUR_US, 10 * durationUs),
  }
}

const distanceUs = ({ startUs, endUs }: Range, fromUs: number, toUs: number) =>
  Math.max(0, fromUs - endUs, startUs - toUs)

/** The first span out of range says so; spans below it that are as far away do not repeat it. */
function isOutOfRange(trace: Trace, range: Range, span: number): boolean {
  if (distanceUs(range, trace.startUs[span], trace.endUs[span]) <= range.marginUs) return false
  const parent = trace.parent[span]
  return parent === NONE || distanceUs(range, trace.startUs[parent], trace.endUs[parent]) <= range.marginUs
}

/** Events farther outside their span than this were not recorded by it as it ran. */
const EVENT_MARGIN_US = 1000

function tellEvents(trace: Trace, store: SpanStore, span: number, shiftUs: number, add: Add): void {
  let outside = 0
  let farUs = 0
  for (const { timeUs } of store.events(trace.record[span], trace.epochUs)) {
    const atUs = timeUs - shiftUs
    const awayUs = Math.max(trace.startUs[span] - atUs, atUs - trace.endUs[span])
    if (awayUs <= EVENT_MARGIN_US) continue
    outside++
    farUs = Math.max(farUs, awayUs)
  }
  if (outside > 0)
    add('out-of-range', span, `${plural(outside, 'event')} outside its time, by up to ${formatDuration(farUs)}.`)
}

const idKey = (trace: Trace, span: number) => trace.oddIds.get(span) ?? trace.idHigh[span] * 2 ** 32 + trace.idLow[span]

function countDuplicates(trace: Trace): Map<string | number, number> {
  const counts = new Map<string | number, number>()
  for (let span = 0; span < trace.length; span++) {
    if ((trace.flags[span] & FLAG.duplicateId) === 0) continue
    const key = idKey(trace, span)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}
