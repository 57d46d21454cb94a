import { pick, pickTimes } from './pick.ts'
import { computePreOrder } from './preOrder.ts'
import { NONE, type Trace } from './trace.ts'

/**
 * The same trace with other times (a clock view): spans in pre-order by the new starts, the epoch again the main root's
 * start. `startUs` and `endUs` are offsets from the old epoch, by old index. Indices differ between views; `record` is what
 * stays. `newOf` maps old indices to new ones. O(n log n).
 */
export function reorderTrace(
  trace: Trace,
  startUs: Float64Array,
  endUs: Float64Array,
): { readonly trace: Trace; readonly newOf: Uint32Array; readonly oldOf: Uint32Array } {
  const { idHigh, idLow, parent, length } = trace
  const { oldOf, newOf, ...tree } = computePreOrder({ length, startUs, endUs, idHigh, idLow }, parent)
  const rekey = <V>(map: ReadonlyMap<number, V>) => new Map([...map].map(([span, value]) => [newOf[span], value]))

  const shift = trace.mainRoot === NONE ? 0 : startUs[trace.mainRoot]
  const reordered: Trace = {
    ...trace,
    ...tree,
    epochUs: trace.epochUs + BigInt(shift),
    startUs: pickTimes(oldOf, startUs, shift),
    endUs: pickTimes(oldOf, endUs, shift),
    serviceId: pick(oldOf, trace.serviceId),
    nameId: pick(oldOf, trace.nameId),
    processId: pick(oldOf, trace.processId),
    kind: pick(oldOf, trace.kind),
    flags: pick(oldOf, trace.flags),
    idHigh: pick(oldOf, idHigh),
    idLow: pick(oldOf, idLow),
    record: pick(oldOf, trace.record),
    oddIds: rekey(trace.oddIds),
    mainRoot: trace.mainRoot === NONE ? NONE : newOf[trace.mainRoot],
    missingParentOf: rekey(trace.missingParentOf),
    links: trace.links
      .map((link) => ({ ...link, from: newOf[link.from], to: link.to === NONE ? NONE : newOf[link.to] }))
      .sort((a, b) => a.from - b.from),
    startNs: trace.startNs && pick(oldOf, trace.startNs),
    durationNs: trace.durationNs && pick(oldOf, trace.durationNs),
  }
  return { trace: reordered, newOf, oldOf }
}
