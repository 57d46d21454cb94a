import { useState, type RefObject } from 'react'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { ComboBox } from '../../ui/ComboBox.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { DependenciesAddress } from '../../url/dependenciesAddress.ts'
import styles from './Dependencies.module.css'
import { Cycles, Groups } from './GraphMenus.tsx'
import { OpenGraph, type OpenedGraph } from './OpenGraph.tsx'
import { SampleSelect, type useSample } from './SampleControl.tsx'
import { GRAPH_EXPORTS, saveGraph, type GraphExport } from './exportGraph.ts'
import type { GraphView } from '../../paint/graphView.ts'

const HOUR_MS = 3_600_000
const RANGES = [
  { value: String(HOUR_MS), label: 'Last hour' },
  { value: String(6 * HOUR_MS), label: 'Last 6 hours' },
  { value: String(24 * HOUR_MS), label: 'Last 24 hours' },
  { value: String(2 * 24 * HOUR_MS), label: 'Last 2 days' },
  { value: String(7 * 24 * HOUR_MS), label: 'Last 7 days' },
  { value: String(30 * 24 * HOUR_MS), label: 'Last 30 days' },
]
const HOPS = [
  { value: '0', label: 'none' },
  { value: '1', label: '1' },
  { value: '2', label: '2' },
  { value: '3', label: '3' },
  { value: '99', label: 'all' },
]
const SOURCES = [
  { value: 'backend', label: 'The backend’s counts' },
  { value: 'both', label: 'Counts and traces' },
  { value: 'traces', label: 'Traces at hand' },
] as const

interface GraphToolbarProps {
  readonly address: DependenciesAddress
  readonly onChange: (part: Partial<DependenciesAddress>, options?: { replace?: boolean }) => void
  /** Before and after narrowing. */
  readonly whole: ServiceGraph | null
  readonly graph: ServiceGraph | null
  readonly viewRef: RefObject<GraphView | null>
  /** How many traces the evidence rests on; null without evidence. */
  readonly traceCount: number | null
  readonly sample: ReturnType<typeof useSample>
  readonly onOpen: (opened: OpenedGraph) => void
  /** A saved graph is shown: what asks the backend makes no sense. */
  readonly saved: boolean
}

export function GraphToolbar(props: GraphToolbarProps) {
  const { address, onChange, whole, graph, viewRef, traceCount, sample, onOpen, saved } = props
  const names = whole?.nodes.map((node) => node.name) ?? []
  return (
    <div className={styles.toolbar} role="group" aria-label="What the graph shows">
      <Select
        label="Time range"
        options={RANGES}
        value={String(address.lookbackMs)}
        disabled={saved}
        onValueChange={(value) => onChange({ lookbackMs: Number(value), endMs: null })}
      />
      <UntilField endMs={address.endMs} onChange={(endMs) => onChange({ endMs })} />
      <Select
        label="Source"
        options={SOURCES}
        value={address.source}
        disabled={saved}
        onValueChange={(source) => onChange({ source })}
      />
      <SampleSelect sample={sample} disabled={saved || !graph || graph.nodes.length === 0} />
      <FindService
        names={names}
        service={address.service}
        onFocus={(service) =>
          onChange({ service, up: address.up ?? 1, down: address.down ?? 1, selected: service ? [service] : null })
        }
      />
      {address.service !== null && (
        <>
          <Select
            label="Callers, hops"
            options={HOPS}
            value={String(address.up ?? 1)}
            onValueChange={(value) => onChange({ up: Number(value) })}
          />
          <Select
            label="Callees, hops"
            options={HOPS}
            value={String(address.down ?? 1)}
            onValueChange={(value) => onChange({ down: Number(value) })}
          />
          <Button className={styles.beside} onClick={() => onChange({ service: null, up: null, down: null })}>
            Show all services
          </Button>
        </>
      )}
      <MinCalls value={address.minCalls} onChange={(minCalls) => onChange({ minCalls }, { replace: true })} />
      {whole && <Groups graph={whole} folded={address.folded} onChange={(folded) => onChange({ folded })} />}
      <Select<GraphExport | ''>
        label="Export"
        options={[{ value: '', label: 'Save as…' }, ...GRAPH_EXPORTS]}
        value=""
        disabled={!graph || graph.edges.length === 0}
        onValueChange={(format) => {
          if (format !== '' && graph) void saveGraph(format, graph, traceCount ?? 0, viewRef.current?.picture() ?? null)
        }}
      />
      <OpenGraph onOpen={onOpen} />
      {graph && <Cycles graph={graph} onSelect={(service) => onChange({ selected: [service] })} />}
      <p className={styles.count} aria-live="polite">
        {graph && whole && (
          <>
            {plural(graph.nodes.length, 'service')}, {plural(graph.edges.length, 'edge')}
            {graph.edges.length < whole.edges.length && ` of ${formatCount(whole.edges.length)}`}
            {traceCount !== null && ` · evidence from ${plural(traceCount, 'trace')}`}
          </>
        )}
      </p>
    </div>
  )
}

function FindService({
  names,
  service,
  onFocus,
}: {
  names: readonly string[]
  service: string | null
  onFocus: (service: string | null) => void
}) {
  const [text, setText] = useState(service ?? '')
  const [last, setLast] = useState(service)
  if (last !== service) {
    setLast(service)
    setText(service ?? '')
  }
  return (
    <ComboBox
      label="Find a service"
      value={text}
      options={names}
      emptyText="No service of that name in the graph"
      placeholder="name"
      onValueChange={(value) => {
        setText(value)
        if (names.includes(value)) onFocus(value)
        else if (value === '' && service !== null) onFocus(null)
      }}
    />
  )
}

function MinCalls({ value, onChange }: { value: number; onChange: (minCalls: number) => void }) {
  return (
    <TextField
      label="Calls, at least"
      inputMode="numeric"
      className={styles.short}
      value={value === 1 ? '' : String(value)}
      placeholder="1"
      onValueChange={(text) => {
        if (/^\d{0,9}$/.test(text)) onChange(Math.max(1, Number(text)))
      }}
    />
  )
}

function UntilField({ endMs, onChange }: { endMs: number | null; onChange: (endMs: number | null) => void }) {
  const toLocal = (ms: number) => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
  return (
    <TextField
      label="Until (empty: now)"
      type="datetime-local"
      value={endMs === null ? '' : toLocal(endMs)}
      onValueChange={(text) => {
        const ms = text === '' ? null : new Date(text).getTime()
        if (ms === null || Number.isFinite(ms)) onChange(ms)
      }}
    />
  )
}
