import type { Attribute } from '../model/trace.ts'

/** Whom a span's attributes name as the other side. */
export interface Peer {
  /** As the attribute has it: a service name, a host without its port, or an address. */
  readonly host: string
  /** What a service of ours would be called: the host's first label, the whole name for `peer.service`; null for a bare IP address. */
  readonly service: string | null
}

/** Keys that name the peer, the most telling first; URLs are read for their host. */
const PEER_KEYS = [
  'peer.service',
  'service.peer.name',
  'server.address',
  'net.peer.name',
  'url.full',
  'http.url',
  'http.host',
  'peer.hostname',
  'peer.address',
  'network.peer.address',
  'net.peer.ip',
  'net.sock.peer.addr',
  'peer.ipv4',
  'peer.ipv6',
  'rpc.service',
]

/** The peer that a span names: the first key with a name, else the first with an address, else null. */
export function peerOf(attributes: readonly Attribute[]): Peer | null {
  let address: Peer | null = null
  let best: Peer | null = null
  let bestRank = PEER_KEYS.length
  let addressRank = PEER_KEYS.length
  for (const { key, value } of attributes) {
    const rank = PEER_KEYS.indexOf(key)
    if (rank < 0 || typeof value !== 'string') continue
    const peer = parsePeer(key, value)
    if (!peer) continue
    if (peer.service === null) {
      if (rank < addressRank) [address, addressRank] = [peer, rank]
    } else if (rank < bestRank) {
      best = peer
      bestRank = rank
    }
  }
  return best ?? address
}

function parsePeer(key: string, value: string): Peer | null {
  const text = value.trim().replace(/^"(.*)"$/, '$1')
  if (text === '') return null
  if (key === 'peer.service' || key === 'service.peer.name') return { host: text, service: text }
  if (key === 'rpc.service') {
    const name = text.split('.').at(-1) ?? text
    return { host: text, service: name }
  }
  const host = key === 'url.full' || key === 'http.url' ? hostOfUrl(text) : withoutPort(text)
  if (!host) return null
  return { host, service: isAddress(host) ? null : host.split('.')[0] }
}

function hostOfUrl(url: string): string | null {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(url)
  return match?.[1] ? match[1].toLowerCase() : null
}

const withoutPort = (host: string): string => {
  const colons = host.split(':').length - 1
  return (colons === 1 || host.startsWith('[') ? host.replace(/:\d+$/, '') : host).toLowerCase()
}

const isAddress = (host: string) => /^\d+(\.\d+){3}$/.test(host) || host.includes(':') || host === 'localhost'
