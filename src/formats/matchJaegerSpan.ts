import { findJaegerMember } from './decodeJaeger.ts'
import { numberOrText } from './decodeText.ts'
import { JAEGER_SPAN } from './jaegerSpan.ts'
import { attributeMember, hasBackslash } from './scanAttributes.ts'
import { ascii, COMMA, hasAt, OPEN_ARRAY, OPEN_OBJECT, QUOTE, skipColon, skipSpace, skipString, skipValue, stringOf, textOf } from './scanJson.ts'
import { foldCase, type BytePattern } from './textPattern.ts'
import { findMember, forEachElement } from './walkJson.ts'

/**
 * Whether a tag's key or value, an event's name, or a field of an event of the span at `at` has the text. Walks through its bytes
 * without decoding them. `needle`: the folded text; `pattern`: the same as JSON has it.
 */
export function matchesJaegerSpan(bytes: Uint8Array, at: number, needle: string, pattern: BytePattern): boolean {
  const tags = findJaegerMember(bytes, at, JAEGER_SPAN.tags)
  if (tags >= 0 && tagsMatch(bytes, tags, needle, pattern, false)) return true
  const logs = findJaegerMember(bytes, at, JAEGER_SPAN.logs)
  if (logs < 0) return false
  let isMatch = false
  const end = bytes.length - 1
  forEachElement(bytes, logs, end, (log) => {
    if (isMatch || bytes[log] !== OPEN_OBJECT) return
    const fields = findMember(bytes, log, end, 'fields', 'fields')
    if (fields >= 0) isMatch = tagsMatch(bytes, fields, needle, pattern, true)
  })
  return isMatch
}

const EVENT = ascii('event')

function tagsMatch(bytes: Uint8Array, at: number, needle: string, pattern: BytePattern, areFields: boolean): boolean {
  if (bytes[at] !== OPEN_ARRAY) return false
  const end = bytes.length - 1
  let named = !areFields
  let isMatch = false
  forEachElement(bytes, at, end, (element) => {
    if (isMatch || bytes[element] !== OPEN_OBJECT) return
    let key = 0
    let keyEnd = 0
    let value = 0
    let valueEnd = 0
    let member = skipSpace(bytes, element + 1)
    while (bytes[member] === QUOTE) {
      const nameEnd = skipString(bytes, member + 1, end) - 1
      const start = skipColon(bytes, nameEnd + 1, end)
      const stop = skipValue(bytes, start, end)
      const name = attributeMember(bytes, member + 1, nameEnd)
      if (name === 1) {
        key = start
        keyEnd = stop
      } else if (name === 2) {
        value = start
        valueEnd = stop
      }
      member = skipSpace(bytes, stop)
      if (bytes[member] === COMMA) member = skipSpace(bytes, member + 1)
    }
    // The first field `event` is the event's name: its key is no text of the span's.
    const isName = !named && keyEnd - key === 7 && hasAt(bytes, key + 1, EVENT) && bytes[value] === QUOTE && valueEnd > 0
    if (isName) named = true
    else if (keyEnd > 0 && valueMatches(bytes, key, keyEnd, needle, pattern)) isMatch = true
    if (valueEnd > 0 && valueMatches(bytes, value, valueEnd, needle, pattern)) isMatch = true
  })
  return isMatch
}

function valueMatches(bytes: Uint8Array, start: number, end: number, needle: string, pattern: BytePattern): boolean {
  const first = bytes[start]
  if (first === QUOTE) {
    if (pattern.indexIn(bytes, start + 1, end - 1) < 0) return false
    return !hasBackslash(bytes, start + 1, end - 1) || foldCase(stringOf(bytes, start + 1, end - 1)).includes(needle)
  }
  if (first === 0x6e) return false // null
  const text = textOf(bytes, start, end)
  const isNumber = first === 0x2d || (first >= 0x30 && first <= 0x39)
  return foldCase(isNumber ? String(numberOrText(text)) : text).includes(needle)
}
