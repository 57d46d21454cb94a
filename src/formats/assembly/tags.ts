import { pushWord } from './batch'
import { LENGTH } from './hashTable'
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  CLOSED,
  closedAt,
  COLON,
  COMMA,
  end,
  MORE,
  ODD,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipComma,
  skipPlainString,
  skipSpace,
  stopOr,
} from './json'
import { allocate, byte, countSame } from './memory'
import { addText, entryOf, expect, FLAGS, KIND, placeOf, take } from './tagTable'

/** Walks over the tag at `at`, which the table does not expect there, and leaves what it says at `newText()`. */
// @ts-ignore: a decorator on a declaration
@external('env', 'scanTag')
declare function scanTag(at: i32): i32

/** What `scanTag` found: flags, kind, traits, start and end of the value. */
const found = allocate(20)
/** What the tags of the list at hand say of their span. */
export let tagFlags: i32 = 0
export let tagKind: i32 = 0
export function newText(): i32 {
  return found
}

/** Keys that say something of their span (`classifyKey.ts`): text of up to 16 bytes, length, whether it is all of the key, what it says. */
const KNOWN_KEY: i32 = 32
let knownKeys: i32 = 0
let knownKeyCount: i32 = 0
/** `SPECIAL.error`: from there on the value decides. */
const SPECIAL: i32 = 1 << 24

/** Room for the keys, written there as above. */
export function openKnownKeys(count: i32): i32 {
  knownKeyCount = count
  knownKeys = allocate(count * KNOWN_KEY)
  return knownKeys
}

function classify(key: i32, length: i32): i32 {
  for (let known = knownKeys; known < knownKeys + knownKeyCount * KNOWN_KEY; known += KNOWN_KEY) {
    const knownLength = load<i32>(known, 16)
    const fits = load<i32>(known, 20) !== 0 ? length === knownLength : length >= knownLength
    if (fits && countSame(known, key, knownLength) === knownLength) return load<i32>(known, 24)
  }
  return 0
}

/**
 * The tag at `at` when it is `{"key":…,"type":…,"value":…}` (Jaeger) or `{"key":…,"value":{"stringValue":…}}` (OTLP), of a key whose value
 * does not matter: as `scanTag`; else ODD.
 */
function scanPlainTag(at: i32): i32 {
  if (load<u64>(at) !== 0x223a2279656b227b) return ODD // {"key":"
  const key = at + 8
  let stop = skipPlainString(key)
  if (stop < 0) return ODD
  const code = classify(key, stop - 1 - key)
  if (code >= SPECIAL) return ODD
  let closing = 1
  if (load<u64>(stop) === 0x3a2265707974222c) {
    // ,"type":
    if (byte(stop + 8) !== QUOTE) return ODD
    stop = skipPlainString(stop + 9)
    if (stop < 0 || load<u64>(stop) !== 0x2265756c6176222c || byte(stop + 8) !== COLON) return ODD // ,"value":
    stop += 9
  } else {
    if (load<u64>(stop) !== 0x2265756c6176222c || (load<u32>(stop + 8) & 0xffffff) !== 0x227b3a) return ODD // ,"value":{"
    stop += 11
    const kind = load<u64>(stop)
    // stringVa(lue), intValue, boolValu(e)
    if (kind === 0x6156676e69727473 && (load<u32>(stop + 8) & 0xffffff) === 0x65756c) stop += 11
    else if (kind === 0x65756c6156746e69) stop += 8
    else if (kind === 0x756c61566c6f6f62 && byte(stop + 8) === 0x65) stop += 9
    else return ODD
    if (load<u16>(stop) !== 0x3a22) return ODD
    stop += 2
    closing = 2
  }
  let valueStart = stop
  let valueEnd = 0
  const first = byte(valueStart)
  if (first === QUOTE) {
    stop = skipPlainString(++valueStart)
    if (stop < 0) return ODD
    valueEnd = stop - 1
  } else if (first >= 0x30 && first <= 0x39) {
    stop = valueStart + 1
    if (first !== 0x30) while (byte(stop) >= 0x30 && byte(stop) <= 0x39) stop++
    valueEnd = stop
  } else {
    if (load<u32>(valueStart) === 0x65757274) stop = valueStart + 4 // true
    else if (load<u32>(valueStart) === 0x736c6166 && byte(valueStart + 4) === 0x65) stop = valueStart + 5 // false
    else return ODD
    valueStart = valueEnd = at
  }
  if (byte(stop) !== CLOSE_OBJECT || (closing === 2 && byte(stop + 1) !== CLOSE_OBJECT)) return ODD
  stop += closing
  if (stop > end) return ODD
  store<i32>(found, code)
  store<i32>(found, 0, 4)
  store<i32>(found, 0, 8)
  store<i32>(found, valueStart - at, 12)
  store<i32>(found, valueEnd - at, 16)
  return stop
}

/** Walks over an array of tags; what they say is in `tagFlags` and `tagKind` then, their numbers are words. */
export function readTags(at: i32, list: i32): i32 {
  tagFlags = 0
  tagKind = 0
  if (byte(at) !== OPEN_ARRAY) return stopOr(at)
  at = skipSpace(at + 1)
  if (byte(at) === CLOSE_ARRAY) return at + 1
  let index = 0
  while (true) {
    if (byte(at) !== OPEN_OBJECT) return stopOr(at)
    const place = placeOf(list, index++)
    let text = take(place, at)
    if (text < 0) {
      let stop = scanPlainTag(at)
      if (stop < 0) stop = scanTag(at)
      if (stop < 0) return stop
      if (stop > end) return MORE
      text = addText(
        at,
        stop,
        load<i32>(found),
        load<i32>(found, 4),
        load<i32>(found, 8),
        load<i32>(found, 12),
        load<i32>(found, 16),
      )
      expect(place, text)
      at = stop
    } else {
      at += load<i32>(entryOf(text), LENGTH)
    }
    const entry = entryOf(text)
    tagFlags |= load<i32>(entry, FLAGS)
    const textKind = <i32>load<u8>(entry, KIND)
    if (textKind !== 0) {
      tagKind = textKind
      list += textKind << 20
    }
    pushWord(text)
    if (byte(at) === COMMA && byte(at + 1) === OPEN_OBJECT) {
      at++
      continue
    }
    at = skipComma(at, CLOSE_ARRAY)
    if (at <= CLOSED) return at < 0 ? at : closedAt
  }
}

/** For the table: the list that an event's fields are. */
const FIELDS_LIST: i32 = -2

/** As `readTags`, of an event: they say nothing of the span. */
export function readFields(at: i32): i32 {
  const spanFlags = tagFlags
  const spanKind = tagKind
  at = readTags(at, FIELDS_LIST)
  tagFlags = spanFlags
  tagKind = spanKind
  return at
}
