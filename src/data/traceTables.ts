import { queryOptions } from '@tanstack/react-query'
import type { TraceView, ViewOptions } from '../worker/protocol.ts'
import { askOpenTrace } from './traceQuery.ts'
import { tagColumn, tagKeys, traceEvents } from './workerClient.ts'

const base = { staleTime: Infinity, gcTime: 60_000, structuralSharing: false } as const

/** Keys of tags and process tags, the most frequent first. */
export const tagKeysQuery = (view: TraceView) =>
  queryOptions({
    queryKey: ['tag keys', view.key, view.trace.length] as const,
    queryFn: ({ client }) => askOpenTrace(client, view, () => tagKeys(view.key)),
    ...base,
  })

/** One tag's values over the spans of a view. */
export const tagColumnQuery = (view: TraceView, options: ViewOptions, tagKey: string) =>
  queryOptions({
    queryKey: ['tag column', view.key, view.trace.length, view.clocksView, tagKey] as const,
    queryFn: ({ client }) => askOpenTrace(client, view, () => tagColumn(view.key, options, tagKey)),
    enabled: tagKey !== '',
    ...base,
  })

/** All events of the trace by time. */
export const eventsQuery = (view: TraceView, options: ViewOptions) =>
  queryOptions({
    queryKey: ['events', view.key, view.trace.length, view.clocksView] as const,
    queryFn: ({ client }) => askOpenTrace(client, view, () => traceEvents(view.key, options)),
    ...base,
  })
