import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { callFindingsQuery, findingsQuery, foundSoFarQuery } from '../../../data/traceQuery.ts'
import type { Findings, TraceView, ViewOptions } from '../../../worker/protocol.ts'

/** Whether others may come; `failed`: what is known is not all. */
export type FindingsState = 'pending' | 'complete' | 'failed'

interface Found {
  /** What is known so far; null: nothing yet. */
  readonly findings: Findings | null
  readonly state: FindingsState
  readonly retry: () => void
}

/** What was found in a trace. `services`: the backend's, as soon as they are known; `enabled`: whether to look for more. */
export function useFindings(
  view: TraceView,
  options: ViewOptions,
  services: readonly string[],
  enabled: boolean,
): Found {
  const all = useQuery({ ...findingsQuery(view, options), enabled })
  const soFar = useQuery(foundSoFarQuery(view)).data
  const hasServices = services.length > 0
  const calls = useQuery({ ...callFindingsQuery(view, options, services), enabled: enabled && hasServices })
  const found = all.data ?? soFar ?? null
  const ofCalls = calls.data
  const findings = useMemo(() => found && { ...found, ...ofCalls }, [found, ofCalls])
  const isComplete = all.isSuccess && (!hasServices || (calls.isSuccess && !calls.isPlaceholderData))
  const state = all.isError || calls.isError ? 'failed' : isComplete ? 'complete' : 'pending'
  const { refetch, isError } = all
  const { refetch: refetchCalls } = calls
  const retry = useCallback(() => void (isError ? refetch() : refetchCalls()), [isError, refetch, refetchCalls])
  return { findings, state, retry }
}
