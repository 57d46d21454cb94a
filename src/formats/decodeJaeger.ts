import { normalizeSpanId, normalizeTraceId } from '../model/spanIds.ts'
import type { Attribute, Reference } from '../model/trace.ts'
import { numberOrText, openTextWindow, plainValue, type TextWindow } from './decodeText.ts'
import { jaegerSpanKey } from './jaegerSpan.ts'
import { attributeMember } from './scanAttributes.ts'
import {
  clearEscapes,
  CLOSE_ARRAY,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  seenEscapes,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
} from './scanJson.ts'
import { forEachElement, forEachMember } from './walkJson.ts'

/** First byte of a member of a scanned Jaeger span (`JAEGER_SPAN` code), -1 when it is not there. */
export function findJaegerMember(bytes: Uint8Array, at: number, code: number): number {
  const end = bytes.length - 1
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === QUOTE) {
    const keyStart = at + 1
    at = skipString(bytes, keyStart, end)
    const key = jaegerSpanKey(bytes, keyStart, at - 1)
    at = skipColon(bytes, at, end)
    if (key === code) return at
    at = skipSpace(bytes, skipValue(bytes, at, end))
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  return -1
}

/** Jaeger's list of `{key, type, value}` at `at`; anything else gives an empty list. */
export function decodeJaegerTags(bytes: Uint8Array, at: number): Attribute[] {
  if (at < 0 || bytes[at] !== OPEN_ARRAY) return []
  const end = bytes.length - 1
  clearEscapes()
  const stop = skipValue(bytes, at, end)
  if (stop - at <= 2) return []
  const window = openTextWindow(bytes, at, stop, seenEscapes() !== 0)
  const attributes: Attribute[] = []
  at = skipSpace(bytes, at + 1)
  while (at < stop && bytes[at] !== CLOSE_ARRAY) {
    if (bytes[at] === OPEN_OBJECT) {
      attributes.push(decodeJaegerTag(bytes, at, end, window))
      at = tagEnd
    } else {
      at = skipValue(bytes, at, end)
    }
    at = skipSpace(bytes, at)
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  return attributes
}

/** Where the last tag decoded ended. */
let tagEnd = 0

/** The tag at `at`, an object. */
export function decodeJaegerTag(bytes: Uint8Array, at: number, end: number, window: TextWindow): Attribute {
  let key = ''
  let type = ''
  let value: Attribute['value'] = null
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === QUOTE) {
    const nameStart = at + 1
    const nameEnd = skipString(bytes, nameStart, end) - 1
    const start = skipColon(bytes, nameEnd + 1, end)
    at = skipValue(bytes, start, end)
    const member = attributeMember(bytes, nameStart, nameEnd)
    if (member === 1) key = textValue(bytes, start, at, window)
    else if (member === 2) value = plainValue(bytes, start, at, window)
    else if (member === 3) type = textValue(bytes, start, at, window)
    at = skipSpace(bytes, at)
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  tagEnd = at + 1
  if (type === 'int64' && typeof value === 'string' && /^(0|-?[1-9]\d{0,15})$/.test(value)) value = numberOrText(value)
  return { key, type: type === '' ? typeOf(value) : type, value }
}

function textValue(bytes: Uint8Array, start: number, end: number, window: TextWindow): string {
  return bytes[start] === QUOTE ? window.string(start + 1, end - 1) : window.raw(start, end)
}

function typeOf(value: Attribute['value']): string {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return 'string'
}

export function decodeJaegerReferences(bytes: Uint8Array, at: number): Reference[] {
  const references: Reference[] = []
  if (at < 0) return references
  const end = bytes.length - 1
  forEachElement(bytes, at, end, (element) => {
    if (bytes[element] !== OPEN_OBJECT) return
    const texts = decodeTexts(bytes, element, end)
    references.push({
      refType: (texts.get('refType') || 'CHILD_OF') === 'CHILD_OF' ? 'CHILD_OF' : 'FOLLOWS_FROM',
      traceId: normalizeTraceId(texts.get('traceID') ?? ''),
      spanId: normalizeSpanId(texts.get('spanID') ?? ''),
    })
  })
  return references
}

/** The members of an object that are strings. */
export function decodeTexts(bytes: Uint8Array, at: number, end: number): Map<string, string> {
  const texts = new Map<string, string>()
  const window = openTextWindow(bytes, at, skipValue(bytes, at, end))
  forEachMember(bytes, at, end, (key, value) => {
    if (bytes[value] === QUOTE) texts.set(key, window.string(value + 1, skipString(bytes, value + 1, end) - 1))
  })
  return texts
}

/** An array's elements as text: `warnings`. */
export function decodeStrings(bytes: Uint8Array, at: number): string[] {
  const strings: string[] = []
  if (at < 0) return strings
  const end = bytes.length - 1
  forEachElement(bytes, at, end, (element) => {
    const stop = skipValue(bytes, element, end)
    strings.push(textValue(bytes, element, stop, openTextWindow(bytes, element, stop)))
  })
  return strings
}

/** An entry of `processes`. */
export function decodeJaegerProcess(
  bytes: Uint8Array,
  at: number,
  end: number,
): { service: string; attributes: Attribute[] } {
  let service = ''
  let attributes: Attribute[] = []
  forEachMember(bytes, at, end, (key, value) => {
    if (key === 'serviceName' && bytes[value] === QUOTE) {
      const stop = skipString(bytes, value + 1, end)
      service = openTextWindow(bytes, value, stop).string(value + 1, stop - 1)
    } else if (key === 'tags') {
      attributes = decodeJaegerTags(bytes, value)
    }
  })
  return { service, attributes }
}
