/** `x[to] ≤ x[from] + atMost`. */
export interface Constraint {
  readonly from: number
  readonly to: number
  readonly atMost: number
}

/** The range of each unknown against the root's 0; infinite where nothing bounds it. */
export interface Bounds {
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * The tightest bounds of each unknown: shortest paths from the root (high) and to it (low). The system must be feasible
 * (see `findContradictions`). Cormen et al., Introduction to Algorithms, "Difference constraints and shortest paths".
 */
export function solveBounds(count: number, constraints: readonly Constraint[], root: number): Bounds {
  const high = new Float64Array(count).fill(Infinity)
  high[root] = 0
  relax(createGraph(count, constraints), high, [root], null)
  const low = new Float64Array(count).fill(Infinity)
  low[root] = 0
  const reversed = constraints.map(({ from, to, atMost }) => ({ from: to, to: from, atMost }))
  relax(createGraph(count, reversed), low, [root], null)
  return { low: low.map((distance) => 0 - distance), high }
}

/**
 * The unknowns on contradicting (negative) cycles, and which constraints are left when the cycles' own are set aside: those
 * are feasible. Contradictions between two neighbours, by far the most common, are found in one sweep; longer cycles one
 * search after the other.
 */
export function findContradictions(
  count: number,
  constraints: readonly Constraint[],
): { nodes: Set<number>; keep: Uint8Array } {
  const nodes = new Set<number>()
  const keep = new Uint8Array(constraints.length).fill(1)
  dropContradictingPairs()
  for (;;) {
    const kept = constraints.flatMap((_, i) => (keep[i] ? i : []))
    const graph = createGraph(
      count,
      kept.map((i) => constraints[i]),
    )
    const cycles = relax(
      graph,
      new Float64Array(count),
      Array.from({ length: count }, (_, i) => i),
      new Int32Array(count).fill(-1),
    )
    if (cycles.length === 0) return { nodes, keep }
    for (const arc of cycles.flat()) {
      const i = kept[arc]
      keep[i] = 0
      nodes.add(constraints[i].from).add(constraints[i].to)
    }
  }

  function dropContradictingPairs(): void {
    const tightest = new Map<number, number>()
    for (const { from, to, atMost } of constraints) {
      const key = from * count + to
      tightest.set(key, Math.min(tightest.get(key) ?? Infinity, atMost))
    }
    for (const [i, { from, to }] of constraints.entries()) {
      const forth = tightest.get(from * count + to) ?? Infinity
      const back = tightest.get(to * count + from) ?? Infinity
      if (forth + back >= 0) continue
      keep[i] = 0
      nodes.add(from).add(to)
    }
  }
}

interface Graph {
  readonly count: number
  /** The arcs out of node n are `order[first[n]..first[n + 1])`. */
  readonly first: Uint32Array
  readonly order: Uint32Array
  readonly constraints: readonly Constraint[]
}

function createGraph(count: number, constraints: readonly Constraint[]): Graph {
  const first = new Uint32Array(count + 1)
  for (const { from } of constraints) first[from + 1]++
  for (let node = 0; node < count; node++) first[node + 1] += first[node]
  const next = first.slice(0, count)
  const order = new Uint32Array(constraints.length)
  for (const [i, { from }] of constraints.entries()) order[next[from]++] = i
  return { count, first, order, constraints }
}

/**
 * Bellman and Ford's relaxation in rounds, each over the nodes that changed in the one before. With `via` (the arc that last
 * improved each node) it stops at negative cycles and returns their arcs; without, the graph must have none.
 */
function relax(
  { count, first, order, constraints }: Graph,
  distance: Float64Array,
  from: readonly number[],
  via: Int32Array | null,
): number[][] {
  let active = Uint32Array.from(from)
  const queued = new Uint8Array(count)
  while (active.length > 0) {
    const changed: number[] = []
    for (const node of active) {
      for (let a = first[node]; a < first[node + 1]; a++) {
        const { to, atMost } = constraints[order[a]]
        const reached = distance[node] + atMost
        if (reached >= distance[to]) continue
        distance[to] = reached
        if (via) via[to] = order[a]
        if (queued[to]) continue
        queued[to] = 1
        changed.push(to)
      }
    }
    for (const node of changed) queued[node] = 0
    active = Uint32Array.from(changed)
    if (via && changed.length > 0) {
      const cycles = cyclesOf(via, constraints)
      if (cycles.length > 0) return cycles
    }
  }
  return []
}

/** The cycles in the graph of last improvements: each of them is a negative one. */
function cyclesOf(via: Int32Array, constraints: readonly Constraint[]): number[][] {
  const seenBy = new Int32Array(via.length).fill(-1)
  const cycles: number[][] = []
  for (let start = 0; start < via.length; start++) {
    let node = start
    while (via[node] >= 0 && seenBy[node] < 0) {
      seenBy[node] = start
      node = constraints[via[node]].from
    }
    if (via[node] < 0 || seenBy[node] !== start) continue
    const cycle: number[] = []
    let at = node
    do {
      cycle.push(via[at])
      at = constraints[via[at]].from
    } while (at !== node)
    cycles.push(cycle)
  }
  return cycles
}
