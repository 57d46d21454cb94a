import { FLAG } from '../model/trace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { peerOf } from './peer.ts'
import type { Peer } from './peer.ts'

/**
 * Who is at the other end of a call:
 * `ours` could send spans of its own · `external` is on the public internet · `store` is a database, cache or broker ·
 * `self` is the caller's own service · `unnamed`: the attributes name no one.
 */
export type PeerKind = 'ours' | 'external' | 'store' | 'self' | 'unnamed'

export interface SpanPeer {
  readonly kind: PeerKind
  /** Name for people: the service where it is known, else the host or address. Null for `store` and `unnamed`. */
  readonly name: string | null
  /** Whether `name` is a service of the trace or the backend. */
  readonly known: boolean
}

const UNNAMED: SpanPeer = { kind: 'unnamed', name: null, known: false }
const STORE: SpanPeer = { kind: 'store', name: null, known: false }

/**
 * Judges the peers of a trace's spans. `knownServices`: what the backend knows besides the services of the trace.
 *
 *   http://stock:8080/…            ours      a single label
 *   orders.shop.svc.cluster.local  ours      a cluster name
 *   10.1.2.3                       ours      a private address
 *   hooks.example.com              external  unless its first label, `hooks`, is a service
 *   db.system = redis              store
 */
export function createPeerJudge(
  { trace, store }: LoadedTrace,
  knownServices: readonly string[],
): (span: number) => SpanPeer {
  const services = new Map<string, string>()
  for (const service of [...knownServices, ...trace.services]) services.set(service.toLowerCase(), service)

  return (span) => {
    const flags = trace.flags[span]
    if ((flags & (FLAG.hasDb | FLAG.hasMessaging)) !== 0) return STORE
    if ((flags & FLAG.hasPeer) === 0) return UNNAMED
    const attributes = store.attributes(trace.record[span])
    const peer = peerOf(attributes)
    if (!peer) return UNNAMED
    const host = peerOf(attributes.filter(({ key }) => !NAME_KEYS.has(key)))
    const known = serviceCalled(peer) ?? (host && serviceCalled(host)) ?? undefined
    if (known !== undefined)
      return { kind: known === trace.services[trace.serviceId[span]] ? 'self' : 'ours', name: known, known: true }
    const name =
      peer.service !== null && (peer.host === peer.service || isInsideName(peer.host)) ? peer.service : peer.host
    // A name that no one knows and that is of no host tells nothing about whose it is.
    return { kind: host === null ? 'unnamed' : isInside(host.host) ? 'ours' : 'external', name, known: false }
  }

  function serviceCalled({ host, service }: Peer): string | undefined {
    return services.get(host.toLowerCase()) ?? services.get((service ?? '').toLowerCase())
  }
}

/** Keys that hold a name someone gave the peer; the others hold its host. */
const NAME_KEYS = new Set(['peer.service', 'service.peer.name', 'rpc.service'])

/** Whether a host is inside the house by its name or address alone. */
export function isInside(host: string): boolean {
  const text = host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
  return isPrivateAddress(text) ?? isInsideName(text)
}

/** Names that cloud providers give to things of theirs inside our network. */
const PROVIDERS = new Set(['metadata.google.internal', 'host.docker.internal'])

function isInsideName(host: string): boolean {
  if (PROVIDERS.has(host)) return false
  return !host.includes('.') || /\.svc(\.|$)|\.(local|internal|localhost|lan|intranet|corp|private)$/.test(host)
}

/** Null for what is no address. */
function isPrivateAddress(text: string): boolean | null {
  const mapped = /^::ffff:([\d.]+)$/.exec(text)
  if (mapped) return isPrivateAddress(mapped[1])
  if (text.includes(':')) return text === '::1' || text === '::' || /^f[cd][0-9a-f]{2}:/.test(text)
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (!parts) return null
  const [a, b] = [Number(parts[1]), Number(parts[2])]
  if (a === 10 || a === 127 || text === '0.0.0.0') return true
  return (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128)
}
