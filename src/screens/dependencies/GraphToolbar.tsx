import { X } from 'lucide-react'
import { useState, type RefObject } from 'react'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { IconButton } from '../../ui/Button.tsx'
import { ComboBox } from '../../ui/ComboBox.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { DependenciesAddress } from '../../url/dependenciesAddress.ts'
import styles from './Dependencies.module.css'
import { Groups } from './GraphMenus.tsx'
import { OpenGraph, type OpenedGraph } from './OpenGraph.tsx'
import { SampleSelect, type useSample } from './SampleControl.tsx'
import { TimeFields } from './TimeFields.tsx'
import { GRAPH_EXPORTS, saveGraph, type GraphExport } from './exportGraph.ts'
import type { GraphView } from '../../paint/graphView.ts'

const HOPS = [
  { value: '0', label: 'none' },
  { value: '1', label: '1' },
  { value: '2', label: '2' },
  { value: '3', label: '3' },
  { value: '99', label: 'all' },
]
const SOURCES = [
  { value: 'backend', label: 'Backend’s counts' },
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
      <TimeFields address={address} onChange={onChange} disabled={saved} />
      <Select
        label="Source"
        className={styles.source}
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
          <IconButton
            label="Show all services"
            tone="normal"
            onClick={() => onChange({ service: null, up: null, down: null })}
          >
            <X size={15} aria-hidden="true" />
          </IconButton>
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
      className={styles.find}
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
