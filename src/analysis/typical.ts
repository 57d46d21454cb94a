import { durationOf, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { alignTraces } from './alignTraces.ts'
import type { TraceAnalysis } from './analyze.ts'

/** Below so many samples no range is claimed: it knows too little. */
export const ENOUGH_SAMPLES = 20
/** A span present in fewer of the traces than this is extra; one missing here that as many have is missed. */
const USUALLY = 0.8
const RARELY = 0.2

/** How one trace compares with many of the same operation. Columns per span of the trace. */
export interface Typical {
  /** Traces compared with. */
  readonly traces: number
  /** Whether they are enough to call anything unusual. */
  readonly enough: boolean
  /** Traces that have the span. */
  readonly samples: Uint32Array
  /** Percentiles (nearest rank) of its partners' durations and self times, µs; NaN without any. */
  readonly durationP5Us: Float64Array
  readonly durationP50Us: Float64Array
  readonly durationP95Us: Float64Array
  readonly selfP5Us: Float64Array
  readonly selfP50Us: Float64Array
  readonly selfP95Us: Float64Array
  /** 1 where duration or self time is above the 95th percentile of at least `ENOUGH_SAMPLES` partners. */
  readonly slow: Uint8Array
  /** 1 where the duration is below the 5th percentile of as many, and nothing is above the 95th: a call that gave up early, say. */
  readonly fast: Uint8Array
  /** 1 where at most a fifth of the traces have the span. */
  readonly extra: Uint8Array
  /** What at least four fifths of the traces have and this one does not, the costliest first. */
  readonly missing: readonly MissingSpan[]
}

export interface MissingSpan {
  readonly service: string
  readonly operation: string
  readonly kind: number
  /** The span of this trace under which it is missing, NONE for a root. */
  readonly parent: number
  /** How many spans per trace, at least, and in how many traces. */
  readonly count: number
  readonly traces: number
  readonly durationP50Us: number
}

/**
 * Aligns every other trace with this one, and ranks each span among its partners. What is missing is told by its topmost
 * span. O(traces × n log n).
 */
export function computeTypical(subject: TraceAnalysis, others: readonly TraceAnalysis[]): Typical {
  const { trace, selfUs } = subject
  const count = others.length
  const durations = new Float64Array(trace.length * count)
  const selves = new Float64Array(trace.length * count)
  const samples = new Uint32Array(trace.length)
  const missed = new Map<string, Missed>()
  for (const other of others) {
    const { aOfB, bOfA } = alignTraces(trace, other.trace)
    for (let span = 0; span < trace.length; span++) {
      const partner = bOfA[span]
      if (partner === NONE) continue
      const at = span * count + samples[span]++
      durations[at] = durationOf(other.trace, partner)
      selves[at] = other.selfUs[partner]
    }
    noteMissing(other.trace, aOfB, missed)
  }

  const enough = count >= ENOUGH_SAMPLES
  const columns = {
    durationP5Us: new Float64Array(trace.length),
    durationP50Us: new Float64Array(trace.length),
    durationP95Us: new Float64Array(trace.length),
    selfP5Us: new Float64Array(trace.length),
    selfP50Us: new Float64Array(trace.length),
    selfP95Us: new Float64Array(trace.length),
    slow: new Uint8Array(trace.length),
    fast: new Uint8Array(trace.length),
    extra: new Uint8Array(trace.length),
  }
  for (let span = 0; span < trace.length; span++) {
    const from = span * count
    const ofSpan = durations.subarray(from, from + samples[span]).sort()
    const selfOfSpan = selves.subarray(from, from + samples[span]).sort()
    columns.durationP5Us[span] = percentile(ofSpan, 0.05)
    columns.durationP50Us[span] = percentile(ofSpan, 0.5)
    columns.durationP95Us[span] = percentile(ofSpan, 0.95)
    columns.selfP5Us[span] = percentile(selfOfSpan, 0.05)
    columns.selfP50Us[span] = percentile(selfOfSpan, 0.5)
    columns.selfP95Us[span] = percentile(selfOfSpan, 0.95)
    const isSlow = durationOf(trace, span) > columns.durationP95Us[span] || selfUs[span] > columns.selfP95Us[span]
    if (samples[span] >= ENOUGH_SAMPLES) {
      if (isSlow) columns.slow[span] = 1
      else if (durationOf(trace, span) < columns.durationP5Us[span]) columns.fast[span] = 1
    }
    if (enough && samples[span] <= RARELY * count) columns.extra[span] = 1
  }
  return { traces: count, enough, samples, ...columns, missing: enough ? usuallyThere(missed, count) : [] }
}

interface Missed extends Omit<MissingSpan, 'count' | 'traces' | 'durationP50Us'> {
  /** Per trace that has it: how many. */
  readonly counts: number[]
  readonly durations: number[]
}

/** Notes the topmost spans of one other trace that this one does not have, by where they would be. */
function noteMissing(other: Trace, aOfB: Int32Array, missed: Map<string, Missed>): void {
  const inThisTrace = new Map<string, number>()
  for (let span = 0; span < other.length; span++) {
    if (aOfB[span] !== NONE) continue
    const above = other.parent[span]
    const parent = above === NONE ? NONE : aOfB[above]
    if (above !== NONE && parent === NONE) continue
    const service = other.services[other.serviceId[span]]
    const operation = other.names[other.nameId[span]]
    const key = JSON.stringify([parent, service, operation, other.kind[span]])
    let entry = missed.get(key)
    if (!entry)
      missed.set(key, (entry = { service, operation, kind: other.kind[span], parent, counts: [], durations: [] }))
    entry.durations.push(durationOf(other, span))
    inThisTrace.set(key, (inThisTrace.get(key) ?? 0) + 1)
  }
  for (const [key, count] of inThisTrace) missed.get(key)?.counts.push(count)
}

function usuallyThere(missed: ReadonlyMap<string, Missed>, traces: number): MissingSpan[] {
  return [...missed.values()]
    .filter(({ counts }) => counts.length >= USUALLY * traces)
    .map(({ counts, durations, ...where }) => ({
      ...where,
      count: Math.min(...counts),
      traces: counts.length,
      durationP50Us: percentile(Float64Array.from(durations).sort(), 0.5),
    }))
    .sort((x, y) => y.durationP50Us * y.count - x.durationP50Us * x.count || x.parent - y.parent)
}

/** Nearest rank of sorted values. */
const percentile = (sorted: Float64Array, share: number): number =>
  sorted.length === 0 ? NaN : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
