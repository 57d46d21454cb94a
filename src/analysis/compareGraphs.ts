import { buildServiceGraph, type EdgeEvidence, type ServiceEvidence, type ServiceGraph } from './serviceGraph.ts'

export type EdgeVerdict = 'only-a' | 'only-b' | 'slower' | 'faster' | 'same'

/** What became of one edge from A to B. Times in µs. */
export interface EdgeChange {
  readonly verdict: EdgeVerdict
  readonly a: EdgeEvidence | null
  readonly b: EdgeEvidence | null
  readonly deltaCalls: number
  /** B − A of the median and the 95th percentile of one call; null where a side has none. */
  readonly deltaP50Us: number | null
  readonly deltaP95Us: number | null
}

export interface GraphComparison {
  /** The edges of both; an edge's calls are the larger side's. */
  readonly graph: ServiceGraph
  /** Per edge of `graph`. */
  readonly changes: readonly EdgeChange[]
  /** Per node of `graph`: whether only one side has it. */
  readonly only: readonly ('a' | 'b' | null)[]
}

/**
 * The service graphs of two sides as one. Slower or faster is an edge whose median call changed by `notableUs` or more. Swapping the
 * sides swaps the verdicts and negates the numbers.
 */
export function compareGraphs(a: ServiceEvidence, b: ServiceEvidence, notableUs: number): GraphComparison {
  const keyOf = ({ from, to }: { readonly from: string; readonly to: string }) => JSON.stringify([from, to])
  const ofA = new Map(a.edges.map((edge) => [keyOf(edge), edge]))
  const ofB = new Map(b.edges.map((edge) => [keyOf(edge), edge]))
  const larger = (x: EdgeEvidence, y: EdgeEvidence | undefined) => (y === undefined || x.calls >= y.calls ? x : y)
  const edges = [
    ...a.edges.map((edge) => larger(edge, ofB.get(keyOf(edge)))),
    ...b.edges.filter((edge) => !ofA.has(keyOf(edge))),
  ]
  const kinds = new Map([...a.kinds, ...b.kinds])
  // one side's spans are better evidence than the other's silence
  for (const [own, other] of [[a, b] as const, [b, a] as const])
    for (const name of namesOf(own)) if (!own.kinds.has(name) && other.kinds.has(name)) kinds.delete(name)
  const graph = buildServiceGraph(null, {
    edges,
    kinds,
    namespaces: new Map([...a.namespaces, ...b.namespaces]),
    traceCount: a.traceCount + b.traceCount,
  })
  const changes = graph.edges.map(({ evidence }) => {
    const key = keyOf(evidence!)
    return changeOf(ofA.get(key) ?? null, ofB.get(key) ?? null, notableUs)
  })
  const namesA = namesOf(a)
  const namesB = namesOf(b)
  return {
    graph,
    changes,
    only: graph.nodes.map(({ name }) => (!namesB.has(name) ? 'a' : !namesA.has(name) ? 'b' : null)),
  }
}

const namesOf = ({ edges }: ServiceEvidence): Set<string> => new Set(edges.flatMap(({ from, to }) => [from, to]))

function changeOf(a: EdgeEvidence | null, b: EdgeEvidence | null, notableUs: number): EdgeChange {
  const delta = (x: number | null | undefined, y: number | null | undefined) =>
    x === null || x === undefined || y === null || y === undefined ? null : y - x
  const deltaP50Us = delta(a?.p50Us, b?.p50Us)
  const verdict: EdgeVerdict =
    a === null
      ? 'only-b'
      : b === null
        ? 'only-a'
        : deltaP50Us !== null && Math.abs(deltaP50Us) >= Math.max(1, notableUs)
          ? deltaP50Us > 0
            ? 'slower'
            : 'faster'
          : 'same'
  return {
    verdict,
    a,
    b,
    deltaCalls: (b?.calls ?? 0) - (a?.calls ?? 0),
    deltaP50Us,
    deltaP95Us: delta(a?.p95Us, b?.p95Us),
  }
}
