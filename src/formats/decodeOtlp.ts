import { KIND_NAMES, type Attribute, type Reference, type SpanEvent } from '../model/trace.ts'
import { normalizeSpanId } from '../model/spanIds.ts'
import { kindOfName } from './classifyKey.ts'
import { decodeTexts } from './decodeJaeger.ts'
import { decodeOtlpAttributes } from './decodeOtlpValues.ts'
import { openTextWindow } from './decodeText.ts'
import { OTLP_SPAN, otlpSpanKey } from './otlpSpan.ts'
import { hexOfBase64, traceIdOf } from './scanIds.ts'
import {
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
} from './scanJson.ts'
import { nanos, scanNanos } from './scanNumber.ts'
import { findMember, forEachElement, forEachMember } from './walkJson.ts'

/** The attribute in which Jaeger's OTLP API carries a span's warnings. */
export const WARNINGS_KEY = '@jaeger@warnings'

export interface Scope {
  readonly name: string
  readonly version: string
  readonly attributes: readonly Attribute[]
}

/** First byte of a member of a scanned OTLP span (`OTLP_SPAN` code), -1 when it is not there. */
export function findOtlpMember(bytes: Uint8Array, at: number, code: number): number {
  const end = bytes.length - 1
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === QUOTE) {
    const keyStart = at + 1
    at = skipString(bytes, keyStart, end)
    const key = otlpSpanKey(bytes, keyStart, at - 1)
    at = skipColon(bytes, at, end)
    if (key === code) return at
    at = skipSpace(bytes, skipValue(bytes, at, end))
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  return -1
}

/** All that Jaeger's JSON API would show as tags of the span at `span`: attributes, scope, kind, status, trace state. */
export function decodeOtlpTags(bytes: Uint8Array, span: number, scope: Scope | undefined): Attribute[] {
  const end = bytes.length - 1
  let attributes = -1
  let kind = -1
  let status = -1
  let traceState = -1
  let at = skipSpace(bytes, span + 1)
  while (bytes[at] === QUOTE) {
    const keyStart = at + 1
    const keyEnd = skipString(bytes, keyStart, end) - 1
    at = skipColon(bytes, keyEnd + 1, end)
    const member = otlpSpanKey(bytes, keyStart, keyEnd)
    if (member === OTLP_SPAN.attributes) attributes = at
    else if (member === OTLP_SPAN.kind) kind = at
    else if (member === OTLP_SPAN.status) status = at
    else if (member === OTLP_SPAN.traceState) traceState = at
    at = skipSpace(bytes, skipValue(bytes, at, end))
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  const given = decodeOtlpAttributes(bytes, attributes)
  const tags = given.some(isWarnings) ? given.filter((tag) => !isWarnings(tag)) : given
  const givenCount = tags.length
  const add = (key: string, value: Attribute['value'], type = 'string') => {
    if (value === '') return
    for (let i = 0; i < givenCount; i++) if (tags[i].key === key) return
    tags.push({ key, type, value })
  }
  if (scope) {
    add('otel.scope.name', scope.name)
    add('otel.scope.version', scope.version)
    for (const { key, type, value } of scope.attributes) add(key, value, type)
  }
  if (kind >= 0) add('span.kind', kindText(bytes, kind, end))
  if (status >= 0) addStatus(bytes, status, end, add)
  if (traceState >= 0) add('w3c.tracestate', textAt(bytes, traceState, end))
  return tags
}

const isWarnings = ({ key }: Attribute) => key === WARNINGS_KEY

function kindText(bytes: Uint8Array, at: number, end: number): string {
  const digit = bytes[at] - 0x30
  if (digit >= 0 && digit < KIND_NAMES.length) return digit === 0 ? '' : KIND_NAMES[digit]
  const text = textAt(bytes, at, end)
  const kind = /^\d$/.test(text) ? Number(text) : kindOfName(text)
  return kind > 0 && kind < KIND_NAMES.length ? KIND_NAMES[kind] : ''
}

function addStatus(
  bytes: Uint8Array,
  at: number,
  end: number,
  add: (key: string, value: Attribute['value'], type?: string) => void,
): void {
  if (bytes[at] !== OPEN_OBJECT || bytes[at + 1] === CLOSE_OBJECT) return
  const codeAt = findMember(bytes, at, end, 'code', 'code')
  const code = codeAt < 0 ? '' : textAt(bytes, codeAt, end)
  const isError = code === '2' || code === 'STATUS_CODE_ERROR' || code === 'ERROR'
  if (isError) {
    add('error', true, 'bool')
    add('otel.status_code', 'ERROR')
  } else if (code === '1' || code === 'STATUS_CODE_OK' || code === 'OK') {
    add('otel.status_code', 'OK')
  }
  const message = findMember(bytes, at, end, 'message', 'message')
  if (message >= 0) add('otel.status_description', textAt(bytes, message, end))
}

/** A string's text, or a number's digits. */
function textAt(bytes: Uint8Array, at: number, end: number): string {
  const stop = skipValue(bytes, at, end)
  const window = openTextWindow(bytes, at, stop)
  return bytes[at] === QUOTE ? window.string(at + 1, stop - 1) : bytes[at] === 0x6e ? '' : window.raw(at, stop)
}

/** Events by time, like Jaeger's logs: their order in the body differs between reads. */
export function decodeOtlpEvents(bytes: Uint8Array, span: number, epochUs: number): SpanEvent[] {
  const events: SpanEvent[] = []
  const end = bytes.length - 1
  const at = findOtlpMember(bytes, span, OTLP_SPAN.events)
  if (at < 0) return events
  forEachElement(bytes, at, end, (element) => {
    if (bytes[element] !== OPEN_OBJECT) return
    let timeUs = 0
    let name = ''
    let attributes: Attribute[] = []
    forEachMember(bytes, element, end, (key, value) => {
      if (key === 'name') {
        name = textAt(bytes, value, end)
      } else if (key === 'attributes') {
        attributes = decodeOtlpAttributes(bytes, value)
      } else if (key === 'timeUnixNano' || key === 'time_unix_nano') {
        scanNanos(bytes, value, skipValue(bytes, value, end))
        timeUs = nanos[0]
      }
    })
    events.push({ timeUs: timeUs - epochUs, name, attributes })
  })
  return events.sort((a, b) => a.timeUs - b.timeUs)
}

/** The parent as CHILD_OF, links as FOLLOWS_FROM. */
export function decodeOtlpReferences(bytes: Uint8Array, span: number): Reference[] {
  const end = bytes.length - 1
  const references: Reference[] = []
  const ownTrace = findOtlpMember(bytes, span, OTLP_SPAN.traceId)
  const traceId = ownTrace < 0 ? '' : traceIdOf(textAt(bytes, ownTrace, end))
  const parent = findOtlpMember(bytes, span, OTLP_SPAN.parentSpanId)
  const parentId = parent < 0 ? '' : otlpSpanId(textAt(bytes, parent, end))
  if (parentId !== '' && parentId !== '0000000000000000')
    references.push({ refType: 'CHILD_OF', traceId, spanId: parentId })
  const links = findOtlpMember(bytes, span, OTLP_SPAN.links)
  if (links >= 0) {
    forEachElement(bytes, links, end, (element) => {
      if (bytes[element] !== OPEN_OBJECT) return
      const texts = decodeTexts(bytes, element, end)
      references.push({
        refType: 'FOLLOWS_FROM',
        traceId: traceIdOf(texts.get('traceId') ?? texts.get('trace_id') ?? traceId),
        spanId: otlpSpanId(texts.get('spanId') ?? texts.get('span_id') ?? ''),
      })
    })
  }
  return references
}

const otlpSpanId = (text: string) => (text === '' ? '' : normalizeSpanId(hexOfBase64(text, 8) ?? text))

export function decodeOtlpWarnings(bytes: Uint8Array, span: number): string[] {
  const end = bytes.length - 1
  const warnings: string[] = []
  const attributes = findOtlpMember(bytes, span, OTLP_SPAN.attributes)
  if (attributes < 0) return warnings
  forEachElement(bytes, attributes, end, (element) => {
    if (bytes[element] !== OPEN_OBJECT || decodeTexts(bytes, element, end).get('key') !== WARNINGS_KEY) return
    const value = findMember(bytes, element, end, 'value', 'value')
    if (value < 0 || bytes[value] !== OPEN_OBJECT) return
    const list = findMember(bytes, value, end, 'arrayValue', 'array_value')
    const values = list < 0 || bytes[list] !== OPEN_OBJECT ? -1 : findMember(bytes, list, end, 'values', 'values')
    if (values >= 0 && bytes[values] === OPEN_ARRAY) {
      forEachElement(bytes, values, end, (text) => {
        const string = bytes[text] === OPEN_OBJECT ? findMember(bytes, text, end, 'stringValue', 'string_value') : -1
        if (string >= 0) warnings.push(textAt(bytes, string, end))
      })
    } else {
      const string = findMember(bytes, value, end, 'stringValue', 'string_value')
      if (string >= 0) warnings.push(textAt(bytes, string, end))
    }
  })
  return warnings
}

/** A `resource`: the service, and the other attributes. Missing and empty names read as Jaeger stores them. */
export function decodeOtlpResource(
  bytes: Uint8Array,
  at: number,
  end: number,
): { service: string; attributes: Attribute[] } {
  const list = findMember(bytes, at, end, 'attributes', 'attributes')
  const all = list < 0 ? [] : decodeOtlpAttributes(bytes, list)
  const name = all.find(({ key }) => key === 'service.name')
  const service = !name
    ? MISSING_SERVICE
    : name.value === null || name.value === ''
      ? 'empty-service-name'
      : String(name.value)
  return { service, attributes: all.filter(({ key }) => key !== 'service.name') }
}

export const MISSING_SERVICE = 'missing-service-name'

export function decodeOtlpScope(bytes: Uint8Array, at: number, end: number): Scope {
  const texts = decodeTexts(bytes, at, end)
  const attributes = findMember(bytes, at, end, 'attributes', 'attributes')
  return {
    name: texts.get('name') ?? '',
    version: texts.get('version') ?? '',
    attributes: attributes < 0 ? [] : decodeOtlpAttributes(bytes, attributes),
  }
}
