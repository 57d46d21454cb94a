import { splitTraceName } from '../model/traceName.ts'
import { EMPTY_SEARCH } from '../url/searchAddress.ts'
import type { SearchAddress } from '../url/searchAddress.ts'
import { NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import type { TraceSummary } from '../worker/protocol.ts'

/** As many as a typical side stands for. */
const MOST = 50
const DAY_US = 24 * 3600e6
const HOUR_US = 3600e6

/** The search for traces that began like this one, in the day before it and the hour after; null without a root. */
export function similarTracesSearch({
  mainRoot,
  epochUs,
  services,
  serviceId,
  names,
  nameId,
}: Trace): SearchAddress | null {
  if (mainRoot === NONE) return null
  const startUs = Number(epochUs)
  return {
    ...EMPTY_SEARCH,
    services: [services[serviceId[mainRoot]]],
    operation: names[nameId[mainRoot]],
    window: { startUs: startUs - DAY_US, endUs: startUs + HOUR_US },
    limit: MOST,
  }
}

export interface SimilarTraces {
  /** Same root operation, without the trace itself, the fastest first. */
  readonly all: readonly TraceSummary[]
  /** Those that were faster, the latest first. */
  readonly faster: readonly TraceSummary[]
  /** The middle one by duration. */
  readonly median: TraceSummary | null
}

/** What a search found of the same kind as a trace: a root of the same name, not only some span. O(n log n). */
export function pickSimilar(trace: Trace, found: readonly TraceSummary[]): SimilarTraces {
  const { mainRoot, traceId } = trace
  if (mainRoot === NONE) return { all: [], faster: [], median: null }
  const service = trace.services[trace.serviceId[mainRoot]]
  const operation = trace.names[trace.nameId[mainRoot]]
  const durationUs = trace.endUs[mainRoot] - trace.startUs[mainRoot]
  const all = found
    .filter(
      (other) =>
        splitTraceName(other.traceId).traceId !== traceId &&
        other.rootService === service &&
        other.rootOperation === operation,
    )
    .sort((x, y) => x.durationUs - y.durationUs || x.startUs - y.startUs)
  return {
    all,
    faster: all.filter((other) => other.durationUs < durationUs).sort((x, y) => y.startUs - x.startUs),
    median: all.at(Math.floor((all.length - 1) / 2)) ?? null,
  }
}
