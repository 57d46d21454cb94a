import { useQuery } from '@tanstack/react-query'
import { askOpenTrace } from '../../../data/traceQuery.ts'
import { inheritedAttributes } from '../../../data/workerClient.ts'
import { NONE, type Attribute } from '../../../model/trace.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { inheritedKeys } from './patternLinks.ts'

const NOTHING: readonly Attribute[] = []

/** What configured links may take from the spans above this one. Nobody is asked when no link wants anything. */
export function useInherited(view: TraceView, span: number): readonly Attribute[] {
  const keys = inheritedKeys()
  const record = view.trace.record[span]
  const { data } = useQuery({
    queryKey: ['inherited', view.key, view.trace.length, record] as const,
    queryFn: ({ client }) => askOpenTrace(client, view, () => inheritedAttributes(view.key, record, keys)),
    enabled: keys.length > 0 && view.trace.parent[span] !== NONE,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
  })
  return data ?? NOTHING
}
