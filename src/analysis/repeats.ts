import { FLAG } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import type { Repeat } from './findings.ts'
import { normalizeStatement, statementOf } from './statements.ts'

/** From this many equal children on it is a repeat. */
export const MIN_REPEATS = 10

/**
 * N+1: at least ten children of one parent with the same service, operation and normalised statement. Most costly (total
 * time) first. O(spans) plus the statements of database spans in large enough groups.
 *
 *   list orders  =====================
 *     SELECT      =                     SELECT * FROM items WHERE id = ?   × 10, sequential
 *     SELECT        =                   (id = 1, id = 2, … are one statement)
 *     SELECT          =
 *     …
 */
export function computeRepeats({ trace, store }: LoadedTrace): Repeat[] {
  const repeats: Repeat[] = []
  const { length, subtreeEnd } = trace
  for (let parent = 0; parent < length; parent++) {
    if (subtreeEnd[parent] - parent <= MIN_REPEATS) continue
    for (const group of groupChildren(trace, parent)) {
      const hasStatements = group.some((span) => (trace.flags[span] & FLAG.hasDb) !== 0)
      if (!hasStatements) {
        repeats.push(describe(trace, parent, '', group))
        continue
      }
      const byStatement = new Map<string, number[]>()
      for (const span of group) {
        const statement = normalizeStatement(statementOf(store.attributes(trace.record[span])) ?? '')
        push(byStatement, statement, span)
      }
      for (const [statement, spans] of byStatement)
        if (spans.length >= MIN_REPEATS) repeats.push(describe(trace, parent, statement, spans))
    }
  }
  return repeats.sort((a, b) => b.totalUs - a.totalUs || a.spans[0] - b.spans[0])
}

/** Children of the same service and operation, groups that are large enough only. */
function groupChildren({ subtreeEnd, serviceId, nameId, names }: Trace, parent: number): number[][] {
  const groups = new Map<number, number[]>()
  let children = 0
  for (let child = parent + 1; child < subtreeEnd[parent]; child = subtreeEnd[child]) children++
  if (children < MIN_REPEATS) return []
  for (let child = parent + 1; child < subtreeEnd[parent]; child = subtreeEnd[child]) {
    push(groups, serviceId[child] * names.length + nameId[child], child)
  }
  return [...groups.values()].filter((group) => group.length >= MIN_REPEATS)
}

function push<K>(groups: Map<K, number[]>, key: K, span: number): void {
  const group = groups.get(key)
  if (group) group.push(span)
  else groups.set(key, [span])
}

function describe(
  { serviceId, nameId, startUs, endUs }: Trace,
  parent: number,
  statement: string,
  spans: readonly number[],
): Repeat {
  let totalUs = 0
  let firstUs = Infinity
  let lastUs = -Infinity
  for (const span of spans) {
    totalUs += endUs[span] - startUs[span]
    firstUs = Math.min(firstUs, startUs[span])
    lastUs = Math.max(lastUs, endUs[span])
  }
  return {
    parent,
    serviceId: serviceId[spans[0]],
    nameId: nameId[spans[0]],
    statement,
    spans: Uint32Array.from(spans),
    totalUs,
    wallUs: lastUs - firstUs,
    sequential: isSequential({ startUs, endUs }, spans),
  }
}

/** µs that two spans of one sequence may overlap by: times are cut to whole µs, twice. */
const ROUNDING_US = 2

/** Whether each begins when those before it are done. `spans`: by start, as siblings are. */
function isSequential({ startUs, endUs }: Pick<Trace, 'startUs' | 'endUs'>, spans: readonly number[]): boolean {
  let doneUs = -Infinity
  for (const span of spans) {
    if (startUs[span] < doneUs - ROUNDING_US) return false
    doneUs = Math.max(doneUs, endUs[span])
  }
  return true
}
