import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { loadWhole } from '../../data/resultTags.ts'
import { createWholeTraces, type WholeTrace, type WholeTraces } from '../../data/wholeTraces.ts'
import { isFileTrace } from '../../model/traceName.ts'
import type { TraceSummary } from '../../worker/protocol.ts'

export interface WholeResults {
  readonly whole: WholeTraces
  /** The results, with what was fetched of them since. */
  readonly traces: readonly TraceSummary[]
  /** Those that only a summary is known of. */
  readonly unknown: readonly string[]
  /** How the fetching of a trace goes; undefined: it was not wanted yet. */
  readonly known: ReadonlyMap<string, WholeTrace>
  /** How many have come. */
  readonly fetched: number
}

/** What a summary does not tell (the time that no span explains, tags) is fetched for the rows in view, or for all on request. */
export function useWholeResults(found: readonly TraceSummary[]): WholeResults {
  const client = useQueryClient()
  const [whole] = useState(() => createWholeTraces((name, signal) => loadWhole(client, name, signal)))
  useEffect(() => () => whole.stop(), [whole])
  const known = useSyncExternalStore(whole.subscribe, whole.getSnapshot)
  return useMemo(() => {
    const traces = found.map((trace) => {
      const fetched = known.get(trace.traceId)
      return typeof fetched === 'object' ? fetched : trace
    })
    const unknown = traces.filter((trace) => isOutline(trace)).map(({ traceId }) => traceId)
    let fetched = 0
    for (const state of known.values()) if (typeof state === 'object') fetched++
    return { whole, traces, unknown, known, fetched }
  }, [found, known, whole])
}

/** Only a summary: the trace itself was not read. */
export const isOutline = ({ traceId, complete, unexplainedUs }: TraceSummary): boolean =>
  !complete && unexplainedUs === null && !isFileTrace(traceId)
