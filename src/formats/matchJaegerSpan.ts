import { numberOrText } from './decodeText.ts'
import { JAEGER_SPAN, jaegerSpanKey } from './jaegerSpan.ts'
import { attributeMember, hasBackslash } from './scanAttributes.ts'
import {
  ascii,
  CLOSE_ARRAY,
  COMMA,
  hasAt,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  stringOf,
  textOf,
} from './scanJson.ts'
import { foldCase, type BytePattern } from './textPattern.ts'
import { findMember, forEachElement } from './walkJson.ts'

/**
 * Whether a tag's key or value, an event's name, or a field of an event of the span at `at` has the text. Walks through its bytes
 * without decoding them. `needle`: the folded text; `pattern`: the same as JSON has it.
 */
export function matchesJaegerSpan(bytes: Uint8Array, at: number, needle: string, pattern: BytePattern): boolean {
  const end = bytes.length - 1
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === QUOTE) {
    const keyStart = at + 1
    const keyEnd = skipString(bytes, keyStart, end) - 1
    at = skipColon(bytes, keyEnd + 1, end)
    const code = jaegerSpanKey(bytes, keyStart, keyEnd)
    if (code === JAEGER_SPAN.tags) {
      at = matchTags(bytes, at, end, needle, pattern, false)
    } else if (code === JAEGER_SPAN.logs && bytes[at] === OPEN_ARRAY && bytes[at + 1] !== CLOSE_ARRAY) {
      if (logsMatch(bytes, at, end, needle, pattern)) return true
      at = skipValue(bytes, at, end)
    } else {
      at = skipValue(bytes, at, end)
    }
    if (at === MATCH) return true
    at = skipSpace(bytes, at)
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  return false
}

function logsMatch(bytes: Uint8Array, at: number, end: number, needle: string, pattern: BytePattern): boolean {
  let isMatch = false
  forEachElement(bytes, at, end, (log) => {
    if (isMatch || bytes[log] !== OPEN_OBJECT) return
    const fields = findMember(bytes, log, end, 'fields', 'fields')
    if (fields >= 0) isMatch = matchTags(bytes, fields, end, needle, pattern, true) === MATCH
  })
  return isMatch
}

const EVENT = ascii('event')
const MATCH = -1

/** The position after the list, or `MATCH`. */
function matchTags(
  bytes: Uint8Array,
  at: number,
  end: number,
  needle: string,
  pattern: BytePattern,
  areFields: boolean,
): number {
  if (bytes[at] !== OPEN_ARRAY) return skipValue(bytes, at, end)
  let named = !areFields
  at = skipSpace(bytes, at + 1)
  while (bytes[at] !== CLOSE_ARRAY) {
    if (bytes[at] !== OPEN_OBJECT) {
      at = skipValue(bytes, at, end)
    } else {
      let key = 0
      let keyEnd = 0
      let value = 0
      let valueEnd = 0
      at = skipSpace(bytes, at + 1)
      while (bytes[at] === QUOTE) {
        const nameStart = at + 1
        const nameEnd = skipString(bytes, nameStart, end) - 1
        const start = skipColon(bytes, nameEnd + 1, end)
        at = skipValue(bytes, start, end)
        const name = attributeMember(bytes, nameStart, nameEnd)
        if (name === 1) {
          key = start
          keyEnd = at
        } else if (name === 2) {
          value = start
          valueEnd = at
        }
        at = skipSpace(bytes, at)
        if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
      }
      at++
      // The first field `event` is the event's name: its key is no text of the span's.
      const isName =
        !named && keyEnd - key === 7 && hasAt(bytes, key + 1, EVENT) && valueEnd > 0 && bytes[value] === QUOTE
      if (isName) named = true
      else if (keyEnd > 0 && valueMatches(bytes, key, keyEnd, needle, pattern)) return MATCH
      if (valueEnd > 0 && valueMatches(bytes, value, valueEnd, needle, pattern)) return MATCH
    }
    at = skipSpace(bytes, at)
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  return at + 1
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
