import { Suspense, lazy } from 'react'
import { TRACE_VIEWS } from '../../url/traceAddress.ts'
import type { TraceViewName } from '../../url/traceAddress.ts'
import type { EmbedOptions } from '../../url/embed.ts'
import type { TraceView, ViewOptions } from '../../worker/protocol.ts'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import type { TimeZoneChoice } from '../../lib/formatTime.ts'
import { Segmented } from './Segmented.tsx'
import type { TraceStore } from './traceStore.ts'
import { Waterfall } from './waterfall/Waterfall.tsx'

const FlameView = lazy(() => import('./flame/FlameView.tsx').then((module) => ({ default: module.FlameView })))
const TablePane = lazy(() => import('./table/TablePane.tsx').then((module) => ({ default: module.TablePane })))
const GraphPane = lazy(() => import('./graph/GraphPane.tsx').then((module) => ({ default: module.GraphPane })))
const LogsPane = lazy(() => import('./logs/LogsPane.tsx').then((module) => ({ default: module.LogsPane })))

const VIEW_LABELS = { waterfall: 'Timeline', flame: 'Flame', table: 'Table', logs: 'Logs', graph: 'Graph' } as const
type ShownView = keyof typeof VIEW_LABELS

const shownView = (name: TraceViewName): ShownView => (name in VIEW_LABELS ? (name as ShownView) : 'waterfall')
const OPTIONS = TRACE_VIEWS.filter((name): name is ShownView => name in VIEW_LABELS).map((value) => ({
  value,
  label: VIEW_LABELS[value],
}))

interface ViewTabsProps {
  readonly value: TraceViewName
  readonly onChange: (view: TraceViewName) => void
}

export const ViewTabs = ({ value, onChange }: ViewTabsProps) => (
  <Segmented label="View" options={OPTIONS} value={shownView(value)} onChange={onChange} />
)

interface MainViewProps {
  readonly name: TraceViewName
  readonly view: TraceView
  readonly store: TraceStore
  readonly options: ViewOptions
  readonly zone: TimeZoneChoice
  readonly embed: EmbedOptions
  /** Leads to the timeline. */
  readonly onTimeline: () => void
}

/** One of the ways to look at the trace; all share selection, zoom, find and highlight. */
export function MainView({ name, view, store, options, zone, embed, onTimeline }: MainViewProps) {
  const shown = shownView(name)
  if (shown === 'waterfall') return <Waterfall store={store} hideMinimap={embed.hideMinimap} />
  return (
    <Suspense key={shown} fallback={<ProgressBar label="Loading the view" value={null} />}>
      {shown === 'flame' && <FlameView store={store} />}
      {shown === 'table' && <TablePane view={view} store={store} options={options} onShow={onTimeline} />}
      {shown === 'graph' && <GraphPane view={view} store={store} />}
      {shown === 'logs' && <LogsPane view={view} store={store} options={options} zone={zone} />}
    </Suspense>
  )
}
