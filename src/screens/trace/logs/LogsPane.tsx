import { useQuery } from '@tanstack/react-query'
import { eventsQuery } from '../../../data/traceTables.ts'
import type { TraceView, ViewOptions } from '../../../worker/protocol.ts'
import type { TimeZoneChoice } from '../../../lib/formatTime.ts'
import type { TraceStore } from '../traceStore.ts'
import { LogsView } from './LogsView.tsx'

interface LogsPaneProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly options: ViewOptions
  readonly zone: TimeZoneChoice
}

/** The events with their data. */
export function LogsPane({ view, store, options, zone }: LogsPaneProps) {
  const events = useQuery(eventsQuery(view, options)).data ?? null
  return <LogsView view={view} store={store} events={events} zone={zone} />
}
