import { compareIds, FLAG, KIND, NONE } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import type { LostContext } from './findings.ts'
import type { MissingParent } from './missingParents.ts'
import type { SpanPeer } from './peers.ts'

/**
 * Calls into services of ours that left no trace of their callee: CLIENT spans without a SERVER (or a span of any other
 * service) below them. By start; the first is where the breadcrumbs stop.
 *
 *   order: POST       ==========  client, http://stock:8080      answered
 *     stock: POST       ======    server
 *   order: POST       ==========  client, http://shipping:8080   lost
 *   order: POST       ==========  client, https://api.bank.com   external: not ours to tell
 *
 * Not lost: a call that is plainly the parent of orphans (`missing` names it as their caller: one finding, not two); the outer
 * of two nested clients; a call that failed before it reached anyone. O(spans) plus the attributes of unanswered clients.
 */
export function computeLostContext(
  { trace, store }: LoadedTrace,
  missing: readonly MissingParent[],
  peerOf: (span: number) => SpanPeer,
): LostContext[] {
  const answered = findAnswered(trace)
  for (const { caller } of missing) if (caller !== NONE) answered[caller] = 1
  const lost: LostContext[] = []
  const { length, kind } = trace
  for (let span = 0; span < length; span++) {
    if (kind[span] !== KIND.client || answered[span] === 1 || hasClientBelow(trace, span)) continue
    const peer = peerOf(span)
    if (peer.kind !== 'ours' || neverArrived({ trace, store }, span)) continue
    lost.push({ span, peer: peer.name })
  }
  return lost.sort((a, b) => trace.startUs[a.span] - trace.startUs[b.span] || compareIds(trace, a.span, b.span))
}

/** Per span: 1 when a SERVER, a CONSUMER or a span of another service is below it, with only its own service's spans between. */
export function findAnswered({ length, parent, kind, serviceId }: Trace): Uint8Array {
  const answered = new Uint8Array(length)
  for (let span = length - 1; span >= 0; span--) {
    const above = parent[span]
    if (above === NONE) continue
    const isCallee = kind[span] === KIND.server || kind[span] === KIND.consumer || serviceId[span] !== serviceId[above]
    if (isCallee || answered[span] === 1) answered[above] = 1
  }
  return answered
}

/** A client library on top of another: the inner one is what carries the context. */
function hasClientBelow({ kind, subtreeEnd }: Trace, span: number): boolean {
  for (let below = span + 1; below < subtreeEnd[span]; below++) if (kind[below] === KIND.client) return true
  return false
}

const NEVER_ARRIVED =
  /refused|resolv|not known|no such host|unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ConnectError|ConnectTimeout|connect(ion)? timed? ?out|circuit ?breaker/i

/** Whether the call failed before anyone could have received it: no name, no connection. */
function neverArrived({ trace, store }: LoadedTrace, span: number): boolean {
  if ((trace.flags[span] & FLAG.error) === 0) return false
  const texts = [store.attributes(trace.record[span])]
  if ((trace.flags[span] & FLAG.hasEvents) !== 0)
    for (const event of store.events(trace.record[span], trace.epochUs)) texts.push([...event.attributes])
  return texts
    .flat()
    .some(({ key, value }) => typeof value === 'string' && MESSAGE_KEYS.has(key) && NEVER_ARRIVED.test(value))
}

const MESSAGE_KEYS = new Set([
  'otel.status_description',
  'exception.message',
  'exception.type',
  'error.type',
  'error.message',
  'message',
  'error.object',
])
