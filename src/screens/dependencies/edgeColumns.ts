import type { ServiceEdge, ServiceGraph } from '../../analysis/serviceGraph.ts'
import { formatCount, formatDelta, formatDuration, formatShare } from '../../lib/format.ts'
import { knownOnlyTo } from '../../report/describeGraph.ts'

/** A column of the table of edges. */
interface Column {
  readonly key: string
  readonly title: string
  /** What it sorts by. */
  readonly value: (edge: ServiceEdge, graph: ServiceGraph) => string | number
  readonly text: (edge: ServiceEdge, graph: ServiceGraph) => string
  readonly number?: boolean
}

const dash = '–'
const time = (us: number | null | undefined) => (us === null || us === undefined ? dash : formatDuration(us))
const known = (us: number | null | undefined) => us ?? -1

const CALLS: readonly Column[] = [
  {
    key: 'caller',
    title: 'Caller',
    value: (edge, graph) => graph.nodes[edge.from].name,
    text: (edge, graph) => graph.nodes[edge.from].name,
  },
  {
    key: 'callee',
    title: 'Callee',
    value: (edge, graph) => graph.nodes[edge.to].name,
    text: (edge, graph) => graph.nodes[edge.to].name,
  },
  { key: 'calls', title: 'Calls', number: true, value: (edge) => edge.calls, text: (edge) => formatCount(edge.calls) },
]
const EVIDENCE: readonly Column[] = [
  {
    key: 'traced',
    title: 'In traces',
    number: true,
    value: (edge) => edge.evidence?.calls ?? 0,
    text: (edge) => (edge.evidence ? formatCount(edge.evidence.calls) : dash),
  },
  {
    key: 'errors',
    title: 'Errors',
    number: true,
    value: (edge) => (edge.evidence ? edge.evidence.errors / edge.evidence.calls : -1),
    text: (edge) => (edge.evidence ? formatShare(edge.evidence.errors / edge.evidence.calls) : dash),
  },
  {
    key: 'p50',
    title: 'p50',
    number: true,
    value: (edge) => known(edge.evidence?.p50Us),
    text: (edge) => time(edge.evidence?.p50Us),
  },
  {
    key: 'p95',
    title: 'p95',
    number: true,
    value: (edge) => known(edge.evidence?.p95Us),
    text: (edge) => time(edge.evidence?.p95Us),
  },
  {
    key: 'network',
    title: 'Network',
    number: true,
    value: (edge) => known(edge.evidence?.networkUs),
    text: (edge) => time(edge.evidence?.networkUs),
  },
  {
    key: 'queue',
    title: 'Queue',
    number: true,
    value: (edge) => known(edge.evidence?.queueUs),
    text: (edge) => time(edge.evidence?.queueUs),
  },
  {
    key: 'clock',
    title: 'Clock',
    number: true,
    value: (edge) => edge.evidence?.clockOffsetUs ?? 0,
    text: (edge) => (edge.evidence?.clockOffsetUs ? formatDelta(edge.evidence.clockOffsetUs) : dash),
  },
  {
    key: 'source',
    title: 'Known from',
    value: (edge, graph) => knownOnlyTo(graph, edge) ?? '',
    text: (edge, graph) => knownOnlyTo(graph, edge) ?? 'both',
  },
]

/** What there is to show: evidence when traces were looked at, the source when both were. */
export const columnsOf = ({ fromBackend, fromTraces }: ServiceGraph): readonly Column[] =>
  fromTraces ? [...CALLS, ...EVIDENCE.filter(({ key }) => key !== 'source' || fromBackend)] : CALLS

/** Sorts by any column, whether it is shown or not. */
export function sortEdges(
  graph: ServiceGraph,
  { key, descending }: { key: string; descending: boolean },
): ServiceEdge[] {
  const { value } = [...CALLS, ...EVIDENCE].find((column) => column.key === key)!
  const order = (a: ServiceEdge, b: ServiceEdge) => {
    const x = value(a, graph)
    const y = value(b, graph)
    return x < y ? -1 : x > y ? 1 : 0
  }
  const sorted = [...graph.edges].sort((a, b) => order(a, b))
  return descending ? sorted.reverse() : sorted
}
