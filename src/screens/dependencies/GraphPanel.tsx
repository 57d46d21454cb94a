import { X } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { ServiceEdge, ServiceGraph } from '../../analysis/serviceGraph.ts'
import { operationsQuery } from '../../data/operationsQuery.ts'
import { formatCount, formatDelta, formatDuration, formatShare, plural } from '../../lib/format.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import type { DependenciesAddress } from '../../url/dependenciesAddress.ts'
import styles from './Dependencies.module.css'
import { linkToCrossing, linkToSearch } from './searchLinks.ts'
import { KIND_TEXT, knownOnlyTo } from '../../report/describeGraph.ts'
import type { GraphHit } from '../../paint/graphView.ts'

interface GraphPanelProps {
  readonly graph: ServiceGraph
  readonly selected: GraphHit
  readonly address: DependenciesAddress
  readonly onSelect: (hit: GraphHit) => void
  readonly onFocus: (service: string) => void
  readonly onUnfold: (group: string) => void
  readonly onClose: () => void
}

/** What is known of the selected service or edge, and where to go from here. */
export function GraphPanel(props: GraphPanelProps) {
  const { graph, selected, onClose } = props
  const title = selected.node !== -1 ? graph.nodes[selected.node].name : edgeTitle(graph, graph.edges[selected.edge])
  return (
    <aside className={styles.panel} aria-label={`Details of ${title}`}>
      <header className={styles.panelHead}>
        <h2>{title}</h2>
        <IconButton label="Close" shortcut="Esc" onClick={onClose}>
          <X size={15} aria-hidden="true" />
        </IconButton>
      </header>
      {selected.node !== -1 ? <NodeDetails {...props} /> : <EdgeDetails {...props} />}
    </aside>
  )
}

const edgeTitle = (graph: ServiceGraph, edge: ServiceEdge) =>
  `${graph.nodes[edge.from].name} → ${graph.nodes[edge.to].name}`

function NodeDetails({ graph, selected, address, onSelect, onFocus, onUnfold }: GraphPanelProps) {
  const node = graph.nodes[selected.node]
  const operations = useQuery({ ...operationsQuery(node.name), enabled: node.kind === 'service' })
  const callers = graph.edges.filter((edge) => edge.to === selected.node && edge.from !== edge.to)
  const callees = graph.edges.filter((edge) => edge.from === selected.node && edge.from !== edge.to)
  return (
    <>
      <p>
        {KIND_TEXT[node.kind]} · called {formatCount(node.callsIn)} times
        {node.selfCalls > 0 && ` · ${formatCount(node.selfCalls)} calls inside itself`}
      </p>
      {node.cycle !== -1 && <p>In a cycle: {graph.cycles[node.cycle].join(', ')} call each other in a circle.</p>}
      <div className={styles.panelActions}>
        {node.kind === 'group' && (
          <Button size="small" onClick={() => onUnfold(node.group)}>
            Unfold
          </Button>
        )}
        <Button size="small" onClick={() => onFocus(node.name)} disabled={address.service === node.name}>
          Focus
        </Button>
        {node.kind === 'service' && (
          <Link className={styles.action} to={linkToSearch(address, { services: [node.name] })}>
            Search its traces
          </Link>
        )}
      </div>
      <EdgeList title={plural(callers.length, 'caller')} graph={graph} edges={callers} end="from" onSelect={onSelect} />
      <EdgeList title={plural(callees.length, 'callee')} graph={graph} edges={callees} end="to" onSelect={onSelect} />
      {operations.data && operations.data.length > 0 && (
        <>
          <h3>{plural(operations.data.length, 'operation')}</h3>
          <ul className={styles.list}>
            {[...new Set(operations.data.map((operation) => operation.name))].slice(0, 100).map((name) => (
              <li key={name}>
                <Link to={linkToSearch(address, { services: [node.name], operation: name })}>
                  {name || '(empty name)'}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

interface EdgeListProps {
  readonly title: string
  readonly graph: ServiceGraph
  readonly edges: readonly ServiceEdge[]
  readonly end: 'from' | 'to'
  readonly onSelect: (hit: GraphHit) => void
}

function EdgeList({ title, graph, edges, end, onSelect }: EdgeListProps) {
  if (edges.length === 0) return null
  const sorted = [...edges].sort((a, b) => b.calls - a.calls)
  return (
    <>
      <h3>{title}</h3>
      <ul className={styles.list}>
        {sorted.map((edge) => (
          <li key={edge[end]}>
            <button type="button" className={styles.rowButton} onClick={() => onSelect({ node: edge[end], edge: -1 })}>
              <ServiceSwatch service={graph.nodes[edge[end]].name} />
            </button>
            <button
              type="button"
              className={styles.rowButton}
              aria-label={`The edge ${edgeTitle(graph, edge)}`}
              onClick={() => onSelect({ node: -1, edge: graph.edges.indexOf(edge) })}
            >
              {plural(edge.calls, 'call')}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function EdgeDetails({ graph, selected, address, onSelect }: GraphPanelProps) {
  const edge = graph.edges[selected.edge]
  const from = graph.nodes[edge.from]
  const to = graph.nodes[edge.to]
  const evidence = edge.evidence
  const only = knownOnlyTo(graph, edge)
  const isFolded = from.kind === 'group' || to.kind === 'group'
  const searched = to.kind === 'service' ? to.name : from.name
  const rows: [string, string][] = [
    ['Calls', edge.backendCalls === null ? 'not counted by the backend' : formatCount(edge.backendCalls)],
  ]
  if (evidence) {
    rows.push([
      'In the traces at hand',
      `${plural(evidence.calls, 'call')} in ${isFolded ? 'at least ' : ''}${plural(evidence.traces, 'trace')}`,
    ])
    rows.push(['Errors', `${formatCount(evidence.errors)} (${formatShare(evidence.errors / evidence.calls)})`])
    if (evidence.p50Us !== null) rows.push(['Latency p50', formatDuration(evidence.p50Us)])
    if (evidence.p95Us !== null) rows.push(['Latency p95', formatDuration(evidence.p95Us)])
    if (evidence.networkUs !== null) rows.push(['Network (median)', formatDuration(evidence.networkUs)])
    if (evidence.queueUs !== null) rows.push(['Queue (median)', formatDuration(evidence.queueUs)])
    if (evidence.clockOffsetUs !== null) rows.push([`Clock of ${to.name}`, formatDelta(evidence.clockOffsetUs)])
  }
  return (
    <>
      {only && <p className={styles.mark}>Known {only}.</p>}
      <dl className={styles.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.panelActions}>
        {!isFolded && (
          <Link className={styles.action} to={linkToCrossing(address, searched, from.name, to.name)}>
            Search traces that cross it
          </Link>
        )}
        {evidence && (
          <Link className={styles.action} to={`/trace/${evidence.exampleTraceId}`}>
            A trace that crosses it
          </Link>
        )}
      </div>
      <p className={styles.note}>
        {isFolded
          ? 'Unfold the group to search for traces that cross the edge.'
          : `No backend can search for an edge: traces of ${searched} are searched for, and those without this call are left out.`}
      </p>
      <ul className={styles.list}>
        {[...new Set([edge.from, edge.to])].map((node) => (
          <li key={node}>
            <button type="button" className={styles.rowButton} onClick={() => onSelect({ node, edge: -1 })}>
              <ServiceSwatch service={graph.nodes[node].name} />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
