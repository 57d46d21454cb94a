import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { knownOnlyTo } from '../../report/describeGraph.ts'
import styles from './Dependencies.module.css'
import { Cycles } from './GraphMenus.tsx'

interface GraphSummaryProps {
  readonly graph: ServiceGraph
  /** Before narrowing. */
  readonly whole: ServiceGraph
  /** How many traces the evidence rests on; null without evidence. */
  readonly traceCount: number | null
  readonly onSelect: (service: string) => void
}

/** In the picture's corner: how much is shown, what it rests on, and its cycles. */
export const GraphSummary = ({ graph, whole, traceCount, onSelect }: GraphSummaryProps) => (
  <div className={styles.summary}>
    <p aria-live="polite">
      {plural(graph.nodes.length, 'service')}, {plural(graph.edges.length, 'edge')}
      {graph.edges.length < whole.edges.length && ` of ${formatCount(whole.edges.length)}`}
      {traceCount !== null &&
        (traceCount === 0
          ? ' · no traces at hand: search some, or take a sample'
          : ` · evidence from ${plural(traceCount, 'trace')}`)}
    </p>
    <Cycles graph={graph} onSelect={onSelect} />
    <Legend graph={graph} />
  </div>
)

/** Only of what can be seen in this very graph. */
function Legend({ graph }: { readonly graph: ServiceGraph }) {
  const isOneSided = graph.edges.some((edge) => knownOnlyTo(graph, edge) !== null)
  const isSilent = graph.nodes.some(({ kind }) => kind !== 'service' && kind !== 'group')
  return (
    <>
      {isOneSided && (
        <span className={styles.legend}>
          <span className={styles.dashedLine} /> only one source knows it
        </span>
      )}
      {isSilent && (
        <span className={styles.legend}>
          <span className={styles.dashedBox} /> sends no spans
        </span>
      )}
      {graph.cycles.length > 0 && (
        <span className={styles.legend}>
          <span className={styles.cycleLine} /> closes a cycle
        </span>
      )}
    </>
  )
}
