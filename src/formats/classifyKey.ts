import { FLAG } from '../model/trace.ts'
import { ascii, hasAt } from './scanJson.ts'

/** Keys whose values the reader looks at; returned by `classifyKey` with the flag bits, all above them. */
export const SPECIAL = {
  error: 1 << 24,
  kind: 1 << 25,
  status: 1 << 26,
  warnings: 1 << 27,
} as const

const group = (...entries: [text: string, exact: boolean, code: number][]) =>
  entries.map(([text, exact, code]) => ({ text: ascii(text), exact, code }))

/** Of at most 16 bytes each. `exact`: all of the key, else how it begins. */
export const KNOWN_KEYS = group(
  ['error', true, SPECIAL.error],
  ['span.kind', true, SPECIAL.kind],
  ['otel.status_code', true, SPECIAL.status],
  ['@jaeger@warnings', true, SPECIAL.warnings],
  ['db.', false, FLAG.hasDb],
  ['sql.', false, FLAG.hasDb],
  ['messaging.', false, FLAG.hasMessaging],
  ['message_bus.', false, FLAG.hasMessaging],
  ['peer.', false, FLAG.hasPeer],
  ['server.', false, FLAG.hasPeer],
  ['net.peer.', false, FLAG.hasPeer],
  ['network.peer.', false, FLAG.hasPeer],
  ['url.full', true, FLAG.hasPeer],
  ['http.url', true, FLAG.hasPeer],
  ['rpc.service', true, FLAG.hasPeer],
  ['http.host', true, FLAG.hasPeer],
)

/** By first letter, so that most keys are told apart from all of them by one look. */
const BY_FIRST: ReturnType<typeof group>[] = []
for (const entry of KNOWN_KEYS) {
  ;(BY_FIRST[entry.text[0]] ??= []).push(entry)
}
for (let byte = 0; byte < 256; byte++) BY_FIRST[byte] ??= []

/** What a tag's key [start, end) says (`FLAG` bits as `flagsOfKey`), or which `SPECIAL` it is; 0 for most. */
export function classifyKey(bytes: Uint8Array, start: number, end: number): number {
  const candidates = BY_FIRST[bytes[start]]
  for (let i = 0; i < candidates.length; i++) {
    const { text, exact, code } = candidates[i]
    const length = end - start
    if ((exact ? length === text.length : length >= text.length) && hasAt(bytes, start, text)) return code
  }
  return 0
}

/** Kind by the first letters of its name ("client", "CLIENT", "SPAN_KIND_CLIENT"), 0 if it is none. */
export function kindOfName(name: string): number {
  const kind = KINDS.get(name.toLowerCase().replace(/^span_kind_/, ''))
  return kind ?? 0
}

const KINDS = new Map([
  ['internal', 1],
  ['server', 2],
  ['client', 3],
  ['producer', 4],
  ['consumer', 5],
])

const STATUS_OK = ascii('OK')
const STATUS_ERROR = ascii('ERROR')

/** Flag of an `otel.status_code` whose text is [start, end). */
export function flagOfStatus(bytes: Uint8Array, start: number, end: number): number {
  if (end - start === 5 && hasAt(bytes, start, STATUS_ERROR)) return FLAG.error
  return end - start === 2 && hasAt(bytes, start, STATUS_OK) ? FLAG.statusOk : 0
}

const KIND_CLIENT = ascii('client')
const KIND_SERVER = ascii('server')
const KIND_INTERNAL = ascii('internal')
const KIND_PRODUCER = ascii('producer')
const KIND_CONSUMER = ascii('consumer')

/** Kind of a `span.kind` whose text is [start, end). */
export function kindOfBytes(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length === 6)
    return hasAt(bytes, start, KIND_CLIENT) ? 3 : hasAt(bytes, start, KIND_SERVER) ? 2 : slowKind(bytes, start, end)
  if (length !== 8) return 0
  if (hasAt(bytes, start, KIND_INTERNAL)) return 1
  if (hasAt(bytes, start, KIND_PRODUCER)) return 4
  return hasAt(bytes, start, KIND_CONSUMER) ? 5 : slowKind(bytes, start, end)
}

const slowKind = (bytes: Uint8Array, start: number, end: number) =>
  kindOfName(String.fromCharCode(...bytes.subarray(start, end)))
