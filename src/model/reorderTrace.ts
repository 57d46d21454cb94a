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
  const { oldOf, newOf, ...tree } = computePreOrder({ length, startUs, endUs, idHigh, idLow, parent })
  const pick = <T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(column: T): T => {
    const result = new (column.constructor as new (length: number) => T)(length)
    for (let span = 0; span < length; span++) result[span] = column[oldOf[span]]
    return result
  }
  const pickTimes = (column: Float64Array, shift: number): Float64Array => {
    const result = new Float64Array(length)
    for (let span = 0; span < length; span++) result[span] = column[oldOf[span]] - shift
    return result
  }
  const rekey = <V>(map: ReadonlyMap<number, V>) => new Map([...map].map(([span, value]) => [newOf[span], value]))

  const shift = trace.mainRoot === NONE ? 0 : startUs[trace.mainRoot]
  const reordered: Trace = {
    ...trace,
    ...tree,
    epochUs: trace.epochUs + BigInt(shift),
    startUs: pickTimes(startUs, shift),
    endUs: pickTimes(endUs, shift),
    serviceId: pick(trace.serviceId),
    nameId: pick(trace.nameId),
    processId: pick(trace.processId),
    kind: pick(trace.kind),
    flags: pick(trace.flags),
    idHigh: pick(idHigh),
    idLow: pick(idLow),
    record: pick(trace.record),
    oddIds: rekey(trace.oddIds),
    mainRoot: trace.mainRoot === NONE ? NONE : newOf[trace.mainRoot],
    missingParentOf: rekey(trace.missingParentOf),
    links: trace.links
      .map((link) => ({ ...link, from: newOf[link.from], to: link.to === NONE ? NONE : newOf[link.to] }))
      .sort((a, b) => a.from - b.from),
    startNs: trace.startNs && pick(trace.startNs),
    durationNs: trace.durationNs && pick(trace.durationNs),
  }
  return { trace: reordered, newOf, oldOf }
}
