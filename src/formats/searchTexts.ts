import { ascii, BACKSLASH, hasAt, QUOTE } from './scanJson.ts'
import { isNaming, type ByteStore } from './spanStore.ts'
import { TRAIT, type TagTable } from './tagTable.ts'
import { foldCase, type BytePattern } from './textPattern.ts'

/** What is known of a text of the table, for one search; 0: nothing yet. */
export const KNOWN = 1
export const KEY = 2
export const VALUE = 4
/** As the first of an event's fields that is so, it is the event's name: its key is no text of the span's. */
export const NAMING = 8
/** Its bytes have what is looked for, or cannot tell: for `matchText`. */
export const MAYBE = 16

/** So much is looked through at a time, in bytes. */
const WINDOW = 1 << 18

/**
 * Looks through the bytes of all texts that nothing is known of, as they lie one behind the other: a text that has not what is looked
 * for costs no more than its share of them. Yields between parts. Returns how many are `MAYBE`.
 */
export function* markTexts(
  { count, segments, segmentOf, offsetOf, lengthOf, traitsOf }: TagTable,
  pattern: BytePattern,
  memory: Uint8Array,
): Generator<void, number> {
  let found = 0
  for (let first = 0, next = 0; first < count; first = next) {
    const bytes = segments[segmentOf[first]]
    const start = offsetOf[first]
    let end = start
    while (next < count && segmentOf[next] === segmentOf[first] && offsetOf[next] === end && end - start < WINDOW)
      end += lengthOf[next++]
    let text = first
    let textEnd = start + lengthOf[text]
    let at = start
    while (at < end) {
      const stop = Math.min(end, at + WINDOW + pattern.length)
      const hit = pattern.indexIn(bytes, at, stop)
      if (hit < 0) {
        // What begins in one part may end in the next.
        at = stop === end ? end : stop - pattern.length + 1
        if (at < end) yield
        continue
      }
      while (hit >= textEnd) textEnd += lengthOf[++text]
      if (hit + pattern.length > textEnd) {
        at = hit + 1
      } else {
        if (memory[text] === 0) memory[text] = MAYBE
        at = textEnd
      }
    }
    for (text = first; text < next; text++) {
      if (memory[text] === 0) memory[text] = traitsOf[text] & TRAIT.opaque ? MAYBE : KNOWN
      if (memory[text] === MAYBE) found++
    }
    yield
  }
  return found
}

/** `KNOWN`, and where a text has what is looked for. `needle` is folded, `pattern` its bytes. */
export function matchText(store: ByteStore, text: number, needle: string, pattern: BytePattern): number {
  const { segments, segmentOf, offsetOf, lengthOf, traitsOf } = store.texts
  const bytes = segments[segmentOf[text]]
  const start = offsetOf[text]
  const end = start + lengthOf[text]
  if ((traitsOf[text] & TRAIT.opaque) === 0) {
    if (pattern.indexIn(bytes, start, end) < 0) return KNOWN
    const plain = matchPlain(bytes, start, end, pattern)
    if (plain !== 0) return plain
  }
  const has = (one: string) => foldCase(one).includes(needle)
  if (bytes[start] === QUOTE) return has(store.nameOf(text)) ? KNOWN | VALUE : KNOWN
  const { key, value } = store.attributeOf(text)
  const keyHas = has(key) ? (isNaming(key, value) ? KEY | NAMING : KEY) : 0
  return KNOWN | keyHas | (value !== null && has(String(value)) ? VALUE : 0)
}

const HEAD = ascii('{"key":"')
const TYPE = ascii('","type":"')
const PLAIN_VALUE = ascii('","value":')
const OTLP_STRING = ascii('","value":{"stringValue":')
const EVENT_KEY = ascii('event"')
const MOST_DIGITS = 15

/**
 * The same for a tag that is spelt as backends do, and reads as it is spelt: nothing has to be decoded. 0 for others.
 *
 *   {"key":"http.method","type":"string","value":"GET"}      {"key":"http.method","value":{"stringValue":"GET"}}
 */
function matchPlain(bytes: Uint8Array, start: number, end: number, pattern: BytePattern): number {
  if (!hasAt(bytes, start, HEAD)) return 0
  const keyStart = start + HEAD.length
  const keyEnd = skipPlain(bytes, keyStart)
  // An event's name may be told so.
  if (keyEnd < 0 || hasAt(bytes, keyStart, EVENT_KEY)) return 0
  let valueStart = keyEnd
  let tail = 1
  if (hasAt(bytes, keyEnd, TYPE)) {
    const typeEnd = skipPlain(bytes, keyEnd + TYPE.length)
    if (typeEnd < 0 || !hasAt(bytes, typeEnd, PLAIN_VALUE)) return 0
    valueStart = typeEnd + PLAIN_VALUE.length
  } else if (hasAt(bytes, keyEnd, OTLP_STRING)) {
    valueStart += OTLP_STRING.length
    tail = 2
  } else {
    return 0
  }
  const valueEnd = end - tail
  if (bytes[valueStart] === QUOTE) {
    if (skipPlain(bytes, valueStart + 1) !== valueEnd - 1) return 0
  } else if (tail > 1 || !isPlainNumber(bytes, valueStart, valueEnd)) {
    return 0
  }
  const keyHas = pattern.indexIn(bytes, keyStart, keyEnd) < 0 ? 0 : KEY
  return KNOWN | keyHas | (pattern.indexIn(bytes, valueStart, valueEnd) < 0 ? 0 : VALUE)
}

/** The end of a string of ASCII without escapes, -1 when it is not one. */
function skipPlain(bytes: Uint8Array, at: number): number {
  for (;;) {
    const c = bytes[at]
    if (c === QUOTE) return at
    if (c === BACKSLASH || c < 0x20 || c > 0x7e) return -1
    at++
  }
}

/** A whole number as one would write it. */
function isPlainNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MOST_DIGITS || (bytes[start] === 0x30 && end - start > 1)) return false
  for (let at = start; at < end; at++) if (bytes[at] < 0x30 || bytes[at] > 0x39) return false
  return end > start
}
