/**
 * One span of a Jaeger body. What is not as a Jaeger writes it day in, day out is `ODD`: `jaegerSpan.ts` of the folder above reads it.
 */

import { addSpan, beginSpan, CHILD_OF, FOLLOWS_FROM, wordsNow } from './batch'
import { HAS_EVENTS, readEvents } from './events'
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
import { byte, countSame } from './memory'
import { nameOf } from './names'
import { keepRest } from './rest'
import { high, low, readSpanId } from './spanIds'
import { readTags, tagFlags, tagKind } from './tags'
import { isInTrace } from './traceIds'

/** `FLAG` of `model/trace.ts`. */
const HAS_WARNINGS: i32 = 1 << 8

let reference: i32 = 0

/** No reference, or one to a span of the same trace; its kind is in `reference`, its id in `high` and `low` then. */
function readReferences(at: i32, ownStart: i32, ownLength: i32): i32 {
  reference = 0
  if (byte(at) !== OPEN_ARRAY) return stopOr(at)
  at = skipSpace(at + 1)
  if (byte(at) === CLOSE_ARRAY) return at + 1
  if (byte(at) !== OPEN_OBJECT) return stopOr(at)
  let seen = 0
  at = skipSpace(at + 1)
  while (true) {
    at = skipKey(at)
    if (at < 0) return at
    const key = keyAt
    const length = keyLength
    if (byte(at) !== QUOTE) return stopOr(at)
    const from = at + 1
    at = skipPlainString(from)
    if (at < 0) return at
    const valueLength = at - 1 - from
    let member = 0
    if (length === 7 && (load<u64>(key) & 0xffffffffffffff) === 0x65707954666572) {
      // refType: CHILD_OF, FOLLOWS_FROM
      if (valueLength === 8 && load<u64>(from) === 0x464f5f444c494843) reference = CHILD_OF
      else if (valueLength === 12 && load<u64>(from) === 0x5f53574f4c4c4f46 && load<u32>(from + 8) === 0x4d4f5246)
        reference = FOLLOWS_FROM
      else return ODD
      member = 1
    } else if (length === 7 && (load<u64>(key) & 0xffffffffffffff) === 0x44496563617274) {
      // traceID
      if (valueLength !== ownLength || countSame(ownStart, from, valueLength) !== valueLength) return ODD
      member = 2
    } else if (length === 6 && (load<u64>(key) & 0xffffffffffff) === 0x44496e617073) {
      // spanID
      if (!readSpanId(from, at - 1)) return ODD
      member = 4
    }
    if (member === 0 || (seen & member) !== 0) return ODD
    seen |= member
    at = skipComma(at, CLOSE_OBJECT)
    if (at === CLOSED) break
    if (at < 0) return at
  }
  if (seen !== 7) return ODD
  at = skipSpace(closedAt)
  return byte(at) === CLOSE_ARRAY ? at + 1 : stopOr(at)
}

/** Strings, or nothing: what `null` and `[]` say. */
let hasStrings: bool = false
function readStrings(at: i32): i32 {
  hasStrings = false
  if (byte(at) !== OPEN_ARRAY) return byte(at) === 0x6e ? skipScalar(at) : stopOr(at) // null
  at = skipSpace(at + 1)
  if (byte(at) === CLOSE_ARRAY) return at + 1
  hasStrings = true
  while (true) {
    if (byte(at) !== QUOTE) return stopOr(at)
    at = skipPlainString(at + 1)
    if (at < 0) return at
    at = skipComma(at, CLOSE_ARRAY)
    if (at <= CLOSED) return at < 0 ? at : closedAt
  }
}

const TRACE_ID: i32 = 1
const SPAN_ID: i32 = 2
const NAME: i32 = 4
const REFERENCES: i32 = 8
const START: i32 = 16
const DURATION: i32 = 32
const TAGS: i32 = 64
const LOGS: i32 = 128
const PROCESS_ID: i32 = 256
const WARNINGS: i32 = 512
/** Any other; may be there more than once. */
const OTHER: i32 = 1024
/** Members without which a span is out of the ordinary. */
const NEEDED: i32 = TRACE_ID | SPAN_ID | NAME | START | DURATION | PROCESS_ID

/** Which member of a span a key is; 0: one that tells something this scanner does not read. */
function memberOf(key: i32, length: i32): i32 {
  const word = load<u64>(key)
  switch (length) {
    case 4:
      if (<u32>word === 0x73676174) return TAGS
      return <u32>word === 0x73676f6c ? LOGS : OTHER
    case 6:
      return (word & 0xffffffffffff) === 0x44496e617073 ? SPAN_ID : OTHER
    case 7:
      if ((word & 0xffffffffffffff) === 0x44496563617274) return TRACE_ID
      return (word & 0xffffffffffffff) === 0x737365636f7270 ? 0 : OTHER // process
    case 8:
      if (word === 0x6e6f697461727564) return DURATION
      return word === 0x73676e696e726177 ? WARNINGS : OTHER
    case 9:
      if (word === 0x6d69547472617473 && byte(key + 8) === 0x65) return START
      return word === 0x49737365636f7270 && byte(key + 8) === 0x44 ? PROCESS_ID : OTHER
    case 10:
      return word === 0x636e657265666572 && load<u16>(key + 8) === 0x7365 ? REFERENCES : OTHER
    case 12:
      return word === 0x7053746e65726170 && load<u32>(key + 8) === 0x44496e61 ? 0 : OTHER // parentSpanID
    case 13:
      return word === 0x6f6974617265706f && load<u64>(key + 5) === 0x656d614e6e6f6974 ? NAME : OTHER
  }
  return OTHER
}

/** Reads the span at `at` into the batch, if it is all there and ordinary. */
export function readJaegerSpan(at: i32): i32 {
  beginSpan()
  let seen = 0
  let traceStart = 0
  let traceEnd = 0
  let spanName = 0
  let processName = 0
  let start: f64 = 0
  let duration: f64 = 0
  let ownHigh = 0
  let ownLow = 0
  let refHigh = 0
  let refLow = 0
  let referencesFrom = 0
  let referencesTo = 0
  let warningsFrom = 0
  let warningsTo = 0
  let refType = 0
  let spanFlags = 0
  let spanKind = 0
  at = skipSpace(at + 1)
  while (true) {
    at = skipKey(at)
    if (at < 0) return at
    const member = memberOf(keyAt, keyLength)
    if (member === 0 || (seen & member & ~OTHER) !== 0) return ODD
    seen |= member
    const keyFrom = keyAt - 1
    const from = at
    if (member === TAGS) {
      // The name says which tags to expect; events come behind the tags.
      if ((seen & LOGS) !== 0) return ODD
      at = readTags(at, (seen & NAME) !== 0 ? spanName : -1)
      if (at < 0) return at
      spanFlags |= tagFlags
      spanKind = tagKind
    } else if (member === LOGS) {
      const before = wordsNow()
      at = readEvents(at, false)
      if (at < 0) return at
      if (wordsNow() > before) spanFlags |= HAS_EVENTS
    } else if (member === REFERENCES) {
      if ((seen & TRACE_ID) === 0) return ODD
      at = readReferences(at, traceStart, traceEnd - traceStart)
      if (at < 0) return at
      refType = reference
      if (reference !== 0) {
        refHigh = high
        refLow = low
      }
      if (reference === FOLLOWS_FROM) {
        referencesFrom = keyFrom
        referencesTo = at
      }
    } else if (member === WARNINGS) {
      at = readStrings(at)
      if (at < 0) return at
      spanFlags = hasStrings ? spanFlags | HAS_WARNINGS : spanFlags & ~HAS_WARNINGS // of a tag and of a member the last counts
      if (hasStrings) {
        warningsFrom = keyFrom
        warningsTo = at
      }
    } else {
      at = skipScalar(at)
      if (at < 0) return at
      const isString = byte(from) === QUOTE
      if (member === START || member === DURATION) {
        const value = wholeNumber(from, at)
        if (value < 0) return ODD
        if (member === START) start = value
        else duration = value
      } else if (member !== OTHER) {
        if (!isString) return ODD
        if (member === NAME) {
          spanName = nameOf(from + 1, at - 1)
        } else if (member === PROCESS_ID) {
          processName = nameOf(from + 1, at - 1)
        } else if (member === SPAN_ID) {
          if (!readSpanId(from + 1, at - 1)) return ODD
          ownHigh = high
          ownLow = low
        } else {
          traceStart = from + 1
          traceEnd = at - 1
        }
      }
    }
    at = skipComma(at, CLOSE_OBJECT)
    if (at === CLOSED) break
    if (at < 0) return at
  }
  at = closedAt
  if ((seen & NEEDED) !== NEEDED || traceEnd === traceStart) return ODD
  if (!isInTrace(traceStart, traceEnd - traceStart)) return ODD

  keepRest(referencesFrom, referencesTo, warningsFrom, warningsTo)
  addSpan(start, duration, ownHigh, ownLow, refType, refHigh, refLow, spanName, processName, spanKind, spanFlags)
  return at
}
