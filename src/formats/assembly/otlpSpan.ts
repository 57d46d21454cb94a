/**
 * One span of an OTLP body. What is not as Jaeger's OTLP API or a collector writes it day in, day out is `ODD`: `otlpSpan.ts` of the folder
 * above reads it.
 */

import { addSpan, beginSpan, CHILD_OF, setNanos, setRecord, setTrace, wordsNow } from './batch'
import { HAS_EVENTS, readEvents } from './events'
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  CLOSED,
  closedAt,
  FULL,
  keyAt,
  keyLength,
  ODD,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipComma,
  skipKey,
  skipScalar,
  skipSpace,
  stopOr,
} from './json'
import { byte } from './memory'
import { nameOf } from './names'
import { readNanos, timeNs, timeUs } from './nanos'
import { keepRest } from './rest'
import { high, low, readSpanId } from './spanIds'
import { readTags, tagFlags, tagKind } from './tags'
import { traceOf } from './traceIds'

/** `FLAG` of `model/trace.ts`. */
const ERROR: i32 = 1 << 0
const STATUS_OK: i32 = 1 << 13
/** `RECORD` of `spanRecords.ts`. */
const RECORD_ERROR: i32 = 1 << 3
const RECORD_OK: i32 = 1 << 4

/** 0 or `ERROR` or `STATUS_OK`; whether there is a message, too. */
let status: i32 = 0
let hasMessage: bool = false

/** `{}`, or a code that is a number, and perhaps a message. */
function readStatus(at: i32): i32 {
  status = 0
  hasMessage = false
  if (byte(at) !== OPEN_OBJECT) return stopOr(at)
  at = skipSpace(at + 1)
  if (byte(at) === CLOSE_OBJECT) return at + 1
  let seen = 0
  while (true) {
    at = skipKey(at)
    if (at < 0) return at
    const key = keyAt
    const length = keyLength
    const from = at
    at = skipScalar(at)
    if (at < 0) return at
    let member = 0
    if (length === 4 && load<u32>(key) === 0x65646f63) {
      // code
      if (byte(from) === QUOTE || at - from !== 1) return ODD
      if (byte(from) === 0x32) status = ERROR
      else if (byte(from) === 0x31) status = STATUS_OK
      member = 1
    } else if (length === 7 && (load<u64>(key) & 0xffffffffffffff) === 0x6567617373656d) {
      // message
      if (byte(from) !== QUOTE) return ODD
      hasMessage = at - from > 2
      member = 2
    }
    if (member === 0 || (seen & member) !== 0) return ODD
    seen |= member
    at = skipComma(at, CLOSE_OBJECT)
    if (at <= CLOSED) return at < 0 ? at : closedAt
  }
}

/** An empty array. */
function readNothing(at: i32): i32 {
  if (byte(at) !== OPEN_ARRAY) return stopOr(at)
  at = skipSpace(at + 1)
  return byte(at) === CLOSE_ARRAY ? at + 1 : stopOr(at)
}

const TRACE_ID: i32 = 1
const SPAN_ID: i32 = 2
const PARENT: i32 = 4
const NAME: i32 = 8
const KIND: i32 = 16
const START: i32 = 32
const END: i32 = 64
const ATTRIBUTES: i32 = 128
const EVENTS: i32 = 256
const LINKS: i32 = 512
const STATUS: i32 = 1024
const STATE: i32 = 2048
/** Any other; may be there more than once. */
const OTHER: i32 = 4096
/** Members without which a span is out of the ordinary. */
const NEEDED: i32 = TRACE_ID | SPAN_ID | NAME | START | END

/** Which member of a span a key is; 0: one in its other spelling, such as `trace_id`. */
function memberOf(key: i32, length: i32): i32 {
  const word = load<u64>(key)
  switch (length) {
    case 4:
      if (<u32>word === 0x656d616e) return NAME
      return <u32>word === 0x646e696b ? KIND : OTHER
    case 5:
      return (word & 0xffffffffff) === 0x736b6e696c ? LINKS : OTHER
    case 6:
      if ((word & 0xffffffffffff) === 0x64496e617073) return SPAN_ID
      if ((word & 0xffffffffffff) === 0x737574617473) return STATUS
      return (word & 0xffffffffffff) === 0x73746e657665 ? EVENTS : OTHER
    case 7:
      if ((word & 0xffffffffffffff) === 0x64496563617274) return TRACE_ID
      return (word & 0xffffffffffffff) === 0x64695f6e617073 ? 0 : OTHER // span_id
    case 8:
      return word === 0x64695f6563617274 ? 0 : OTHER // trace_id
    case 10:
      if (word === 0x7475626972747461 && load<u16>(key + 8) === 0x7365) return ATTRIBUTES
      return word === 0x6174536563617274 && load<u16>(key + 8) === 0x6574 ? STATE : OTHER
    case 12:
      return word === 0x7053746e65726170 && load<u32>(key + 8) === 0x64496e61 ? PARENT : OTHER
    case 15:
      return word === 0x55656d6954646e65 && load<u64>(key + 7) === 0x6f6e614e78696e55 ? END : OTHER
    case 17:
      // "startTim", "eUnixNan", "o"
      if (word !== 0x6d69547472617473 || load<u64>(key + 8) !== 0x6e614e78696e5565) return OTHER
      return byte(key + 16) === 0x6f ? START : OTHER
    case 11: // trace_state
    case 14: // parent_span_id
    case 18: // end_time_unix_nano
    case 20: // start_time_unix_nano
      return 0
  }
  return OTHER
}

/** Reads the span at `at` into the batch, if it is all there and ordinary. */
export function readOtlpSpan(at: i32): i32 {
  beginSpan()
  let seen = 0
  let traceStart = 0
  let traceEnd = 0
  let spanName = 0
  let startUs: f64 = 0
  let startNs = 0
  let endUs: f64 = 0
  let endNs = 0
  let ownHigh = 0
  let ownLow = 0
  let parentHigh = 0
  let parentLow = 0
  let isChild = false
  let spanFlags = 0
  let spanKind = 0
  let attributeKind = 0
  let spanStatus = 0
  let statusFrom = 0
  let statusTo = 0
  let stateFrom = 0
  let stateTo = 0
  at = skipSpace(at + 1)
  while (true) {
    at = skipKey(at)
    if (at < 0) return at
    const member = memberOf(keyAt, keyLength)
    if (member === 0 || (seen & member & ~OTHER) !== 0) return ODD
    seen |= member
    const keyFrom = keyAt - 1
    const from = at
    if (member === ATTRIBUTES) {
      // The name says which attributes to expect; events come behind the attributes.
      if ((seen & EVENTS) !== 0) return ODD
      at = readTags(at, (seen & NAME) !== 0 ? spanName : -1)
      if (at < 0) return at
      spanFlags |= tagFlags
      attributeKind = tagKind
    } else if (member === EVENTS) {
      const before = wordsNow()
      at = readEvents(at, true)
      if (at < 0) return at
      if (wordsNow() > before) spanFlags |= HAS_EVENTS
    } else if (member === STATUS) {
      at = readStatus(at)
      if (at < 0) return at
      spanStatus = status
      if (hasMessage) {
        statusFrom = keyFrom
        statusTo = at
      }
    } else if (member === LINKS) {
      at = readNothing(at)
      if (at < 0) return at
    } else {
      at = skipScalar(at)
      if (at < 0) return at
      const isString = byte(from) === QUOTE
      if (member === START || member === END) {
        if (!readNanos(from, at)) return ODD
        if (member === START) {
          startUs = timeUs
          startNs = timeNs
        } else {
          endUs = timeUs
          endNs = timeNs
        }
      } else if (member === KIND) {
        if (at - from !== 1 || byte(from) > 0x35) return ODD
        spanKind = byte(from) - 0x30
      } else if (member !== OTHER) {
        if (!isString) return ODD
        const isEmpty = at - from === 2
        if (member === STATE) {
          if (!isEmpty) {
            stateFrom = keyFrom
            stateTo = at
          }
        } else if (member === PARENT) {
          if (!isEmpty) {
            if (!readSpanId(from + 1, at - 1) || (high === 0 && low === 0)) return ODD
            isChild = true
            parentHigh = high
            parentLow = low
          }
        } else if (isEmpty) {
          return ODD
        } else if (member === NAME) {
          spanName = nameOf(from + 1, at - 1)
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
  if ((seen & NEEDED) !== NEEDED) return ODD
  // The duration is cut to whole microseconds, not the end.
  let durationUs = endUs - startUs
  let durationNs = endNs - startNs
  if (durationNs < 0) {
    durationNs += 1000
    durationUs -= 1
  }
  if (durationUs < 0) return ODD
  const trace = traceOf(traceStart, traceEnd - traceStart)
  if (trace < 0) return FULL

  setRecord(spanKind | (spanStatus === ERROR ? RECORD_ERROR : spanStatus === STATUS_OK ? RECORD_OK : 0))
  keepRest(statusFrom, statusTo, stateFrom, stateTo)
  setNanos(startNs, durationNs)
  setTrace(trace)
  addSpan(
    startUs,
    durationUs,
    ownHigh,
    ownLow,
    isChild ? CHILD_OF : 0,
    parentHigh,
    parentLow,
    spanName,
    0,
    spanKind !== 0 ? spanKind : attributeKind,
    spanFlags | spanStatus,
  )
  return at
}
