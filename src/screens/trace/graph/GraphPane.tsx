import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { buildServiceGraph } from '../../../analysis/serviceGraph.ts'
import { servicesQuery } from '../../../data/servicesQuery.ts'
import { traceEvidence } from '../../../data/workerClient.ts'
import { graphLayoutQuery } from '../../../layout/layoutInWorker.ts'
import { walkGraph } from '../../../layout/walkGraph.ts'
import { plural } from '../../../lib/format.ts'
import { createGraphView, type GraphView } from '../../../paint/graphView.ts'
import { describeHit } from '../../../report/describeGraph.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { GraphCanvas, NO_HIT, type PictureHit } from '../../../ui/GraphCanvas.tsx'
import { ProgressBar } from '../../../ui/ProgressBar.tsx'
import type { TraceView } from '../../../worker/protocol.ts'
import type { TraceStore } from '../traceStore.ts'
import styles from './GraphPane.module.css'
import { spansOf } from './spansOf.ts'

interface GraphPaneProps {
  readonly view: TraceView
  readonly store: TraceStore
}

/** Who calls whom inside this trace. Selecting a service or an edge picks out its spans in the other views. */
export function GraphPane({ view, store }: GraphPaneProps) {
  const evidence = useQuery({
    queryKey: ['trace-evidence', view.key],
    queryFn: async ({ client }) => traceEvidence(view.key, await client.fetchQuery(servicesQuery()).catch(() => [])),
    staleTime: Infinity,
  })
  const graph = useMemo(() => evidence.data && buildServiceGraph(null, evidence.data), [evidence.data])
  const layout = useQuery(graphLayoutQuery(graph))
  const [selected, setSelected] = useState<PictureHit>(NO_HIT)
  const engine = useRef<GraphView | null>(null)
  const show = useCallback(
    (canvas: GraphView) => graph && layout.data && canvas.show(graph, layout.data),
    [graph, layout.data],
  )

  if (evidence.error || layout.error)
    return <EmptyState title="The graph could not be drawn">{String(evidence.error ?? layout.error)}</EmptyState>
  if (graph && graph.edges.length === 0)
    return <EmptyState title="No calls between spans in this trace">Every span stands alone.</EmptyState>
  if (!graph || !layout.data) return <ProgressBar label="Drawing the graph" value={null} />
  const { nodes, edges } = graph
  const onSelect = (hit: PictureHit) => {
    setSelected(hit)
    store.getState().setHighlight(spansOf(view.trace, graph, hit))
  }
  const said = describeHit(graph, selected)
  return (
    <div className={styles.pane}>
      <GraphCanvas<GraphView>
        label={`Service graph of this trace: ${plural(nodes.length, 'service')}, ${plural(edges.length, 'edge')}`}
        create={createGraphView}
        show={show}
        engineRef={engine}
        selected={selected}
        onSelect={onSelect}
        describe={(hit) => describeHit(graph, hit)}
        walk={(node, key) => walkGraph(graph, layout.data, node, key)}
        counts={{ nodes: nodes.length, edges: edges.length }}
      />
      <p className={styles.said}>
        {said === '' ? 'Select a service or an edge: its spans are picked out in the other views.' : said}
      </p>
    </div>
  )
}
