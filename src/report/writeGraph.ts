import * as v from 'valibot'
import {
  buildServiceGraph,
  completeGraph,
  type DependencyCount,
  type ServiceEdge,
  type ServiceEvidence,
  type ServiceGraph,
} from '../analysis/serviceGraph.ts'

const NodeKindSchema = v.picklist(['service', 'database', 'broker', 'external', 'uninstrumented', 'group'])
const EvidenceSchema = v.object({
  calls: v.number(),
  errors: v.number(),
  p50Us: v.nullable(v.number()),
  p95Us: v.nullable(v.number()),
  networkUs: v.nullable(v.number()),
  queueUs: v.nullable(v.number()),
  clockOffsetUs: v.nullable(v.number()),
  traces: v.number(),
  exampleTraceId: v.string(),
})
const GraphFileSchema = v.object({
  version: v.literal(1),
  fromBackend: v.boolean(),
  fromTraces: v.boolean(),
  traceCount: v.number(),
  nodes: v.array(v.object({ name: v.string(), kind: NodeKindSchema, group: v.optional(v.string()) })),
  edges: v.array(
    v.object({
      from: v.string(),
      to: v.string(),
      backendCalls: v.nullable(v.number()),
      evidence: v.nullable(EvidenceSchema),
    }),
  ),
})

/** The graph as JSON that `parseGraphJson` reads back to the same graph. */
export function formatGraphJson(graph: ServiceGraph, traceCount = 0): string {
  const file: v.InferOutput<typeof GraphFileSchema> = {
    version: 1,
    fromBackend: graph.fromBackend,
    fromTraces: graph.fromTraces,
    traceCount,
    nodes: graph.nodes.map(({ name, kind, group }) => ({ name, kind, group })),
    edges: graph.edges.map(({ from, to, backendCalls, evidence }) => ({
      from: graph.nodes[from].name,
      to: graph.nodes[to].name,
      backendCalls,
      evidence: evidence && withoutEnds(evidence),
    })),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

function withoutEnds({ from: _from, to: _to, ...rest }: NonNullable<ServiceEdge['evidence']>) {
  return rest
}

/** Reads what `formatGraphJson` wrote; null for anything else. */
export function parseGraphJson(text: string): { graph: ServiceGraph; traceCount: number } | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const parsed = v.safeParse(GraphFileSchema, json)
  if (!parsed.success) return null
  const file = parsed.output
  const counts: DependencyCount[] = file.edges.flatMap(({ from, to, backendCalls }) =>
    backendCalls === null ? [] : [{ parent: from, child: to, callCount: backendCalls }],
  )
  const evidence: ServiceEvidence = {
    edges: file.edges.flatMap(({ from, to, evidence: known }) => (known ? [{ from, to, ...known }] : [])),
    kinds: new Map(file.nodes.map(({ name, kind }) => [name, kind])),
    namespaces: new Map(file.nodes.flatMap(({ name, group }) => (group === undefined ? [] : [[name, group]]))),
    traceCount: file.traceCount,
  }
  const { nodes, edges } = buildServiceGraph(file.fromBackend ? counts : null, file.fromTraces ? evidence : null)
  // a graph that no trace was asked for can have folded groups
  const kinded = nodes.map(({ name, kind, group }) => ({
    name,
    kind: evidence.kinds.get(name) ?? kind,
    group: evidence.namespaces.get(name) ?? group,
  }))
  return { graph: completeGraph(kinded, edges, file), traceCount: file.traceCount }
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`

/** Graphviz. */
export function formatGraphDot(graph: ServiceGraph): string {
  const shapes = {
    service: 'box',
    database: 'cylinder',
    broker: 'cds',
    external: 'box',
    uninstrumented: 'box',
    group: 'box3d',
  } as const
  const lines = graph.nodes.map(({ name, kind }) => {
    const dashed = kind === 'service' || kind === 'group' ? '' : ', style="rounded,dashed"'
    return `  ${quoted(name)} [shape=${shapes[kind]}${dashed}];`
  })
  for (const edge of graph.edges) {
    const dashed = edge.backendCalls === null && graph.fromBackend ? ', style=dashed' : ''
    lines.push(
      `  ${quoted(graph.nodes[edge.from].name)} -> ${quoted(graph.nodes[edge.to].name)} [label=${quoted(String(edge.calls))}${dashed}];`,
    )
  }
  return `digraph services {\n  rankdir=LR;\n  node [style=rounded];\n${lines.join('\n')}\n}\n`
}

/** Mermaid flowchart. Names become quoted labels of numbered nodes, with the characters Mermaid reads escaped. */
export function formatGraphMermaid(graph: ServiceGraph): string {
  const label = (name: string) =>
    `"${name.replace(/[#"<>&;`[\]{}()|\\\n]/g, (character) => `#${character.codePointAt(0)};`)}"`
  const nodes = graph.nodes.map(({ name, kind }, index) => {
    const text = label(name)
    return kind === 'database' || kind === 'broker' ? `  n${index}[(${text})]` : `  n${index}[${text}]`
  })
  const edges = graph.edges.map(
    (edge) =>
      `  n${edge.from} ${edge.backendCalls === null && graph.fromBackend ? '-.' : '--'} "${edge.calls}" ${edge.backendCalls === null && graph.fromBackend ? '.->' : '-->'} n${edge.to}`,
  )
  return `flowchart LR\n${[...nodes, ...edges].join('\n')}\n`
}
