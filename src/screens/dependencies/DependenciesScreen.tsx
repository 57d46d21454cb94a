import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { focusGraph, foldGroups, keepBusyEdges } from '../../analysis/focusGraph.ts'
import { buildServiceGraph, type ServiceGraph } from '../../analysis/serviceGraph.ts'
import type { GraphLayout } from '../../layout/graphLayout.ts'
import { graphLayoutQuery, startLayoutWorker } from '../../layout/layoutInWorker.ts'
import { walkGraph } from '../../layout/walkGraph.ts'
import { createGraphView, type GraphHit, type GraphView } from '../../paint/graphView.ts'
import { describeHit } from '../../report/describeGraph.ts'
import { dependenciesQuery } from '../../data/dependenciesQuery.ts'
import { failureOf } from '../../data/http.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { GraphCanvas, NO_HIT } from '../../ui/GraphCanvas.tsx'
import { SplitPane } from '../../ui/SplitPane.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import {
  formatDependenciesAddress,
  parseDependenciesAddress,
  type DependenciesAddress,
} from '../../url/dependenciesAddress.ts'
import styles from './Dependencies.module.css'
import { EdgeTable } from './EdgeTable.tsx'
import { evidenceQuery } from './evidenceQuery.ts'
import { GraphPanel } from './GraphPanel.tsx'
import { GraphSummary } from './GraphSummary.tsx'
import { GraphToolbar } from './GraphToolbar.tsx'
import { OpenedNote, type OpenedGraph } from './OpenGraph.tsx'
import { SampleStatus, useSample } from './SampleControl.tsx'

/** Who calls whom: the picture, a table of the same, and what is known of what is selected. */
export function DependenciesScreen() {
  useDocumentTitle('Dependencies')
  const { search } = useLocation()
  const navigate = useNavigate()
  const address = useMemo(() => parseDependenciesAddress(new URLSearchParams(search)), [search])
  const change = (part: Partial<DependenciesAddress>, { replace = false } = {}) =>
    navigate(formatDependenciesAddress({ ...address, ...part }), { replace })

  const counts = useQuery({
    ...dependenciesQuery(address),
    enabled: address.source !== 'traces',
    placeholderData: keepPreviousData,
  })
  const evidence = useQuery({ ...evidenceQuery(), enabled: address.source !== 'backend' })
  const [opened, setOpened] = useState<OpenedGraph | null>(null)
  const live = useMemo(() => {
    const asked = address.source !== 'traces'
    if (asked && counts.data === undefined) return null
    if (address.source !== 'backend' && evidence.data === undefined) return null
    // no trace at hand tells nothing: not even that an edge is only in the counts
    const known = asked && evidence.data?.traceCount === 0 ? null : (evidence.data ?? null)
    return buildServiceGraph(asked ? (counts.data ?? null) : null, address.source === 'backend' ? null : known)
  }, [address.source, counts.data, evidence.data])
  const whole = opened?.graph ?? live
  const graph = useMemo(() => whole && narrow(whole, address), [whole, address])
  const sample = useSample(address, whole, graph, () => {
    if (address.source === 'backend') void change({ source: 'both' }, { replace: true })
  })
  const layout = useQuery({ ...graphLayoutQuery(graph), placeholderData: keepPreviousData })
  useEffect(() => void startLayoutWorker(), [])

  // The picture follows only when the layout of this very graph is there: until then the last one stays.
  const [shown, setShown] = useState<{ graph: ServiceGraph; layout: GraphLayout } | null>(null)
  useEffect(() => {
    if (graph && layout.data && !layout.isPlaceholderData) setShown({ graph, layout: layout.data })
  }, [graph, layout.data, layout.isPlaceholderData])

  const show = useCallback((view: GraphView) => shown && view.show(shown.graph, shown.layout), [shown])
  const viewRef = useRef<GraphView | null>(null)
  const [tableHeight, setTableHeight] = useState(240)
  const selected = useMemo(() => findSelected(shown?.graph ?? null, address.selected), [shown, address.selected])
  const onSelect = (hit: GraphHit) => {
    if (!shown) return
    const { nodes, edges } = shown.graph
    const edge = edges[hit.edge]
    const next =
      hit.node !== -1
        ? ([nodes[hit.node].name] as const)
        : edge
          ? ([nodes[edge.from].name, nodes[edge.to].name] as const)
          : null
    change({ selected: next }, { replace: true })
  }
  const onFocus = (service: string) =>
    change({ service, up: address.up ?? 1, down: address.down ?? 1, selected: [service] })

  const failed = opened?.graph ? null : (counts.error ?? evidence.error)
  const liveTraces = address.source === 'backend' ? null : (evidence.data?.traceCount ?? null)
  const traceCount = opened?.graph ? (whole?.fromTraces ? opened.traceCount : null) : liveTraces
  return (
    <div className={styles.page}>
      <h1>
        <VisuallyHidden>Service dependencies</VisuallyHidden>
      </h1>
      <GraphToolbar
        address={address}
        onChange={change}
        whole={whole}
        graph={graph}
        viewRef={viewRef}
        traceCount={traceCount}
        sample={sample}
        onOpen={setOpened}
        saved={Boolean(opened?.graph)}
      />
      {opened && <OpenedNote opened={opened} onClose={() => setOpened(null)} />}
      <SampleStatus sample={sample} />
      {failed && (
        <ErrorState
          inline={whole !== null}
          title={whole ? 'The dependencies could not be loaded again' : 'The dependencies could not be loaded'}
          failure={failureOf(failed)}
          retrying={counts.isFetching}
          onRetry={() => void (counts.error ? counts.refetch() : evidence.refetch())}
        />
      )}
      {!failed && whole === null && <ProgressBar label="Loading the dependencies" value={null} />}
      {graph && graph.edges.length > 0 && layout.isFetching && (
        <ProgressBar label={`Laying out ${plural(graph.nodes.length, 'service')}`} value={null} />
      )}
      {layout.error && (
        <p role="alert">The graph could not be laid out: {String(layout.error)}. The table below is complete.</p>
      )}
      {whole && graph && graph.edges.length === 0 && (
        <NoEdges whole={whole} address={address} onChange={change} noCounts={counts.data === null} />
      )}
      {graph && graph.edges.length > 0 && (
        <SplitPane
          label="Table"
          orientation="column"
          sized="end"
          sizePx={tableHeight}
          minPx={90}
          onSizeChange={setTableHeight}
          className={styles.main}
          start={
            <div className={styles.pictureRow}>
              {whole && (
                <GraphSummary
                  graph={graph}
                  whole={whole}
                  traceCount={traceCount}
                  onSelect={(service) => change({ selected: [service] })}
                />
              )}
              {shown && (
                <GraphCanvas
                  label={`Service graph: ${plural(shown.graph.nodes.length, 'service')}, ${plural(shown.graph.edges.length, 'edge')}`}
                  create={createGraphView}
                  show={show}
                  engineRef={viewRef}
                  selected={selected}
                  onSelect={onSelect}
                  describe={(hit) => describeHit(shown.graph, hit)}
                  walk={(node, key) => walkGraph(shown.graph, shown.layout, node, key)}
                  onOpen={(node) => onFocus(shown.graph.nodes[node].name)}
                  counts={{ nodes: shown.graph.nodes.length, edges: shown.graph.edges.length }}
                />
              )}
              {shown && (selected.node !== -1 || selected.edge !== -1) && (
                <GraphPanel
                  graph={shown.graph}
                  selected={selected}
                  address={address}
                  onSelect={onSelect}
                  onFocus={onFocus}
                  onUnfold={(group) =>
                    change({ folded: address.folded.filter((other) => other !== group), selected: null })
                  }
                  onClose={() => change({ selected: null }, { replace: true })}
                />
              )}
            </div>
          }
          end={
            <EdgeTable
              graph={graph}
              selected={address.selected}
              onSelect={(next) => change({ selected: next }, { replace: true })}
            />
          }
        />
      )}
    </div>
  )
}

/** What the address asks to see of the graph. */
export function narrow(
  whole: ServiceGraph,
  { minCalls, folded, service, up, down }: DependenciesAddress,
): ServiceGraph {
  const busy = foldGroups(keepBusyEdges(whole, minCalls), new Set(folded))
  return service === null ? busy : focusGraph(busy, { service, up: up ?? 1, down: down ?? 1 })
}

function findSelected(graph: ServiceGraph | null, selected: DependenciesAddress['selected']): GraphHit {
  if (!graph || !selected) return NO_HIT
  const nodeOf = (name: string) => graph.nodes.findIndex((node) => node.name === name)
  if (selected.length === 1) return { node: nodeOf(selected[0]), edge: -1 }
  const from = nodeOf(selected[0])
  const to = nodeOf(selected[1])
  return { node: -1, edge: graph.edges.findIndex((edge) => edge.from === from && edge.to === to) }
}

interface NoEdgesProps {
  readonly whole: ServiceGraph
  readonly address: DependenciesAddress
  readonly onChange: (part: Partial<DependenciesAddress>) => void
  readonly noCounts: boolean
}

function NoEdges({ whole, address, onChange, noCounts }: NoEdgesProps) {
  if (whole.edges.length > 0) {
    return (
      <EmptyState
        title="Nothing is left of the graph"
        actions={
          <button
            type="button"
            className={styles.linkButton}
            onClick={() => onChange({ service: null, minCalls: 1, up: null, down: null })}
          >
            Show all {formatCount(whole.edges.length)} edges
          </button>
        }
      >
        {address.service !== null && !whole.nodes.some((node) => node.name === address.service)
          ? `No calls from or to ${address.service} in this time.`
          : `No edge has at least ${formatCount(address.minCalls)} calls here.`}
      </EmptyState>
    )
  }
  if (address.source === 'traces') {
    return (
      <EmptyState title="No traces at hand">
        The graph is drawn from the traces that this page has loaded. <Link to="/search">Search</Link> some first, then
        come back.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={noCounts ? 'This backend does not count dependencies' : 'No calls between services in this time'}
    >
      {noCounts
        ? 'Choose the traces at hand as the source instead.'
        : 'Try a longer time range. Some Jaeger storages need a job that computes dependencies once a day.'}
    </EmptyState>
  )
}
