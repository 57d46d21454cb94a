import { allocate, enlarged } from './memory'

/** Spans on their way to JavaScript, by columns, and their words (`wordList.ts`). */
const BATCH: i32 = 1024
const startUs = allocate(BATCH * 8)
const endUs = allocate(BATCH * 8)
const idHigh = allocate(BATCH * 4)
const idLow = allocate(BATCH * 4)
const refHigh = allocate(BATCH * 4)
const refLow = allocate(BATCH * 4)
const name = allocate(BATCH * 4)
const process = allocate(BATCH * 4)
const flags = allocate(BATCH * 4)
const wordStart = allocate(BATCH * 4)
const kind = allocate(BATCH)
const refType = allocate(BATCH)
/** Bits of `RECORD` of `spanRecords.ts`. */
const record = allocate(BATCH)
/** Digits below the microsecond, which OTLP has. */
const startNs = allocate(BATCH * 2)
const durationNs = allocate(BATCH * 2)
let hasNanos = false
/** Number of its trace, of OTLP (`traceIds.ts`). */
const trace = allocate(BATCH)
let words = allocate(1 << 16)
let wordRoom = 1 << 14
/** Spans in the batch, and their words; the words of the span at hand come behind them. */
let count: i32 = 0
let wordCount: i32 = 0
let pending: i32 = 0

export function batch(column: i32): i32 {
  switch (column) {
    case 0:
      return startUs
    case 1:
      return endUs
    case 2:
      return idHigh
    case 3:
      return idLow
    case 4:
      return refHigh
    case 5:
      return refLow
    case 6:
      return name
    case 7:
      return process
    case 8:
      return flags
    case 9:
      return wordStart
    case 10:
      return kind
    case 11:
      return refType
    case 12:
      return record
    case 13:
      return startNs
    case 14:
      return durationNs
    case 15:
      return trace
  }
  return words
}
/** Whether a span of the batch has digits below the microsecond. */
export function batchHasNanos(): bool {
  return hasNanos
}
export function batchLength(): i32 {
  return count
}
export function batchWords(): i32 {
  return wordCount
}
export function clearBatch(): void {
  count = 0
  wordCount = 0
  hasNanos = false
}

export function pushWord(word: i32): void {
  if (pending === wordRoom) {
    words = enlarged(words, pending << 2, wordRoom << 3)
    wordRoom <<= 1
  }
  store<i32>(words + (pending << 2), word)
  pending++
}

/** The words of the span at hand so far, those of the spans before it among them. */
export function wordsNow(): i32 {
  return pending
}
export function setWord(at: i32, word: i32): void {
  store<i32>(words + (at << 2), word)
}
/** A time takes two words. */
export function setTime(at: i32, timeUs: f64): void {
  store<f64>(words + (at << 2), timeUs)
}

export function isFull(): bool {
  return count === BATCH
}

/** Another span is read; what there was of the one before, if it was not added, is forgotten. */
export function beginSpan(): void {
  pending = wordCount
  store<u8>(record + count, 0)
}

const HAS_REST: i32 = 1 << 6
/** The text of what nothing else tells of the span at hand: its first word. */
export function pushRest(text: i32): void {
  pushWord(0)
  const first = words + (wordCount << 2)
  memory.copy(first + 4, first, (pending - wordCount - 1) << 2)
  store<i32>(first, text)
  store<u8>(record + count, load<u8>(record + count) | HAS_REST)
}

/** What only OTLP says of the span at hand: bits of `RECORD`, digits below the microsecond. */
export function setRecord(traits: i32): void {
  store<u8>(record + count, load<u8>(record + count) | traits)
}
export function setTrace(number: i32): void {
  store<u8>(trace + count, number)
}
export function setNanos(start: i32, duration: i32): void {
  store<u16>(startNs + (count << 1), start)
  store<u16>(durationNs + (count << 1), duration)
  if ((start | duration) !== 0) hasNanos = true
}

/** `REF` of `chooseParents.ts`; 0: none. */
export const CHILD_OF: i32 = 1
export const FOLLOWS_FROM: i32 = 2

/** The span at hand is one of the batch. `reference`: as above. */
export function addSpan(
  start: f64,
  duration: f64,
  ownHigh: i32,
  ownLow: i32,
  reference: i32,
  referredHigh: i32,
  referredLow: i32,
  spanName: i32,
  processName: i32,
  spanKind: i32,
  spanFlags: i32,
): void {
  store<f64>(startUs + (count << 3), start)
  store<f64>(endUs + (count << 3), start + duration)
  store<i32>(idHigh + (count << 2), ownHigh)
  store<i32>(idLow + (count << 2), ownLow)
  store<i32>(refHigh + (count << 2), referredHigh)
  store<i32>(refLow + (count << 2), referredLow)
  store<i32>(name + (count << 2), spanName)
  store<i32>(process + (count << 2), processName)
  store<i32>(flags + (count << 2), spanFlags)
  store<i32>(wordStart + (count << 2), wordCount)
  store<u8>(kind + count, spanKind)
  store<u8>(refType + count, reference)
  wordCount = pending
  count++
}
