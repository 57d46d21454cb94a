import { FLAG } from './trace.ts'

/** What the mere presence of a tag says of its span (`FLAG.hasDb`, `hasMessaging`, `hasPeer`), 0 for most keys. */
export function flagsOfKey(key: string): number {
  for (const [start, flag] of STARTS) if (key.startsWith(start)) return flag
  return PEER_KEYS.has(key) ? FLAG.hasPeer : 0
}

const STARTS: readonly (readonly [string, number])[] = [
  ['db.', FLAG.hasDb],
  ['sql.', FLAG.hasDb],
  ['messaging.', FLAG.hasMessaging],
  ['message_bus.', FLAG.hasMessaging],
  ['peer.', FLAG.hasPeer],
  ['server.', FLAG.hasPeer],
  ['net.peer.', FLAG.hasPeer],
  ['network.peer.', FLAG.hasPeer],
]
const PEER_KEYS = new Set(['url.full', 'http.url', 'rpc.service', 'http.host'])
