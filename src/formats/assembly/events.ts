import { pushWord, setTime, setWord, wordsNow } from './batch'
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  CLOSED,
  closedAt,
  keyAt,
  keyLength,
  ODD,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipComma,
  skipKey,
  skipPlainString,
  skipScalar,
  skipSpace,
  stopOr,
  wholeNumber,
} from './json'
import { byte } from './memory'
import { readNanos, timeUs } from './nanos'
import { addText } from './tagTable'
import { readFields } from './tags'

// `scanEvents.ts` of the folder above.

/** `FLAG` of `model/trace.ts`. */
export const HAS_EVENTS: i32 = 1 << 7

/** Of `wordList.ts`. */
const EVENT: i32 = 0x80000000
const NO_NAME: i32 = -1
const HEADER: i32 = 4

const TIME: i32 = 1
const NAME: i32 = 2
const FIELDS: i32 = 4

/** Which of an event's members `readJaegerMember` or `readOtlpMember` walked over; 0: one that tells nothing. */
let member: i32 = 0

/** `at`: the value of the member that `skipKey` walked over. */
function readJaegerMember(at: i32, header: i32): i32 {
  const key = keyAt
  const from = at
  // "timestam", "imestamp"; "fields"
  if (keyLength === 9 && load<u64>(key) === 0x6d617473656d6974 && load<u64>(key + 1) === 0x706d617473656d69) {
    member = TIME
    at = skipScalar(at)
    if (at < 0) return at
    const us = wholeNumber(from, at)
    if (us < 0) return ODD
    setTime(header + 2, us)
    return at
  }
  if (keyLength !== 6 || (load<u64>(key) & 0xffffffffffff) !== 0x73646c656966) return ODD
  at = readFields(at)
  member = FIELDS
  return at
}

/** Likewise. */
function readOtlpMember(at: i32, header: i32): i32 {
  const key = keyAt
  const from = at
  // "timeUnix", "UnixNano"; "attribut", "tributes"; "name"; time_unix_nano
  if (keyLength === 12 && load<u64>(key) === 0x78696e55656d6974 && load<u64>(key + 4) === 0x6f6e614e78696e55) {
    member = TIME
    at = skipScalar(at)
    if (at < 0) return at
    if (!readNanos(from, at)) return ODD
    setTime(header + 2, timeUs)
    return at
  }
  if (keyLength === 10 && load<u64>(key) === 0x7475626972747461 && load<u64>(key + 2) === 0x7365747562697274) {
    at = readFields(at)
    member = FIELDS
    return at
  }
  if (keyLength === 4 && load<u32>(key) === 0x656d616e) {
    member = NAME
    if (byte(at) !== QUOTE) return stopOr(at)
    at = skipPlainString(at + 1)
    if (at >= 0) setWord(header + 1, addText(from, at, 0, 0, 0, 0, 0))
    return at
  }
  if (keyLength === 14) return ODD
  member = 0
  return skipScalar(at)
}

/** Walks over `logs`, `[{"timestamp":…,"fields":[…]},…]`, or OTLP's `events`, `[{"timeUnixNano":…,"name":…,"attributes":[…]},…]`. */
export function readEvents(at: i32, isOtlp: bool): i32 {
  const needed = isOtlp ? TIME : TIME | FIELDS
  if (byte(at) !== OPEN_ARRAY) return stopOr(at)
  at = skipSpace(at + 1)
  if (byte(at) === CLOSE_ARRAY) return at + 1
  while (true) {
    if (byte(at) !== OPEN_OBJECT) return stopOr(at)
    const header = wordsNow()
    pushWord(0)
    pushWord(NO_NAME)
    pushWord(0)
    pushWord(0)
    let seen = 0
    at = skipSpace(at + 1)
    while (true) {
      at = skipKey(at)
      if (at < 0) return at
      at = isOtlp ? readOtlpMember(at, header) : readJaegerMember(at, header)
      if (at < 0) return at
      if ((seen & member) !== 0) return ODD
      seen |= member
      at = skipComma(at, CLOSE_OBJECT)
      if (at === CLOSED) break
      if (at < 0) return at
    }
    if ((seen & needed) !== needed) return ODD
    setWord(header, EVENT | (wordsNow() - header - HEADER))
    at = skipComma(closedAt, CLOSE_ARRAY)
    if (at <= CLOSED) return at < 0 ? at : closedAt
  }
}
