import type { Attribute } from '../model/trace.ts'
import { decodeTexts } from './decodeJaeger.ts'
import { numberOrText, openTextWindow, plainValue, type TextWindow } from './decodeText.ts'
import { attributeMember } from './scanAttributes.ts'
import {
  ascii,
  clearEscapes,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  hasAt,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  seenEscapes,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
} from './scanJson.ts'
import { findMember, forEachElement, forEachMember } from './walkJson.ts'

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
      attributes.push(decodeOtlpAttribute(bytes, at, end, window))
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

/** The attribute at `at`, an object. */
export function decodeOtlpAttribute(bytes: Uint8Array, at: number, end: number, window: TextWindow): Attribute {
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
function decodeCommonValue(
  key: string,
  bytes: Uint8Array,
  at: number,
  end: number,
  window: TextWindow,
): Attribute | null {
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

function decodeAnyValue(
  bytes: Uint8Array,
  at: number,
  end: number,
  window: TextWindow,
): Pick<Attribute, 'type' | 'value'> {
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
