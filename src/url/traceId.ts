/** What a text names: a trace, and perhaps one span of it. Ids are lower-case hex, padded to 32 and 16 digits. */
export interface TraceReference {
  readonly traceId: string
  readonly spanId: string | null
}

const HEX = /^[0-9a-f]+$/i
const ZERO = /^0*$/

/** 1–32 hex digits → 32 lower-case ones; null for anything else and for the all-zero id, which names no trace. */
export function normalizeTraceId(hex: string): string | null {
  if (hex.length > 32 || !HEX.test(hex) || ZERO.test(hex)) return null
  return hex.toLowerCase().padStart(32, '0')
}

/** 1–16 hex digits → 16 lower-case ones; null for anything else and for zero. */
export function normalizeSpanId(hex: string): string | null {
  if (hex.length > 16 || !HEX.test(hex) || ZERO.test(hex)) return null
  return hex.toLowerCase().padStart(16, '0')
}

/** The way Jaeger shows an id: 16 digits when the upper half is zero, else 32. */
export const shortenTraceId = (traceId: string): string =>
  /^0{16}[0-9a-f]{16}$/.test(traceId) ? traceId.slice(16) : traceId

/**
 * The one trace that a text names, in any form that logs, headers and tools carry:
 *
 *   4bf92f3577b34da6a3ce929d0e0e4736                            hex, 1–32 digits, any case, zeros trimmed, 0x before it
 *   4bf92f35-77b3-4da6-a3ce-929d0e0e4736                        UUID
 *   00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01     traceparent (selects the span)
 *   4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1         b3 (selects the span)
 *   4bf92f3577b34da6a3ce929d0e0e4736:f067aa0ba902b7:0:1         uber-trace-id (selects the span)
 *   1-4bf92f35-77b34da6a3ce929d0e0e4736                         X-Ray, also as Root=…;Parent=…
 *   S/kvNXezTaajzpKdDg5HNg==                                    base64 of 8 or 16 bytes
 *
 * quoted, %-encoded, or anywhere in a log line or a link. Hex is tried first. A text that names two traces names none.
 */
export function parseTraceId(text: string): TraceReference | null {
  const found = findTraceIds(text)
  return found.length === 1 ? found[0] : null
}

/** Every trace that a text names, by its clearest kind of naming only: a labelled id makes bare ones irrelevant. */
export function findTraceIds(text: string): TraceReference[] {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > MAX_TEXT) return []
  for (const candidate of [trimmed, decode(trimmed)]) {
    const whole = parseWhole(unquote(candidate))
    if (whole) return [whole]
  }
  const raw = findInLine(trimmed)
  return raw.length > 0 ? raw : findInLine(decode(trimmed))
}

/** A pasted text beyond this is a file, not a log line. */
const MAX_TEXT = 1_000_000

function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replace(/%(?:22|3a|3d|2b|2f|2d)/gi, (code) => decodeURIComponent(code))
  }
}

function unquote(text: string): string {
  let inner = text.trim()
  for (let depth = 0; depth < 4; depth++) {
    const match = /^\\?(["'`“”‘’])([^]*?)\\?["'`“”‘’][,;]?$/.exec(inner)
    if (!match) break
    inner = match[2].trim()
  }
  return inner
}

function parseWhole(text: string): TraceReference | null {
  return parseHex(text) ?? parseComposite(text) ?? parseBase64(text)
}

function reference(traceHex: string, spanHex: string | null = null): TraceReference | null {
  const traceId = normalizeTraceId(traceHex)
  return traceId === null ? null : { traceId, spanId: spanHex === null ? null : normalizeSpanId(spanHex) }
}

const parseHex = (text: string) => reference(text.replace(/^0x/i, ''))

const UUID = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i
/** Version ff is invalid; versions after 00 may append fields. */
const TRACEPARENT =
  /^(?!ff)(00(?=-[^-]+-[^-]+-[^-]+$)|(?!00)[0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/i
const B3 = /^([0-9a-f]{32}|[0-9a-f]{16})-([0-9a-f]{16})(?:-[01d](?:-[0-9a-f]{16})?)?$/i
const UBER = /^(?:0x)?([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:[0-9a-f]{1,2}$/i
/** Google's `trace/span;o=1`; its span is decimal. */
const CLOUD = /^([0-9a-f]{32})\/(\d{1,20})(?:;o=\d)?$/i
const XRAY = /^(?:root=)?1-([0-9a-f]{8})-([0-9a-f]{24})$/i
const XRAY_HEADER = /(?:^|;)\s*root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/i

function parseComposite(text: string): TraceReference | null {
  let match = UUID.exec(text)
  if (match) return reference(match.slice(1).join(''))
  match = TRACEPARENT.exec(text)
  if (match) return reference(match[2], match[3])
  match = B3.exec(text)
  if (match) return reference(match[1], match[2])
  match = UBER.exec(text)
  if (match) return reference(match[1], match[2])
  match = CLOUD.exec(text)
  if (match) return reference(match[1], BigInt(match[2]).toString(16))
  match = XRAY.exec(text) ?? (text.length < 300 ? XRAY_HEADER.exec(text) : null)
  if (match) return reference(match[1] + match[2], /(?:^|;)\s*parent=([0-9a-f]{16})(?:;|$)/i.exec(text)?.[1] ?? null)
  return null
}

/**
 * 8 or 16 bytes, standard or URL-safe. Without padding a word could pass for one, so it must have digits and both cases then;
 * the unused bits of the last character must be zero, as an encoder leaves them.
 */
function parseBase64(text: string): TraceReference | null {
  const match = /^([A-Za-z0-9+/_-]{22}|[A-Za-z0-9+/_-]{11})(=*)$/.exec(text)
  if (!match) return null
  const [, digits, padding] = match
  const padded = padding.length === (digits.length === 22 ? 2 : 1)
  if (!padded && (padding !== '' || !/[0-9]/.test(digits) || !/[A-Z]/.test(digits) || !/[a-z]/.test(digits)))
    return null
  const standard = digits.replace(/-/g, '+').replace(/_/g, '/')
  const bytes = atob(standard)
  if (btoa(bytes).replace(/=+$/, '') !== standard) return null
  let hex = ''
  for (let i = 0; i < bytes.length; i++) hex += bytes.charCodeAt(i).toString(16).padStart(2, '0')
  return reference(hex)
}

const SEPARATOR = String.raw`(?:\\?["'])?\s*(?:=>|[=:])\s*(?:\\?["'])?`
const NOT_BEFORE = String.raw`(?<![0-9A-Za-z_-])`
const NOT_AFTER = String.raw`(?![0-9A-Za-z_-])`

/** Headers and fields whose value is a composite form. */
const HEADERS = new RegExp(
  String.raw`(?<![0-9A-Za-z_.])(?:traceparent|uber-trace-id|uber_trace_id|b3|x-amzn-trace-id|x-amzn-traceid|x_amzn_trace_id|x-cloud-trace-context)${SEPARATOR}([^\s"',\\]+)`,
  'gi',
)
/** Elastic's `"trace":{"id":"…"}`. */
const NESTED_FIELD =
  /(?<![0-9A-Za-z_])\\?["']?trace\\?["']?\s*[:=]\s*\{\s*\\?["']?id\\?["']?\s*[:=]\s*\\?["']?([^\s"',\\}]{1,64})/gi
/** `trace_id`, `traceId`, `trace.id`, `trace-id`, `TraceID`, `X-B3-TraceId`, `otel.trace_id`, `trace`; never `parent_trace_id`. */
const TRACE_FIELD = new RegExp(
  String.raw`(?<![0-9A-Za-z_])(?:\\?["'])?((?:[a-z0-9_-]{1,64}\.|otel_?|current_|x-b3-|x-)?trace(?:[._ -]?id)?)${SEPARATOR}([^\s"',;&|)\]}\\]+)`,
  'gi',
)
const SPAN_FIELD = new RegExp(
  String.raw`(?<![0-9A-Za-z_])(?:otel[._]?|x-b3-)?span[._ -]?id${SEPARATOR}(?:0x)?([0-9a-f]{1,16})${NOT_AFTER}`,
  'gi',
)
/** Our own links name the span too. */
const LINK = /\/traces?\/([^/?#\s"'<>]+)(?:\?(?:[^#\s"'<>]{0,300}&)?span=([0-9a-f]{1,16})(?![^&#\s"'<>]))?/gi
const BARE_TRACEPARENT = new RegExp(`${NOT_BEFORE}[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}${NOT_AFTER}`, 'gi')
const BARE_XRAY = new RegExp(`${NOT_BEFORE}1-[0-9a-f]{8}-[0-9a-f]{24}${NOT_AFTER}`, 'gi')
const BARE_UBER = new RegExp(
  `${NOT_BEFORE}(?:[0-9a-f]{32}|[0-9a-f]{15,16}):[0-9a-f]{13,16}:[0-9a-f]{1,16}:[0-9a-f]{1,2}(?![0-9A-Za-z_:-])`,
  'gi',
)
/** Spring Cloud Sleuth's `[service,trace,span]`, and Boot 3's `[trace-span]`. */
const SLEUTH = /\[(?:[^,[\]\s]*,)?\s*([0-9a-f]{32}|[0-9a-f]{16})[,-]\s*([0-9a-f]{16})(?:\s*,[^\]]*)?\]/gi
const BARE_32 = new RegExp(`${NOT_BEFORE}(?:0x)?([0-9a-f]{32})${NOT_AFTER}`, 'gi')
const BARE_UUID = new RegExp(`${NOT_BEFORE}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})${NOT_AFTER}`, 'gi')
const BARE_16 = new RegExp(`${NOT_BEFORE}(?:0x)?([0-9a-f]{16})${NOT_AFTER}`, 'gi')
/** Something else's name right before a bare id: `request_id=`, `"span_id": "`. */
const OTHER_LABEL = /[A-Za-z0-9_.\]-](?:\\?["'])?\s*(?:=>|[=:])\s*(?:\\?["'])?$/

type Tier = (line: string) => (TraceReference | null)[]

/** The clearest naming first; each tier is asked only when those above it found nothing. */
const TIERS: readonly Tier[] = [
  (line) => [...line.matchAll(HEADERS)].map((match) => parseComposite(match[1])),
  (line) => {
    const nested = [...line.matchAll(NESTED_FIELD)].map((match) => parseWhole(match[1]))
    const fields = [...line.matchAll(TRACE_FIELD)].map((match) => parseTraceField(match[1], match[2]))
    return withSpan(line, [...nested, ...fields])
  },
  (line) =>
    withSpan(
      line,
      [...line.matchAll(LINK)].map((match) => parseLinked(decode(match[1]), match[2])),
    ),
  (line) => [BARE_TRACEPARENT, BARE_XRAY, BARE_UBER].flatMap((form) => matchBare(line, form).map(parseComposite)),
  (line) => [...line.matchAll(SLEUTH)].map((match) => reference(match[1], match[2])),
  (line) => withSpan(line, matchBare(line, BARE_32).map(parseHex)),
  (line) => withSpan(line, matchBare(line, BARE_UUID).map(parseComposite)),
  (line) => withSpan(line, matchBare(line, BARE_16).map(parseHex)),
]

function findInLine(line: string): TraceReference[] {
  for (const tier of TIERS) {
    const found = distinct(tier(line))
    if (found.length > 0) return found
  }
  return []
}

/** Datadog's ids are decimal: only their 128-bit hex form is taken. A field `trace` holds many things: only whole ids count. */
function parseTraceField(field: string, value: string): TraceReference | null {
  const name = field.toLowerCase()
  const isExact = name === 'trace' || name.endsWith('.trace') || name.startsWith('dd.')
  if (isExact) return /^[0-9a-f]{32}$/i.test(value) ? parseHex(value) : null
  return parseWhole(value)
}

function parseLinked(id: string, span: string | undefined): TraceReference | null {
  const named = parseWhole(id)
  return named && span !== undefined ? { ...named, spanId: normalizeSpanId(span) } : named
}

function matchBare(line: string, form: RegExp): string[] {
  const found: string[] = []
  for (const match of line.matchAll(form)) {
    const before = line.slice(Math.max(0, match.index - 80), match.index)
    if (!OTHER_LABEL.test(before)) found.push(match[1] ?? match[0])
  }
  return found
}

/** When the line names one trace and one span of it, the span comes along. */
function withSpan(line: string, found: (TraceReference | null)[]): TraceReference[] {
  const traces = distinct(found)
  if (traces.length !== 1 || traces[0].spanId !== null) return traces
  const spans = new Set([...line.matchAll(SPAN_FIELD)].map((match) => normalizeSpanId(match[1])))
  const [spanId = null] = spans
  return spans.size === 1 ? [{ traceId: traces[0].traceId, spanId }] : traces
}

/** One reference per trace. A span that two references disagree on is left out: the trace is what was asked for. */
function distinct(found: readonly (TraceReference | null)[]): TraceReference[] {
  const byTrace = new Map<string, TraceReference>()
  for (const one of found) {
    if (!one) continue
    const known = byTrace.get(one.traceId)
    if (!known || known.spanId === null) byTrace.set(one.traceId, one)
    else if (one.spanId !== null && one.spanId !== known.spanId) byTrace.set(one.traceId, { ...known, spanId: null })
  }
  return [...byTrace.values()]
}
