import { KIND_NAMES, type Attribute, type Reference } from '../model/trace.ts'
import { normalizeSpanId } from '../model/spanIds.ts'
import { decodeTexts } from './decodeJaeger.ts'
import { decodeOtlpAttributes } from './decodeOtlpValues.ts'
import { openTextWindow } from './decodeText.ts'
import { OTLP_SPAN, otlpSpanKey } from './otlpSpan.ts'
import { hexOfBase64, traceIdOf } from './scanIds.ts'
import { COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE, skipColon, skipSpace, skipString, skipValue } from './scanJson.ts'
import { RECORD } from './spanRecords.ts'
import { findMember, forEachElement } from './walkJson.ts'

/** The attribute in which Jaeger's OTLP API carries a span's warnings. */
export const WARNINGS_KEY = '@jaeger@warnings'

export interface Scope {
  readonly name: string
  readonly version: string
  readonly attributes: readonly Attribute[]
}

/** Where the text of a span's rest is (see `createRest`); `at` is -1 when it has none. */
export interface RestText {
  readonly bytes: Uint8Array
  readonly at: number
}

/** First byte of a member of a span's rest (`OTLP_SPAN` code), -1 when it is not there. */
function findOtlpMember({ bytes, at }: RestText, code: number): number {
  if (at < 0) return -1
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

/**
 * All that Jaeger's JSON API would show as tags of a span: attributes (`given`), scope, kind, status, trace state. `traits`: of
 * `RECORD`.
 */
export function decodeOtlpTags(
  given: readonly Attribute[],
  traits: number,
  rest: RestText,
  scope: Scope | undefined,
): Attribute[] {
  const tags = given.filter(({ key }) => key !== WARNINGS_KEY)
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
  const kind = traits & RECORD.kind
  if (kind > 0) add('span.kind', KIND_NAMES[kind])
  if (traits & RECORD.error) {
    add('error', true, 'bool')
    add('otel.status_code', 'ERROR')
  } else if (traits & RECORD.ok) {
    add('otel.status_code', 'OK')
  }
  if (rest.at < 0) return tags
  const { bytes } = rest
  const end = bytes.length - 1
  const status = findOtlpMember(rest, OTLP_SPAN.status)
  const message = status < 0 ? -1 : findMember(bytes, status, end, 'message', 'message')
  if (message >= 0) add('otel.status_description', textAt(bytes, message, end))
  const traceState = findOtlpMember(rest, OTLP_SPAN.traceState)
  if (traceState >= 0) add('w3c.tracestate', textAt(bytes, traceState, end))
  return tags
}

/** A string's text, or a number's digits. */
function textAt(bytes: Uint8Array, at: number, end: number): string {
  const stop = skipValue(bytes, at, end)
  const window = openTextWindow(bytes, at, stop)
  return bytes[at] === QUOTE ? window.string(at + 1, stop - 1) : bytes[at] === 0x6e ? '' : window.raw(at, stop)
}

/** The parent as CHILD_OF (`parentId`: '' for none, or for one in the rest), links as FOLLOWS_FROM. */
export function decodeOtlpReferences(parentId: string, rest: RestText, traceId: string): Reference[] {
  const references: Reference[] = []
  const addParent = (spanId: string) => references.push({ refType: 'CHILD_OF', traceId, spanId })
  if (parentId !== '') addParent(parentId)
  if (rest.at < 0) return references
  const { bytes } = rest
  const end = bytes.length - 1
  const parent = findOtlpMember(rest, OTLP_SPAN.parentSpanId)
  if (parent >= 0) addParent(otlpSpanId(textAt(bytes, parent, end)))
  const links = findOtlpMember(rest, OTLP_SPAN.links)
  if (links < 0) return references
  forEachElement(bytes, links, end, (element) => {
    if (bytes[element] !== OPEN_OBJECT) return
    const texts = decodeTexts(bytes, element, end)
    references.push({
      refType: 'FOLLOWS_FROM',
      traceId: traceIdOf(texts.get('traceId') ?? texts.get('trace_id') ?? traceId),
      spanId: otlpSpanId(texts.get('spanId') ?? texts.get('span_id') ?? ''),
    })
  })
  return references
}

const otlpSpanId = (text: string) => (text === '' ? '' : normalizeSpanId(hexOfBase64(text, 8) ?? text))

/** The warnings in the attribute at `at`, whose key is `WARNINGS_KEY`. */
export function decodeOtlpWarnings(bytes: Uint8Array, at: number): string[] {
  const end = bytes.length - 1
  const warnings: string[] = []
  const value = findMember(bytes, at, end, 'value', 'value')
  if (value < 0 || bytes[value] !== OPEN_OBJECT) return warnings
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
