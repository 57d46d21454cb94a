import type { TraceSummary } from '../../worker/protocol.ts'

export interface ResultGroup {
  readonly service: string
  readonly operation: string
  readonly count: number
  /** Traces with at least one error. */
  readonly failed: number
  readonly p50Us: number
  readonly p95Us: number
  readonly p99Us: number
  readonly slowest: TraceSummary
  readonly newest: TraceSummary
  /** Counts in `BINS` logarithmic bins over the durations of all groups. */
  readonly histogram: readonly number[]
}

const BINS = 16

/** Traces by root service and operation, greatest p95 first. O(n log n). */
export function groupResults(traces: readonly TraceSummary[]): ResultGroup[] {
  const byRoot = new Map<string, TraceSummary[]>()
  for (const trace of traces) {
    const key = `${trace.rootService}\n${trace.rootOperation}`
    const group = byRoot.get(key)
    if (group) group.push(trace)
    else byRoot.set(key, [trace])
  }
  const binOf = logBins(traces)
  return [...byRoot.values()]
    .map((group) => summarize(group, binOf))
    .sort((a, b) => b.p95Us - a.p95Us || b.count - a.count)
}

function summarize(group: readonly TraceSummary[], binOf: (us: number) => number): ResultGroup {
  const byDuration = [...group].sort((a, b) => a.durationUs - b.durationUs)
  const histogram = new Array<number>(BINS).fill(0)
  for (const { durationUs } of group) histogram[binOf(durationUs)]++
  return {
    service: group[0].rootService,
    operation: group[0].rootOperation,
    count: group.length,
    failed: group.filter(({ errorCount }) => errorCount > 0).length,
    p50Us: percentile(byDuration, 0.5),
    p95Us: percentile(byDuration, 0.95),
    p99Us: percentile(byDuration, 0.99),
    slowest: byDuration[byDuration.length - 1],
    newest: group.reduce((a, b) => (b.startUs > a.startUs ? b : a)),
    histogram,
  }
}

/** Nearest rank: always one of the traces, never a number between two. */
const percentile = (byDuration: readonly TraceSummary[], share: number): number =>
  byDuration[Math.max(0, Math.ceil(share * byDuration.length) - 1)].durationUs

function logBins(traces: readonly TraceSummary[]): (us: number) => number {
  const low = Math.log(
    Math.max(
      1,
      traces.reduce((min, { durationUs }) => Math.min(min, durationUs), Infinity),
    ),
  )
  const high = Math.log(
    Math.max(
      1,
      traces.reduce((max, { durationUs }) => Math.max(max, durationUs), 1),
    ),
  )
  const width = (high - low) / BINS
  return (us) =>
    width > 0 ? Math.min(BINS - 1, Math.max(0, Math.floor((Math.log(Math.max(1, us)) - low) / width))) : 0
}
