import { KIND_NAMES, type Attribute, type Reference, type SpanEvent } from '../model/trace.ts'
import { normalizeSpanId } from '../model/spanIds.ts'
import { kindOfName } from './classifyKey.ts'
import { decodeTexts } from './decodeJaeger.ts'
import { numberOrText, openTextWindow, plainValue, type TextWindow } from './decodeText.ts'
import { OTLP_SPAN, otlpSpanKey } from './otlpSpan.ts'
import { hexOfBase64, traceIdOf } from './scanIds.ts'
import { attributeMember } from './scanAttributes.ts'
import {
  ascii, clearEscapes, CLOSE_ARRAY, CLOSE_OBJECT, COMMA, hasAt, OPEN_ARRAY, OPEN_OBJECT, QUOTE, seenEscapes,
  skipColon, skipSpace, skipString, skipValue,
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

/** A list of `{key, value: {…Value}}` at `at`, typed and spelt as Jaeger's JSON API does. */
export function decodeOtlpAttributes(bytes: Uint8Array, at: number): Attribute[] {
  if (at < 0 || bytes[at] !== OPEN_ARRAY) return []
  const end = bytes.length - 1
  clearEscapes()
  const stop = skipValue(bytes, at, end)
  const window = openTextWindow(bytes, at, stop, seenEscapes() !== 0)
  const attributes: Attribute[] = []
  at = skipSpace(bytes, at + 1)
  while (at < stop && bytes[at] !== CLOSE_ARRAY) {
    if (bytes[at] === OPEN_OBJECT) {
      attributes.push(decodeAttribute(bytes, at, end, window))
      at = attributeEnd
    } else {
      at = skipValue(bytes, at, end)
    }
    at = skipSpace(bytes, at)
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  return attributes
}

/** Where the last attribute decoded ended. */
let attributeEnd = 0

function decodeAttribute(bytes: Uint8Array, at: number, end: number, window: TextWindow): Attribute {
  let key = ''
  let value = -1
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === QUOTE) {
    const nameStart = at + 1
    const nameEnd = skipString(bytes, nameStart, end) - 1
    const start = skipColon(bytes, nameEnd + 1, end)
    at = skipValue(bytes, start, end)
    const member = attributeMember(bytes, nameStart, nameEnd)
    if (member === 1 && bytes[start] === QUOTE) key = window.string(start + 1, at - 1)
    else if (member === 2) value = start
    at = skipSpace(bytes, at)
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  attributeEnd = at + 1
  return decodeCommonValue(key, bytes, value, end, window) ?? { key, ...decodeAnyValue(bytes, value, end, window) }
}

/** A value with one member, a string or an integer, as nearly all are; null for the others. */
function decodeCommonValue(key: string, bytes: Uint8Array, at: number, end: number, window: TextWindow): Attribute | null {
  if (at < 0 || bytes[at] !== OPEN_OBJECT) return null
  const nameStart = skipSpace(bytes, at + 1) + 1
  const isString = hasAt(bytes, nameStart, STRING_VALUE)
  if (!isString && !hasAt(bytes, nameStart, INT_VALUE)) return null
  const start = skipColon(bytes, nameStart + (isString ? STRING_VALUE.length : INT_VALUE.length), end)
  if (bytes[start] !== QUOTE) return null
  const stop = skipString(bytes, start + 1, end)
  if (bytes[skipSpace(bytes, stop)] !== CLOSE_OBJECT) return null
  const text = window.string(start + 1, stop - 1)
  return isString ? { key, type: 'string', value: text } : { key, type: 'int64', value: numberOrText(text) }
}

const STRING_VALUE = ascii('stringValue"')
const INT_VALUE = ascii('intValue"')

function decodeAnyValue(bytes: Uint8Array, at: number, end: number, window: TextWindow): Pick<Attribute, 'type' | 'value'> {
  const none = { type: 'string', value: '' }
  if (at < 0) return none
  const stop = skipValue(bytes, at, end)
  if (bytes[at] !== OPEN_OBJECT) {
    const value = plainValue(bytes, at, stop, window)
    return { type: 'string', value: value === null ? '' : typeof value === 'string' ? value : String(value) }
  }
  let result: Pick<Attribute, 'type' | 'value'> = none
  forEachMember(bytes, at, end, (name, start) => {
    const valueEnd = skipValue(bytes, start, end)
    const plain = () => plainValue(bytes, start, valueEnd, window)
    switch (name.replaceAll('_', '').toLowerCase()) {
      case 'stringvalue':
        result = { type: 'string', value: String(plain() ?? '') }
        break
      case 'boolvalue': {
        const value = plain()
        result = { type: 'bool', value: value === true || value === 'true' }
        break
      }
      case 'intvalue': {
        const value = plain()
        result = { type: 'int64', value: typeof value === 'string' ? numberOrText(value) : Number(value) }
        break
      }
      case 'doublevalue': {
        const value = plain()
        result = { type: 'float64', value: typeof value === 'string' ? numberOrText(value) : Number(value) }
        break
      }
      case 'bytesvalue': {
        const value = plain()
        result = { type: 'binary', value: value === '' ? null : String(value) }
        break
      }
      case 'arrayvalue':
      case 'kvlistvalue':
        result = { type: 'string', value: nestedText(bytes, at, end, window, 0) }
        break
    }
  })
  return result
}

const DEEPEST = 64

/** JSON text of an AnyValue, keys sorted, as Jaeger writes it. Below `DEEPEST` levels the bytes are given as they are. */
function nestedText(bytes: Uint8Array, at: number, end: number, window: TextWindow, depth: number): string {
  if (depth === DEEPEST) return JSON.stringify(window.raw(at, skipValue(bytes, at, end)))
  let text = 'null'
  forEachMember(bytes, at, end, (name, start) => {
    const kind = name.replaceAll('_', '').toLowerCase()
    if (kind === 'arrayvalue') {
      const parts: string[] = []
      forEachElement(bytes, findMember(bytes, start, end, 'values', 'values'), end, (element) => {
        parts.push(nestedText(bytes, element, end, window, depth + 1))
      })
      text = `[${parts.join(',')}]`
    } else if (kind === 'kvlistvalue') {
      const parts: [string, string][] = []
      forEachElement(bytes, findMember(bytes, start, end, 'values', 'values'), end, (element) => {
        const key = decodeTexts(bytes, element, end).get('key') ?? ''
        const value = findMember(bytes, element, end, 'value', 'value')
        parts.push([key, value < 0 ? 'null' : nestedText(bytes, value, end, window, depth + 1)])
      })
      parts.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      text = `{${parts.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`
    } else {
      const value = plainValue(bytes, start, skipValue(bytes, start, end), window)
      const isNumber = kind === 'intvalue' || (kind === 'doublevalue' && Number.isFinite(Number(value)))
      text = isNumber ? String(value) : JSON.stringify(value)
    }
  })
  return text
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
  bytes: Uint8Array, at: number, end: number, add: (key: string, value: Attribute['value'], type?: string) => void,
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
  if (parentId !== '' && parentId !== '0000000000000000') references.push({ refType: 'CHILD_OF', traceId, spanId: parentId })
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
export function decodeOtlpResource(bytes: Uint8Array, at: number, end: number): { service: string; attributes: Attribute[] } {
  const list = findMember(bytes, at, end, 'attributes', 'attributes')
  const all = list < 0 ? [] : decodeOtlpAttributes(bytes, list)
  const name = all.find(({ key }) => key === 'service.name')
  const service = !name ? MISSING_SERVICE : name.value === null || name.value === '' ? 'empty-service-name' : String(name.value)
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
