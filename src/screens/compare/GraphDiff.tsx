import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { askComparison } from './comparisonQuery.ts'
import { compareGraphs, type GraphComparison } from '../../analysis/compareGraphs.ts'
import { servicesQuery } from '../../data/servicesQuery.ts'
import { traceEvidence } from '../../data/workerClient.ts'
import { graphLayoutQuery } from '../../layout/layoutInWorker.ts'
import { walkGraph } from '../../layout/walkGraph.ts'
import { formatCount, formatDelta, formatDuration, plural } from '../../lib/format.ts'
import { createGraphView, type GraphView } from '../../paint/graphView.ts'
import type { EdgeMark, GraphMarks } from '../../paint/serviceGraphScene.ts'
import { describeChange, formatCountDelta, markText, VERDICT_TEXT } from '../../report/describeChange.ts'
import { describeNode } from '../../report/describeGraph.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { GraphCanvas, NO_HIT, type PictureHit } from '../../ui/GraphCanvas.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import type { ComparisonView } from '../../worker/compare.ts'
import styles from './GraphDiff.module.css'

const TONE = {
  'only-a': 'removed',
  'only-b': 'added',
  slower: 'slower',
  faster: 'faster',
  same: 'same',
} as const satisfies Record<string, EdgeMark['tone']>
const ONLY_TEXT = { a: ' (only A)', b: ' (only B)' } as const
const ORDER = ['slower', 'only-b', 'only-a', 'faster', 'same'] as const

/** Who calls whom in both traces: what only one has, and which calls became slower; a table of the same. */
export function GraphDiff({ comparison: { keyA, keyB, a } }: { readonly comparison: ComparisonView }) {
  const evidence = useQuery({
    queryKey: ['compared-evidence', keyA, keyB],
    queryFn: async ({ client }) => {
      const services = await client.fetchQuery(servicesQuery()).catch(() => [])
      return askComparison(client, () => Promise.all([traceEvidence(keyA, services), traceEvidence(keyB, services)]))
    },
    staleTime: Infinity,
    structuralSharing: false,
  })
  const compared = useMemo(
    () => evidence.data && compareGraphs(evidence.data[0], evidence.data[1], a.minGapUs),
    [evidence.data, a.minGapUs],
  )
  const layout = useQuery(graphLayoutQuery(compared?.graph))
  const marks = useMemo(() => compared && marksOf(compared), [compared])
  const [selected, setSelected] = useState<PictureHit>(NO_HIT)
  const engine = useRef<GraphView | null>(null)
  const show = useCallback(
    (canvas: GraphView) => compared && layout.data && canvas.show(compared.graph, layout.data, marks),
    [compared, layout.data, marks],
  )
  if (evidence.error || layout.error)
    return <EmptyState title="The graph could not be drawn">{String(evidence.error ?? layout.error)}</EmptyState>
  if (compared && compared.graph.edges.length === 0)
    return <EmptyState title="No calls between spans in these traces">Every span stands alone.</EmptyState>
  if (!compared || !layout.data) return <ProgressBar label="Drawing the graph" value={null} />
  const { graph, changes } = compared
  const describe = ({ node, edge }: PictureHit) => {
    if (graph.nodes[node]) return `${describeNode(graph, node)}${marks?.nodes[node] ?? ''}`
    return graph.edges[edge] ? describeChange(compared, edge) : ''
  }
  const counts = ORDER.flatMap((verdict) => {
    const count = changes.filter((change) => change.verdict === verdict).length
    return count === 0 ? [] : [`${formatCount(count)} ${VERDICT_TEXT[verdict]}`]
  })
  return (
    <div className={styles.pane}>
      <p className={styles.legend}>
        {plural(graph.edges.length, 'edge')}: {counts.join(', ')}. Dashed: only A; dash and dot: only B; ▲ slower, ▼
        faster by {formatDuration(a.minGapUs)} or more in the median call.
      </p>
      <div className={styles.picture}>
        <GraphCanvas<GraphView>
          label={`Service graph of both traces: ${plural(graph.nodes.length, 'service')}, ${plural(graph.edges.length, 'edge')}`}
          create={createGraphView}
          show={show}
          engineRef={engine}
          selected={selected}
          onSelect={setSelected}
          describe={describe}
          walk={(node, key) => walkGraph(graph, layout.data, node, key)}
          counts={{ nodes: graph.nodes.length, edges: graph.edges.length }}
        />
      </div>
      <ChangeTable compared={compared} selected={selected.edge} onSelect={(edge) => setSelected({ node: -1, edge })} />
    </div>
  )
}

const marksOf = ({ changes, only }: GraphComparison): GraphMarks => ({
  edges: changes.map((change) => ({ tone: TONE[change.verdict], text: markText(change) })),
  nodes: only.map((side) => (side === null ? '' : ONLY_TEXT[side])),
})

interface ChangeTableProps {
  readonly compared: GraphComparison
  readonly selected: number
  readonly onSelect: (edge: number) => void
}

/** The same edges and numbers as the picture, what changed most first. */
function ChangeTable({ compared: { graph, changes }, selected, onSelect }: ChangeTableProps) {
  const rows = [...changes.keys()].sort(
    (x, y) =>
      ORDER.indexOf(changes[x].verdict) - ORDER.indexOf(changes[y].verdict) ||
      Math.abs(changes[y].deltaP50Us ?? 0) - Math.abs(changes[x].deltaP50Us ?? 0) ||
      x - y,
  )
  const time = (us: number | null | undefined) => (us === null || us === undefined ? '–' : formatDuration(us))
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Compared edges">
        <thead>
          <tr>
            {['Edge', 'Change', 'Calls A', 'Calls B', 'Δ calls', 'p50 A', 'p50 B', 'Δ p50', 'Δ p95'].map((title, i) => (
              <th key={title} scope="col" className={i > 1 ? styles.number : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((edge) => {
            const { from, to } = graph.edges[edge]
            const { verdict, a, b, deltaCalls, deltaP50Us, deltaP95Us } = changes[edge]
            const delta = (us: number | null) => (us === null ? '–' : formatDelta(us))
            const cells = [
              formatCount(a?.calls ?? 0),
              formatCount(b?.calls ?? 0),
              formatCountDelta(deltaCalls),
              time(a?.p50Us),
              time(b?.p50Us),
              delta(deltaP50Us),
              delta(deltaP95Us),
            ]
            return (
              <tr key={edge} className={edge === selected ? styles.selected : undefined}>
                <td>
                  <button
                    type="button"
                    className={styles.edge}
                    aria-pressed={edge === selected}
                    onClick={() => onSelect(edge)}
                  >
                    {graph.nodes[from].name} → {graph.nodes[to].name}
                  </button>
                </td>
                <td>{VERDICT_TEXT[verdict]}</td>
                {cells.map((text, i) => (
                  <td key={i} className={styles.number}>
                    {text}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
