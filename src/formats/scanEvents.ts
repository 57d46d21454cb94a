import { hasBackslash, scanAttributes } from './scanAttributes.ts'
import {
  ascii,
  BAD,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  ESCAPE,
  hasAt,
  MORE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  clearEscapes,
  noteEscapes,
  seenEscapes,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  stringOf,
  textOf,
} from './scanJson.ts'
import { nanos, scanNanos, wholeNumber } from './scanNumber.ts'
import { TRAIT, type TagTableBuilder } from './tagTable.ts'
import { EVENT, EVENT_HEADER, NO_NAME, pushWord, setTime, type WordList } from './wordList.ts'

/** A member of an event: its time, its fields, its name (OTLP), 0 for the rest. */
type EventKey = (bytes: Uint8Array, start: number, end: number) => number
const TIME = 1
const FIELDS = 2
const NAME = 3

const MEMBERS = {
  jaeger: [
    ['timestamp', TIME],
    ['fields', FIELDS],
  ],
  otlp: [
    ['timeUnixNano', TIME],
    ['time_unix_nano', TIME],
    ['attributes', FIELDS],
    ['name', NAME],
  ],
} as const

function eventKeys(members: readonly (readonly [string, number])[]): EventKey {
  const texts = members.map(([text, member]) => ({ text: ascii(text), member }))
  const keyOf: EventKey = (bytes, start, end) => {
    for (const { text, member } of texts) if (end - start === text.length && hasAt(bytes, start, text)) return member
    if (!hasBackslash(bytes, start, end)) return 0
    const plain = ascii(stringOf(bytes, start, end))
    return hasBackslash(plain, 0, plain.length) ? 0 : keyOf(plain, 0, plain.length)
  }
  return keyOf
}

/** For the table: the list that an event's fields are. */
const FIELDS_LIST = -2

const KEY_OF = { jaeger: eventKeys(MEMBERS.jaeger), otlp: eventKeys(MEMBERS.otlp) }

/** Walks over `logs` (Jaeger) or `events` (OTLP), which may be anything, and writes the events in it behind `list`. */
export function scanEvents(
  bytes: Uint8Array,
  at: number,
  end: number,
  format: 'jaeger' | 'otlp',
  table: TagTableBuilder,
  list: WordList,
): number {
  if (bytes[at] !== OPEN_ARRAY) return skipValue(bytes, at, end)
  at = skipSpace(bytes, at + 1)
  if (bytes[at] === CLOSE_ARRAY) return at + 1
  for (;;) {
    at = bytes[at] === OPEN_OBJECT ? scanEvent(bytes, at, end, format, table, list) : skipValue(bytes, at, end)
    if (at < 0) return at
    at = skipSpace(bytes, at)
    if (bytes[at] === CLOSE_ARRAY) return at + 1
    if (bytes[at] !== COMMA) return at >= end ? MORE : BAD
    at = skipSpace(bytes, at + 1)
  }
}

function scanEvent(
  bytes: Uint8Array,
  at: number,
  end: number,
  format: 'jaeger' | 'otlp',
  table: TagTableBuilder,
  list: WordList,
): number {
  const header = list.length
  for (let i = 0; i < EVENT_HEADER; i++) pushWord(list, 0)
  let name = NO_NAME
  let timeUs = format === 'jaeger' ? NaN : 0
  at = skipSpace(bytes, at + 1)
  if (bytes[at] === CLOSE_OBJECT) at++
  else {
    for (;;) {
      if (bytes[at] !== QUOTE) return at >= end ? MORE : BAD
      const keyStart = at + 1
      at = skipString(bytes, keyStart, end)
      if (at < 0) return at
      const key = KEY_OF[format](bytes, keyStart, at - 1)
      at = skipColon(bytes, at, end)
      if (at < 0) return at
      const start = at
      if (key === FIELDS) {
        list.length = header + EVENT_HEADER // of two members of a name the last counts
        at = scanAttributes(bytes, at, end, table, FIELDS_LIST, list)
        if (at < 0) return at
      } else {
        const outside = seenEscapes()
        clearEscapes()
        at = skipValue(bytes, at, end)
        if (at < 0) return at
        if (key === TIME && format === 'jaeger') timeUs = wholeNumber(bytes, start, at)
        else if (key === NAME) name = addName(bytes, start, at, table)
        else if (key === TIME) {
          scanNanos(bytes, start, at)
          timeUs = nanos[0]
        }
        noteEscapes(outside)
      }
      at = skipSpace(bytes, at)
      if (bytes[at] === CLOSE_OBJECT) {
        at++
        break
      }
      if (bytes[at] !== COMMA) return at >= end ? MORE : BAD
      at = skipSpace(bytes, at + 1)
    }
  }
  list.words[header] = (EVENT | (list.length - header - EVENT_HEADER)) >>> 0
  list.words[header + 1] = name
  setTime(list, header + 2, timeUs)
  return at
}

const PLAIN = { flags: 0, kind: 0, traits: 0, valueStart: 0, valueEnd: 0 }
const OPAQUE = { ...PLAIN, traits: TRAIT.opaque }

/** A name goes into the table as a JSON string, so that it is not taken for a tag. */
function addName(bytes: Uint8Array, start: number, end: number, table: TagTableBuilder): number {
  if (bytes[start] === QUOTE) {
    return table.add(bytes, start, end, (seenEscapes() & ESCAPE.unicode) === 0 ? PLAIN : OPAQUE)
  }
  if (bytes[start] === 0x6e) return NO_NAME // null
  const text = ascii(JSON.stringify(textOf(bytes, start, end)))
  return table.add(text, 0, text.length, OPAQUE)
}
