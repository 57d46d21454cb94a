import { FLAG } from '../model/trace.ts'
import { classifyKey, flagOfStatus, kindOfBytes, SPECIAL } from './classifyKey.ts'
import {
  ascii,
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  clearEscapes,
  COMMA,
  ESCAPE,
  hasAt,
  MORE,
  BAD,
  noteEscapes,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  seenEscapes,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  stringOf,
  textOf,
} from './scanJson.ts'
import { TRAIT, type NewText, type TagTableBuilder } from './tagTable.ts'
import { pushWord, type WordList } from './wordList.ts'

/** What the tags that `scanAttributes` walked over say of their span. */
export const scanned = { flags: 0, kind: 0 }

/** What `scanAttribute` found of the one tag it walked over. */
export const tagFound: NewText = { flags: 0, kind: 0, traits: 0, valueStart: 0, valueEnd: 0 }

/**
 * Walks over an array of `{"key": …, "value": …}`, Jaeger's tags or OTLP's attributes, writes their numbers in the table behind
 * `into`, and leaves what they say in `scanned`. `at`: first byte of the value, which may be anything. `list`: see `TagTableBuilder`.
 */
export function scanAttributes(
  bytes: Uint8Array,
  at: number,
  end: number,
  table: TagTableBuilder,
  list: number,
  into: WordList,
): number {
  scanned.flags = 0
  scanned.kind = 0
  if (bytes[at] !== OPEN_ARRAY) return skipValue(bytes, at, end)
  at = skipSpace(bytes, at + 1)
  if (bytes[at] === CLOSE_ARRAY) return at + 1
  for (let index = 0; ; index++) {
    if (bytes[at] === OPEN_OBJECT) {
      let tag = table.take(list, index, bytes, at, end)
      if (tag >= 0) {
        at += table.lengthOf(tag)
      } else {
        const start = at
        at = scanAttribute(bytes, at, end)
        if (at < 0) return at
        tag = table.add(bytes, start, at, tagFound)
        table.expect(list, index, tag)
      }
      scanned.flags |= table.flagsOf(tag)
      const kind = table.kindOf(tag)
      if (kind !== 0) {
        scanned.kind = kind
        list += kind << 20 // a client's tags are others than its server's of the same name
      }
      pushWord(into, tag)
    } else {
      at = skipValue(bytes, at, end)
      if (at < 0) return at
    }
    if (bytes[at] === COMMA && bytes[at + 1] === OPEN_OBJECT) {
      at++
      continue
    }
    at = skipSpace(bytes, at)
    if (bytes[at] === CLOSE_ARRAY) return at + 1
    if (bytes[at] !== COMMA) return at >= end ? MORE : BAD
    at = skipSpace(bytes, at + 1)
  }
}

const KEY = ascii('key')
const VALUE = ascii('value')
const TYPE = ascii('type')

/** Walks over one tag, an object, and leaves what it says in `tagFound`. */
export function scanAttribute(bytes: Uint8Array, at: number, end: number): number {
  const tagStart = at
  let keyStart = 0
  let keyEnd = 0
  let valueStart = 0
  let valueEnd = 0
  tagFound.valueStart = 0
  tagFound.flags = 0
  tagFound.kind = 0
  tagFound.traits = 0
  const outside = seenEscapes()
  clearEscapes()
  at = skipSpace(bytes, at + 1)
  if (bytes[at] === CLOSE_OBJECT) at++
  else {
    for (;;) {
      if (bytes[at] !== QUOTE) return at >= end ? MORE : BAD
      const nameStart = at + 1
      at = skipString(bytes, nameStart, end)
      if (at < 0) return at
      const name = attributeMember(bytes, nameStart, at - 1)
      at = skipColon(bytes, at, end)
      if (at < 0) return at
      const start = at
      at = bytes[at] === QUOTE ? skipString(bytes, at + 1, end) : skipValue(bytes, at, end)
      if (at < 0) return at
      if (name === 1) {
        keyStart = start
        keyEnd = at
      } else if (name === 2) {
        valueStart = start
        valueEnd = at
      }
      if (bytes[at] === COMMA && bytes[at + 1] === QUOTE) {
        at++
        continue
      }
      at = skipSpace(bytes, at)
      if (bytes[at] === CLOSE_OBJECT) break
      if (bytes[at] !== COMMA) return at >= end ? MORE : BAD
      at = skipSpace(bytes, at + 1)
    }
    at++
    if (keyEnd > 0 && bytes[keyStart] === QUOTE) readAttribute(bytes, keyStart + 1, keyEnd - 1, valueStart, valueEnd)
  }
  if ((seenEscapes() & ESCAPE.unicode) !== 0) tagFound.traits |= TRAIT.opaque
  if (tagFound.traits !== 0) tagFound.valueStart = 0
  if (tagFound.valueStart > 0) {
    tagFound.valueStart -= tagStart
    tagFound.valueEnd -= tagStart
  }
  noteEscapes(outside)
  return at
}

/** 1 for `key`, 2 for `value`, 3 for `type`, 0 for the rest. */
export function attributeMember(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length === 3) return hasAt(bytes, start, KEY) ? 1 : 0
  if (length === 5) return hasAt(bytes, start, VALUE) ? 2 : 0
  if (length === 4) return hasAt(bytes, start, TYPE) ? 3 : 0
  if (length < 8 || seenEscapes() === 0 || !hasBackslash(bytes, start, end)) return 0
  const text = stringOf(bytes, start, end)
  return text === 'key' ? 1 : text === 'value' ? 2 : text === 'type' ? 3 : 0
}

export function hasBackslash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true
  return false
}

/** First letters of arrayValue, kvlistValue, doubleValue (many spellings), and an escaped letter. */
const NESTED_LETTERS = new Set([0x61, 0x6b, 0x64, BACKSLASH])

function readAttribute(
  bytes: Uint8Array,
  keyStart: number,
  keyEnd: number,
  valueStart: number,
  valueEnd: number,
): void {
  let code = classifyKey(bytes, keyStart, keyEnd)
  if (code === 0 && seenEscapes() !== 0 && hasBackslash(bytes, keyStart, keyEnd)) {
    const key = ascii(stringOf(bytes, keyStart, keyEnd))
    code = classifyKey(key, 0, key.length)
  }
  if (valueEnd === 0) {
    // It has no value.
    if (code < SPECIAL.error) tagFound.flags |= code
    else if (code === SPECIAL.warnings) tagFound.traits |= TRAIT.warnings
    return
  }
  const isObject = bytes[valueStart] === OPEN_OBJECT
  if (isObject || bytes[valueStart] === OPEN_ARRAY) {
    // OTLP: the value is one member of an object, such as {"stringValue": "…"}.
    const inner = skipSpace(bytes, valueStart + 1)
    const letter = bytes[inner + 1]
    if (code !== SPECIAL.warnings && (!isObject || NESTED_LETTERS.has(letter))) tagFound.traits |= TRAIT.opaque
  }
  if (isOddNumber(bytes, valueStart, valueEnd)) tagFound.traits |= TRAIT.opaque
  if (code === SPECIAL.warnings) tagFound.traits |= TRAIT.warnings
  if (code < SPECIAL.error) {
    tagFound.flags |= code
    notePlainValue(bytes, valueStart, valueEnd)
    return
  }
  if (isObject) {
    const inner = skipSpace(bytes, valueStart + 1)
    if (bytes[inner] === CLOSE_OBJECT) return
    if (code === SPECIAL.warnings) {
      tagFound.flags |= FLAG.hasWarnings
      return
    }
    const nameEnd = skipString(bytes, inner + 1, valueEnd)
    valueStart = skipColon(bytes, nameEnd, valueEnd)
    valueEnd = skipValue(bytes, valueStart, valueEnd)
  }
  readSpecial(bytes, code, valueStart, valueEnd)
}

/** Leaves where the value's characters or digits are in `tagFound`: of a string without escapes, or a whole number. */
function notePlainValue(bytes: Uint8Array, start: number, end: number): void {
  if (end === 0) return
  if (bytes[start] === OPEN_OBJECT) {
    const name = skipSpace(bytes, start + 1)
    if (bytes[name] !== QUOTE) return
    start = skipColon(bytes, skipString(bytes, name + 1, end), end)
    end = skipValue(bytes, start, end)
  }
  if (bytes[start] === QUOTE) {
    start++
    end--
    if (hasBackslash(bytes, start, end)) return
  } else {
    for (let at = start; at < end; at++) if (bytes[at] < 0x30 || bytes[at] > 0x39) return
  }
  tagFound.valueStart = start
  tagFound.valueEnd = end
}

/** A number that does not read as it is spelt, such as 1.50 or 1e3. */
function isOddNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]
  if (first !== 0x2d && (first < 0x30 || first > 0x39)) return false
  for (let at = start + 1; at < end; at++) {
    const c = bytes[at]
    if (c < 0x30 || c > 0x39) return String(Number(textOf(bytes, start, end))) !== textOf(bytes, start, end)
  }
  return first === 0x2d && bytes[start + 1] === 0x30
}

function readSpecial(bytes: Uint8Array, code: number, start: number, end: number): void {
  if (bytes[start] !== QUOTE) {
    if (code === SPECIAL.error && bytes[start] === 0x74) tagFound.flags |= FLAG.error // true
    return
  }
  start++
  end--
  if (hasBackslash(bytes, start, end)) {
    bytes = ascii(stringOf(bytes, start, end))
    start = 0
    end = bytes.length
  }
  if (code === SPECIAL.error) {
    if (end - start === 4 && hasAt(bytes, start, TRUE_TEXT)) tagFound.flags |= FLAG.error
  } else if (code === SPECIAL.status) {
    tagFound.flags |= flagOfStatus(bytes, start, end)
  } else if (code === SPECIAL.kind) {
    tagFound.kind = kindOfBytes(bytes, start, end)
  }
}

const TRUE_TEXT = ascii('true')
