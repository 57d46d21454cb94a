import { FLAG, KIND, NONE } from '../model/trace.ts'
import type { LoadedTrace, SpanStore, Trace } from '../model/trace.ts'
import { SOFT_END_US } from './clocks.ts'
import { createContainment } from './containment.ts'
import { peerOf } from './peer.ts'

/** One parent span that was never received. */
export interface MissingParent {
  readonly parentSpanId: string
  readonly children: readonly number[]
  readonly suspectedService: string | null
  /** The client span that points at it, NONE when unknown. */
  readonly caller: number
  readonly startUs: number
  readonly endUs: number
}

/**
 * The parents that were never received, by their first child's start, each with the service that should have sent it.
 *
 *   gateway: POST      ==========   CLIENT without a SERVER below it, url http://orders/…
 *   stock: POST          ===        orphan: its parent ran in `orders`, the service that the client called
 *
 * A parent of anything but SERVERs and CONSUMERs is of their own service: only those are called from outside. Otherwise the
 * suspect is the peer of the tightest CLIENT span around the orphans that has no SERVER below it. O(n log n).
 */
export function computeMissingParents({ trace, store }: LoadedTrace): MissingParent[] {
  const groups = new Map<string, number[]>()
  for (const [orphan, parentSpanId] of trace.missingParentOf) {
    const group = groups.get(parentSpanId)
    if (group) group.push(orphan)
    else groups.set(parentSpanId, [orphan])
  }
  if (groups.size === 0) return []
  const findCaller = createCallerSearch(trace, store)
  const missing: MissingParent[] = []
  for (const [parentSpanId, unsorted] of groups) {
    const children = unsorted.sort((a, b) => a - b)
    let startUs = Infinity
    let endUs = -Infinity
    for (const child of children) {
      startUs = Math.min(startUs, trace.startUs[child])
      endUs = Math.max(endUs, trace.endUs[child])
    }
    const local = children.find((child) => !isCalledFromOutside(trace, child))
    const ownService = local === undefined ? null : trace.services[trace.serviceId[local]]
    const { caller, service } = findCaller(children, startUs, endUs, ownService)
    missing.push({ parentSpanId, children, suspectedService: ownService ?? service, caller, startUs, endUs })
  }
  return missing.sort((a, b) => a.startUs - b.startUs || (a.parentSpanId < b.parentSpanId ? -1 : 1))
}

const isCalledFromOutside = ({ kind }: Trace, span: number) =>
  kind[span] === KIND.server || kind[span] === KIND.consumer

interface Caller {
  readonly caller: number
  readonly service: string | null
}

/** How many clients around an orphan are looked at, the tightest first. */
const MOST_CANDIDATES = 64

function createCallerSearch(trace: Trace, store: SpanStore) {
  const clients: number[] = []
  for (let span = 0; span < trace.length; span++) if (isUnansweredClient(trace, span)) clients.push(span)
  const around = createContainment(trace, clients)
  const peers = new Map<number, string | null>()
  const peerServiceOf = (client: number) => {
    let service = peers.get(client)
    if (service === undefined) {
      service = peerOf(store.attributes(trace.record[client]))?.service ?? null
      peers.set(client, service)
    }
    return service
  }

  /** With `wanted`, a caller of that service; without, of any service but the orphans' own, which did send its spans. */
  return (children: readonly number[], startUs: number, endUs: number, wanted: string | null): Caller => {
    const first = children[0]
    const own = trace.services[trace.serviceId[first]]
    let tried = 0
    for (const client of around(startUs, endUs - SOFT_END_US)) {
      if (++tried > MOST_CANDIDATES) break
      if (client >= first && client < trace.subtreeEnd[first]) continue
      const service = peerServiceOf(client)
      if (service === null || (wanted === null ? service === own : service !== wanted)) continue
      return { caller: client, service }
    }
    return { caller: NONE, service: null }
  }
}

/** A CLIENT span that calls a service, not a database or broker, and has no SERVER below it. */
function isUnansweredClient({ kind, flags, subtreeEnd }: Trace, span: number): boolean {
  if (kind[span] !== KIND.client || (flags[span] & (FLAG.hasDb | FLAG.hasMessaging)) !== 0) return false
  if ((flags[span] & FLAG.hasPeer) === 0) return false
  for (let child = span + 1; child < subtreeEnd[span]; child = subtreeEnd[child])
    if (kind[child] === KIND.server) return false
  return true
}
