import { durationOf, FLAG, KIND, NONE, spanIdOf, type Attribute, type LoadedTrace, type Trace } from '../model/trace.ts'
import { computeCauses, causesOf, queueTimeUs } from './causes.ts'
import { computeChildren } from './children.ts'
import { computeClocks } from './clocks.ts'
import { findAnswered } from './lostContext.ts'
import { createPeerJudge } from './peers.ts'
import type { EdgeEvidence, NodeKind, ServiceEvidence } from './serviceGraph.ts'

/** What one trace adds to an edge. */
interface Sample {
  calls: number
  errors: number
  readonly latencyUs: number[]
  readonly networkUs: number[]
  readonly queueUs: number[]
  readonly clockUs: number[]
  readonly traces: Set<string>
}

export interface EvidenceCollector {
  /** `name`: what links call the trace. A trace of the same id is counted once. */
  add(loaded: LoadedTrace, knownServices: readonly string[], name?: string): void
  finish(): ServiceEvidence
  /** Ids of the traces that have such a call. */
  crossing(edge: { readonly from: string; readonly to: string }): ReadonlySet<string>
}

/** A producer that a consumer in another trace may link to; its end in Unix µs. */
interface Sender {
  readonly service: string
  readonly endUs: number
}

/** A consumer with a link into another trace, which may come later or never; its start in Unix µs. */
interface Receiver {
  readonly senderKey: string
  readonly trace: Trace
  readonly service: string
  readonly startUs: number
  readonly durationUs: number
}

/**
 * Gathers what traces tell of the calls between services. Calls are counted as Jaeger counts dependencies (a span and its parent,
 * inside one service too); besides, consumers are joined to the producers they link to, in other traces too, and calls to what sends no spans
 * (databases, brokers, external hosts, services that lost the context) become edges of their own. O(spans) per trace.
 *
 *     web ──client─▶ orders ──client─▶ "postgresql"      a database: no span of its own
 *                       └───client─▶ "shipping"          one of ours that did not answer: uninstrumented
 */
export function createEvidenceCollector(): EvidenceCollector {
  const samples = new Map<string, Sample>()
  const kinds = new Map<string, NodeKind>()
  const services = new Set<string>()
  const namespaces = new Map<string, string | null>()
  /** Names by id. */
  const traces = new Map<string, string>()
  const senders = new Map<string, Sender>()
  let waiting: Receiver[] = []

  const sampleOf = (trace: Trace, from: string, to: string): Sample => {
    const key = keyOf(from, to)
    let sample = samples.get(key)
    if (!sample) {
      sample = { calls: 0, errors: 0, latencyUs: [], networkUs: [], queueUs: [], clockUs: [], traces: new Set() }
      samples.set(key, sample)
    }
    sample.traces.add(trace.traceId)
    return sample
  }

  /** Joins what has both its ends by now. */
  const joinTraces = () => {
    waiting = waiting.filter(({ senderKey, trace, service, startUs, durationUs }) => {
      const sender = senders.get(senderKey)
      if (!sender) return true
      const sample = sampleOf(trace, sender.service, service)
      sample.calls++
      sample.latencyUs.push(durationUs)
      sample.queueUs.push(Math.max(0, startUs - sender.endUs))
      return false
    })
  }

  return {
    add(loaded, knownServices, name = loaded.trace.traceId) {
      const { trace } = loaded
      if (traces.has(trace.traceId)) return
      traces.set(trace.traceId, name)
      for (const service of trace.services) services.add(service)
      addNamespaces(trace, namespaces)
      addCalls(loaded, sampleOf)
      addQueues(trace, sampleOf)
      addSenders(trace, senders)
      waiting.push(...listReceivers(trace))
      addClocks(trace, sampleOf)
      addUninstrumented(loaded, knownServices, sampleOf, kinds)
    },
    crossing({ from, to }) {
      joinTraces()
      const sample = samples.get(keyOf(from, to))
      return sample && sample.calls > 0 ? sample.traces : NO_TRACES
    },
    finish() {
      joinTraces()
      for (const service of services) kinds.delete(service)
      const edges = [...samples].map(([key, sample]): EdgeEvidence => {
        const [from, to] = JSON.parse(key) as [string, string]
        return {
          from,
          to,
          calls: sample.calls,
          errors: sample.errors,
          p50Us: quantile(sample.latencyUs, 0.5),
          p95Us: quantile(sample.latencyUs, 0.95),
          networkUs: quantile(sample.networkUs, 0.5),
          queueUs: quantile(sample.queueUs, 0.5),
          clockOffsetUs: quantile(sample.clockUs, 0.5),
          traces: sample.traces.size,
          exampleTraceId: traces.get([...sample.traces].sort()[0])!,
        }
      })
      return {
        edges: edges.filter((edge) => edge.calls > 0),
        kinds,
        namespaces: new Map([...namespaces].flatMap(([service, name]) => (name === null ? [] : [[service, name]]))),
        traceCount: traces.size,
      }
    },
  }
}

const NO_TRACES: ReadonlySet<string> = new Set()
const keyOf = (from: string, to: string) => JSON.stringify([from, to])

type SampleOf = (trace: Trace, from: string, to: string) => Sample

/** Services of one name in two namespaces are one node here, which then is in none (null). */
function addNamespaces({ processes, services }: Trace, namespaces: Map<string, string | null>) {
  for (const { serviceId, attributes } of processes) {
    const value = attributes.find(({ key }) => key === 'service.namespace')?.value
    if (typeof value !== 'string' || value === '') continue
    const service = services[serviceId]
    const known = namespaces.get(service)
    namespaces.set(service, known === undefined || known === value ? value : null)
  }
}

function addCalls({ trace }: LoadedTrace, sampleOf: SampleOf) {
  const { services, serviceId, parent, kind, flags } = trace
  for (let span = 0; span < trace.length; span++) {
    const caller = parent[span]
    if (caller === NONE) continue
    const sample = sampleOf(trace, services[serviceId[caller]], services[serviceId[span]])
    sample.calls++
    if ((flags[span] & FLAG.error) !== 0) sample.errors++
    const isRemote = kind[caller] === KIND.client && kind[span] === KIND.server
    sample.latencyUs.push(durationOf(trace, isRemote ? caller : span))
    if (isRemote && durationOf(trace, caller) >= durationOf(trace, span)) {
      sample.networkUs.push(durationOf(trace, caller) - durationOf(trace, span))
    }
  }
}

function addQueues(trace: Trace, sampleOf: SampleOf) {
  const causes = computeCauses(trace, computeChildren(trace))
  const { services, serviceId, parent, kind } = trace
  for (let span = 0; span < trace.length; span++) {
    if (kind[span] !== KIND.consumer) continue
    for (const cause of causesOf(causes, span)) {
      const sample = sampleOf(trace, services[serviceId[cause]], services[serviceId[span]])
      sample.queueUs.push(queueTimeUs(trace, cause, span))
      if (cause === parent[span]) continue // counted as a call already
      sample.calls++
      sample.latencyUs.push(durationOf(trace, span))
    }
  }
}

const spanKey = (traceId: string, spanId: string) => `${traceId} ${spanId}`

function addSenders(trace: Trace, senders: Map<string, Sender>) {
  const { services, serviceId, kind, endUs } = trace
  for (let span = 0; span < trace.length; span++) {
    if (kind[span] !== KIND.producer) continue
    const sender = { service: services[serviceId[span]], endUs: Number(trace.epochUs) + endUs[span] }
    senders.set(spanKey(trace.traceId, spanIdOf(trace, span)), sender)
  }
}

function listReceivers(trace: Trace): Receiver[] {
  const { services, serviceId, kind, startUs } = trace
  return trace.links.flatMap(({ from, to, traceId, spanId }): Receiver[] =>
    to !== NONE || traceId === trace.traceId || kind[from] !== KIND.consumer
      ? []
      : [
          {
            senderKey: spanKey(traceId, spanId),
            trace,
            service: services[serviceId[from]],
            startUs: Number(trace.epochUs) + startUs[from],
            durationUs: durationOf(trace, from),
          },
        ],
  )
}

/** Only offsets that are certain: 0 outside the bounds of the pair. */
function addClocks(trace: Trace, sampleOf: SampleOf) {
  const { domains, edges } = computeClocks(trace)
  const serviceOf = new Map(domains.map(({ domainId, serviceId }) => [domainId, trace.services[serviceId]]))
  for (const { fromDomain, toDomain, lowUs, highUs } of edges) {
    if (lowUs === null || highUs === null || (lowUs <= 0 && highUs >= 0)) continue
    const from = serviceOf.get(fromDomain)
    const to = serviceOf.get(toDomain)
    if (from !== undefined && to !== undefined) sampleOf(trace, from, to).clockUs.push((lowUs + highUs) / 2)
  }
}

function addUninstrumented(
  loaded: LoadedTrace,
  knownServices: readonly string[],
  sampleOf: SampleOf,
  kinds: Map<string, NodeKind>,
) {
  const { trace, store } = loaded
  const answered = findAnswered(trace)
  const peerOf = createPeerJudge(loaded, knownServices)
  for (let span = 0; span < trace.length; span++) {
    if (answered[span] === 1) continue
    if (trace.kind[span] !== KIND.client && (trace.flags[span] & FLAG.hasDb) === 0) continue
    const peer = peerOf(span)
    const service = trace.services[trace.serviceId[span]]
    let name = peer.name
    let kind: NodeKind = peer.kind === 'external' ? 'external' : 'uninstrumented'
    if (peer.kind === 'store') [name, kind] = nameStore(store.attributes(trace.record[span]))
    if (name === null || peer.kind === 'self' || peer.kind === 'unnamed' || name === service) continue
    if (!kinds.has(name)) kinds.set(name, kind)
    const sample = sampleOf(trace, service, name)
    sample.calls++
    if ((trace.flags[span] & FLAG.error) !== 0) sample.errors++
    sample.latencyUs.push(durationOf(trace, span))
  }
}

/** A database by its system and name (`postgresql docs`), a broker by its system. */
function nameStore(attributes: readonly Attribute[]): [string | null, NodeKind] {
  const valueOf = (...keys: string[]) => {
    for (const key of keys) {
      const found = attributes.find((attribute) => attribute.key === key)
      if (found && typeof found.value === 'string' && found.value !== '') return found.value
    }
    return null
  }
  const system = valueOf('db.system.name', 'db.system')
  if (system !== null) {
    const database = valueOf('db.namespace', 'db.name')
    return [database === null ? system : `${system} ${database}`, 'database']
  }
  return [
    valueOf('messaging.system', 'db.type', 'peer.service'),
    valueOf('messaging.system') === null ? 'database' : 'broker',
  ]
}

/** The value at a share of the sorted values (nearest rank); null of none. */
function quantile(values: number[], share: number): number | null {
  if (values.length === 0) return null
  values.sort((a, b) => a - b)
  return values[Math.min(values.length - 1, Math.floor(share * values.length))]
}
