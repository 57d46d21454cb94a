/**
 * The spans of a Jaeger body, as WebAssembly (written in AssemblyScript, compiled by `scripts/buildScanner.ts`; ADR 8 says why). It reads
 * what a Jaeger writes day in, day out; at the first thing that is out of the ordinary in a span it gives that span up (`ODD`), and
 * `jaegerSpan.ts` reads it, which also decides what is no JSON. So the law is there, and what is here must come to the same
 * (`wasmScanner.test.ts`).
 *
 *   memory   | input window, a 0 behind it | batch: columns of up to 1,024 spans, their words | tag table | names seen |
 *
 * Addresses are i32. Functions that walk return the address after what they walked over, `MORE` at the end of the window, or `ODD`.
 * Nothing is ever freed: one instance reads one body.
 */

/** Walks over the tag at `at`, which the table does not expect there, and leaves what it says at `newText()`. */
// @ts-ignore: a decorator on a declaration
@external('env', 'scanTag')
declare function scanTag(at: i32): i32

const MORE: i32 = -1
const ODD: i32 = -2

const QUOTE: i32 = 0x22
const COMMA: i32 = 0x2c
const COLON: i32 = 0x3a
const BACKSLASH: i32 = 0x5c
const OPEN_OBJECT: i32 = 0x7b
const CLOSE_OBJECT: i32 = 0x7d
const OPEN_ARRAY: i32 = 0x5b
const CLOSE_ARRAY: i32 = 0x5d

/** `FLAG` of `model/trace.ts`. */
const HAS_EVENTS: i32 = 1 << 7
const HAS_WARNINGS: i32 = 1 << 8
/** Of `wordList.ts`. */
const EVENT: i32 = 0x80000000
const NO_NAME: i32 = -1

// --- Memory: one thing behind the other -------------------------------------------------------------------------------------------

/** A load of 16 bytes may reach so far behind what it is for. */
const SLACK: i32 = 32
let top: i32 = 1024

function allocate(bytes: i32): i32 {
  const at = (top + 15) & ~15
  // Addresses are signed: what does not fit below 2 GiB does not fit.
  if (<u64>at + <u64>bytes > 0x7fff0000) unreachable()
  top = at + bytes
  const missing = top + SLACK - (memory.size() << 16)
  if (missing > 0) {
    const pages = (missing + 0xffff) >>> 16
    // A fifth more than needed, so that growing stays rare; less when there is not that much.
    if (memory.grow(max(pages, memory.size() / 5)) < 0 && memory.grow(pages) < 0) unreachable()
  }
  return at
}

/** A larger room for `used` bytes at `from`. The old one is lost: doubling loses as much as is used. */
function enlarged(from: i32, used: i32, bytes: i32): i32 {
  const at = allocate(bytes)
  memory.copy(at, from, used)
  return at
}

// --- Input -------------------------------------------------------------------------------------------------------------------------

let input: i32 = 0
let inputRoom: i32 = 0
let end: i32 = 0

/** Room for the next `length` bytes to be read. Positions are counted from there. */
export function openWindow(length: i32): i32 {
  if (length > inputRoom) {
    inputRoom = max(length, min(1 << 20, inputRoom * 2))
    input = allocate(inputRoom + SLACK)
  }
  end = input + length
  v128.store(end, i8x16.splat(0)) // a 0 stops every loop
  return input
}

// --- Batch -------------------------------------------------------------------------------------------------------------------------

const BATCH: i32 = 1024
const startUs = allocate(BATCH * 8)
const endUs = allocate(BATCH * 8)
const idHigh = allocate(BATCH * 4)
const idLow = allocate(BATCH * 4)
const parentHigh = allocate(BATCH * 4)
const parentLow = allocate(BATCH * 4)
const name = allocate(BATCH * 4)
const process = allocate(BATCH * 4)
const flags = allocate(BATCH * 4)
const wordStart = allocate(BATCH * 4)
const kind = allocate(BATCH)
const parented = allocate(BATCH)
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
      return parentHigh
    case 5:
      return parentLow
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
      return parented
  }
  return words
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
}

function pushWord(word: i32): void {
  if (pending === wordRoom) {
    words = enlarged(words, pending << 2, wordRoom << 3)
    wordRoom <<= 1
  }
  store<i32>(words + (pending << 2), word)
  pending++
}

// --- JSON --------------------------------------------------------------------------------------------------------------------------

// @ts-ignore: a decorator on a function
@inline
function byte(at: i32): i32 {
  return load<u8>(at)
}

// @ts-ignore: a decorator on a function
@inline
function skipSpace(at: i32): i32 {
  return byte(at) > 0x20 ? at : skipSpaces(at)
}

function skipSpaces(at: i32): i32 {
  let c = byte(at)
  while (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = byte(++at)
  return at
}

/** `at`: after the opening quote. Returns the address after the closing one; ODD with escapes. */
function skipPlainString(at: i32): i32 {
  while (true) {
    const bytes = v128.load(at)
    const stops = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)), i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH))),
      i8x16.lt_u(bytes, i8x16.splat(0x20)),
    )
    const mask = i8x16.bitmask(stops)
    if (mask !== 0) {
      at += ctz(mask)
      if (at >= end) return MORE
      return byte(at) === QUOTE ? at + 1 : ODD
    }
    at += 16
    if (at >= end) return MORE
  }
}

// @ts-ignore: a decorator on a function
@inline
function stopOr(at: i32): i32 {
  return at >= end ? MORE : ODD
}

/** A string, number, true, false or null that nobody asks about. */
function skipScalar(at: i32): i32 {
  const c = byte(at)
  if (c === QUOTE) return skipPlainString(at + 1)
  if (c === 0x6e) {
    // null; what is cut off before its end may be it, as far as it goes
    const there = min(end - at, 4)
    const mask = there === 4 ? 0xffffffff : (<u32>1 << (there << 3)) - 1
    if (((load<u32>(at) ^ 0x6c6c756e) & mask) !== 0) return ODD
    return there < 4 ? MORE : at + 4
  }
  if (c < 0x30 || c > 0x39) return stopOr(at)
  at++
  if (c !== 0x30) while (byte(at) >= 0x30 && byte(at) <= 0x39) at++
  const next = byte(at)
  return next === COMMA || next === CLOSE_OBJECT || next === CLOSE_ARRAY ? at : stopOr(at)
}

// @ts-ignore: a decorator on a function
@inline
function skipColon(at: i32): i32 {
  at = skipSpace(at)
  if (byte(at) !== COLON) return stopOr(at)
  at = skipSpace(at + 1)
  return at >= end ? MORE : at
}

/** How many of the first `length` bytes at `a` and `b` are the same. */
function countSame(a: i32, b: i32, length: i32): i32 {
  for (let i = 0; i < length; i += 16) {
    const other = i8x16.bitmask(i8x16.ne(v128.load(a + i), v128.load(b + i)))
    if (other !== 0) return min(i + ctz(other), length)
  }
  return length
}

/** The whole number that ends at `to`, at most 2^53 - 1; else -1. */
function wholeNumber(at: i32, to: i32): f64 {
  if (to - at > 16 || byte(at) === QUOTE) return -1
  let value: u64 = 0
  for (; at < to; at++) {
    const digit = byte(at) - 0x30
    if (<u32>digit > 9) return -1
    value = value * 10 + digit
  }
  return value < 1 << 53 ? <f64>value : -1
}

/** Eight hex digits as a number; -1 when one is none. */
function eightDigits(at: i32): i64 {
  let value: i64 = 0
  for (let i = 0; i < 8; i++) {
    const c = byte(at + i)
    let digit = c - 0x30
    if (<u32>digit > 9) {
      digit = (c | 0x20) - 0x61
      if (<u32>digit > 5) return -1
      digit += 10
    }
    value = (value << 4) | digit
  }
  return value
}

let high: i32 = 0
let low: i32 = 0
/** Leaves the id of 16 digits [at, to) in `high` and `low`; false when it is none. */
function readSpanId(at: i32, to: i32): bool {
  if (to - at !== 16) return false
  const first = eightDigits(at)
  const second = eightDigits(at + 8)
  if (first < 0 || second < 0) return false
  high = <i32>first
  low = <i32>second
  return true
}

// --- Tag table: `tagTable.ts` with its texts here ----------------------------------------------------------------------------------

/** A text's entry: address, length, hash, flags, start and end of its value, segment, kind and traits. */
const ENTRY: i32 = 32
const AT: i32 = 0
const LENGTH: i32 = 4
const HASH: i32 = 8
const FLAGS: i32 = 12
const VALUE_START: i32 = 16
const VALUE_END: i32 = 20
const SEGMENT: i32 = 24
const KIND: i32 = 28
const TRAITS: i32 = 29

let entries = allocate(256 * ENTRY)
let entryRoom = 256
let texts: i32 = 0
let slots = allocate(1024 * 4)
let slotCount: i32 = 1024
const MOST_PROBES: i32 = 32
const PLACES: i32 = 1 << 14
/** By place: the last text there and the one before, + 1. */
const expected = allocate(PLACES * 8)

const SMALLEST_SEGMENT: i32 = 1 << 14
const LARGEST_SEGMENT: i32 = 1 << 20
/** By segment: address, bytes used. */
let segments = allocate(64 * 8)
let segmentRoom = 64
let segmentCount: i32 = 0
let segmentAt: i32 = 0
let segmentSize: i32 = 0
let used: i32 = 0

/** What `scanTag` found: flags, kind, traits, start and end of the value. */
const found = allocate(20)
/** What the tags of the list at hand say of their span. */
let tagFlags: i32 = 0
let tagKind: i32 = 0

let scratch: i32 = 0
let scratchRoom: i32 = 0
/** Room for a text that comes from elsewhere. */
export function openScratch(length: i32): i32 {
  if (length > scratchRoom) {
    scratchRoom = max(length, scratchRoom * 2)
    scratch = allocate(scratchRoom + SLACK)
  }
  return scratch
}

export function newText(): i32 {
  return found
}
export function textCount(): i32 {
  return texts
}
export function textEntries(): i32 {
  return entries
}
export function textSegments(): i32 {
  return segments
}
export function textSegmentCount(): i32 {
  return segmentCount
}

// @ts-ignore: a decorator on a function
@inline
function entryOf(text: i32): i32 {
  return entries + text * ENTRY
}

// @ts-ignore: a decorator on a function
@inline
function placeOf(list: i32, index: i32): i32 {
  return expected + (((list * 0x9e3779b1 + index * 0x85ebca6b) & (PLACES - 1)) << 3)
}

function expect(place: i32, text: i32): void {
  store<i32>(place, load<i32>(place), 4)
  store<i32>(place, text + 1)
}

/** For spans that are read in JavaScript: the tag at position `at` of the window, and what to expect in a place. */
export function takeTag(list: i32, index: i32, at: i32): i32 {
  return take(placeOf(list, index), input + at)
}
export function expectTag(list: i32, index: i32, text: i32): void {
  expect(placeOf(list, index), text)
}

/** The tag at `at` if it is one that was in this place of late, or differs from it in its value only; else -1. */
function take(place: i32, at: i32): i32 {
  const first = load<i32>(place) - 1
  if (first < 0) return -1
  const same = sameAs(first, at)
  if (same === load<i32>(entryOf(first), LENGTH)) return first
  const second = load<i32>(place, 4) - 1
  let taken = -1
  if (second >= 0) {
    const alsoSame = sameAs(second, at)
    taken = alsoSame === load<i32>(entryOf(second), LENGTH) ? second : takeSimilar(first, same, at)
    if (taken < 0) taken = takeSimilar(second, alsoSame, at)
  } else {
    taken = takeSimilar(first, same, at)
  }
  if (taken >= 0) expect(place, taken)
  return taken
}

// @ts-ignore: a decorator on a function
@inline
function sameAs(text: i32, at: i32): i32 {
  const entry = entryOf(text)
  const length = load<i32>(entry, LENGTH)
  return at + length <= end ? countSame(load<i32>(entry), at, length) : 0
}

/** The tag at `at`, new or known, if it differs from `text` in its value only. `same`: so many bytes do not. */
function takeSimilar(text: i32, same: i32, at: i32): i32 {
  const entry = entryOf(text)
  const valueStart = load<i32>(entry, VALUE_START)
  if (valueStart === 0 || same < valueStart) return -1
  const stop = skipPlainValue(at + valueStart)
  const valueEnd = load<i32>(entry, VALUE_END)
  const tail = load<i32>(entry, LENGTH) - valueEnd
  if (stop < 0 || stop + tail > end) return -1
  if (countSame(load<i32>(entry) + valueEnd, stop, tail) !== tail) return -1
  return addText(at, stop + tail, load<i32>(entry, FLAGS), 0, 0, valueStart, stop - at)
}

/** After the characters of a string without escapes, or after digits; negative when it is neither. */
function skipPlainValue(at: i32): i32 {
  if (byte(at - 1) === QUOTE) {
    const stop = skipPlainString(at)
    return stop < 0 ? stop : stop - 1
  }
  if (byte(at) < 0x31 || byte(at) > 0x39) return -1
  while (byte(at) >= 0x30 && byte(at) <= 0x39) at++
  return at
}

/** The number of the text [from, to), new or known. */
export function addText(
  from: i32,
  to: i32,
  newFlags: i32,
  newKind: i32,
  newTraits: i32,
  valueStart: i32,
  valueEnd: i32,
): i32 {
  const length = to - from
  const hash = hashOf(from, to)
  const known = textWith(hash, from, length)
  if (known >= 0) return known
  memory.copy(append(length), from, length)
  const entry = entryOf(texts - 1)
  store<i32>(entry, valueStart, VALUE_START)
  store<i32>(entry, valueEnd, VALUE_END)
  return settle(hash, newFlags, newKind, newTraits)
}

/** The text with these bytes; -1: none. */
function textWith(hash: i32, from: i32, length: i32): i32 {
  const mask = slotCount - 1
  let slot = hash & mask
  for (let probe = 0; probe < MOST_PROBES; probe++) {
    const other = load<i32>(slots + (slot << 2)) - 1
    if (other < 0) break
    const entry = entryOf(other)
    if (
      load<i32>(entry, HASH) === hash &&
      load<i32>(entry, LENGTH) === length &&
      countSame(load<i32>(entry), from, length) === length
    )
      return other
    slot = (slot + 1) & mask
  }
  return -1
}

/** The last text is a new one, and will be found from now on. */
function settle(hash: i32, newFlags: i32, newKind: i32, newTraits: i32): i32 {
  const entry = entryOf(texts - 1)
  store<i32>(entry, hash, HASH)
  store<i32>(entry, newFlags, FLAGS)
  store<u8>(entry, newKind, KIND)
  store<u8>(entry, newTraits, TRAITS)
  place(texts - 1)
  if (texts * 2 > slotCount) rehash()
  return texts - 1
}

function place(text: i32): void {
  const mask = slotCount - 1
  let slot = load<i32>(entryOf(text), HASH) & mask
  for (let probe = 0; probe < MOST_PROBES && load<i32>(slots + (slot << 2)) !== 0; probe++) slot = (slot + 1) & mask
  if (load<i32>(slots + (slot << 2)) === 0) store<i32>(slots + (slot << 2), text + 1)
}

/** Room for a long text from elsewhere; `addLong` follows when it is written there. */
export function openLong(length: i32): i32 {
  return append(length)
}

/** The number of the text that was written into the last room, new or known. */
export function addLong(newFlags: i32, newKind: i32, newTraits: i32): i32 {
  const entry = entryOf(texts - 1)
  const at = load<i32>(entry)
  const length = load<i32>(entry, LENGTH)
  const hash = hashOf(at, at + length)
  const known = textWith(hash, at, length)
  if (known < 0) return settle(hash, newFlags, newKind, newTraits)
  // The room is the next text's.
  texts--
  used -= length
  store<i32>(segments + (segmentCount - 1) * 8, used, 4)
  return known
}

/** A new text of `length` bytes, and where they go. */
function append(length: i32): i32 {
  if (texts === entryRoom) {
    entries = enlarged(entries, texts * ENTRY, entryRoom * 2 * ENTRY)
    entryRoom *= 2
  }
  if (used + length + 1 > segmentSize) {
    if (segmentCount === segmentRoom) {
      segments = enlarged(segments, segmentCount * 8, segmentRoom * 16)
      segmentRoom *= 2
    }
    segmentSize = max(min(LARGEST_SEGMENT, max(SMALLEST_SEGMENT, segmentSize * 2)), length + 1)
    segmentAt = allocate(segmentSize)
    store<i32>(segments + segmentCount * 8, segmentAt)
    segmentCount++
    used = 0
  }
  const at = segmentAt + used
  const entry = entryOf(texts)
  store<i32>(entry, at)
  store<i32>(entry, length, LENGTH)
  store<i32>(entry, segmentCount - 1, SEGMENT)
  texts++
  used += length
  store<i32>(segments + (segmentCount - 1) * 8, used, 4)
  return at
}

function rehash(): void {
  slotCount *= 2
  slots = allocate(slotCount * 4)
  for (let text = 0; text < texts; text++) place(text)
}

/** Of a longer text only the ends are hashed. */
const HASHED: i32 = 2048

/** FNV-1a's steps over eight bytes at a time. */
function hashOf(from: i32, to: i32): i32 {
  let hash: u64 = 0xcbf29ce484222325 ^ <u64>(to - from)
  let at = from
  if (to - from > 2 * HASHED) {
    for (; at < from + HASHED; at += 8) hash = mix(hash, load<u64>(at))
    at = to - HASHED
  }
  for (; at + 8 <= to; at += 8) hash = mix(hash, load<u64>(at))
  if (at < to) hash = mix(hash, load<u64>(at) & (((<u64>1) << (<u64>(to - at) << 3)) - 1))
  return <i32>(hash ^ (hash >> 32))
}

// @ts-ignore: a decorator on a function
@inline
function mix(hash: u64, word: u64): u64 {
  const mixed = (hash ^ word) * 0x9e3779b97f4a7c15
  return mixed ^ (mixed >> 29)
}

// --- Names: operations and processes by their spelling -----------------------------------------------------------------------------

/** By spelling: address, length, hash. */
let spellings = allocate(256 * 12)
let spellingRoom = 256
let spellingCount: i32 = 0
let nameSlots = allocate(1024 * 4)
let nameSlotCount: i32 = 1024

export function nameCount(): i32 {
  return spellingCount
}
export function nameEntries(): i32 {
  return spellings
}

function nameOf(from: i32, to: i32): i32 {
  const hash = hashOf(from, to)
  const length = to - from
  const mask = nameSlotCount - 1
  let slot = hash & mask
  while (true) {
    const other = load<i32>(nameSlots + (slot << 2)) - 1
    if (other < 0) break
    const entry = spellings + other * 12
    if (
      load<i32>(entry, HASH) === hash &&
      load<i32>(entry, LENGTH) === length &&
      countSame(load<i32>(entry), from, length) === length
    )
      return other
    slot = (slot + 1) & mask
  }
  if (spellingCount === spellingRoom) {
    spellings = enlarged(spellings, spellingCount * 12, spellingRoom * 24)
    spellingRoom *= 2
  }
  const at = allocate(length)
  memory.copy(at, from, length)
  const entry = spellings + spellingCount * 12
  store<i32>(entry, at)
  store<i32>(entry, length, LENGTH)
  store<i32>(entry, hash, HASH)
  spellingCount++
  store<i32>(nameSlots + (slot << 2), spellingCount)
  if (spellingCount * 2 > nameSlotCount) {
    nameSlotCount *= 2
    nameSlots = allocate(nameSlotCount * 4)
    for (let other = 0; other < spellingCount; other++) {
      let free = load<i32>(spellings + other * 12, HASH) & (nameSlotCount - 1)
      while (load<i32>(nameSlots + (free << 2)) !== 0) free = (free + 1) & (nameSlotCount - 1)
      store<i32>(nameSlots + (free << 2), other + 1)
    }
  }
  return spellingCount - 1
}

// --- Tags and events ---------------------------------------------------------------------------------------------------------------

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

/** The tag at `at` when it is `{"key":…,"type":…,"value":…}`, of a key whose value does not matter: as `scanTag`; else ODD. */
function scanPlainTag(at: i32): i32 {
  if (load<u64>(at) !== 0x223a2279656b227b) return ODD // {"key":"
  const key = at + 8
  let stop = skipPlainString(key)
  if (stop < 0) return ODD
  const code = classify(key, stop - 1 - key)
  if (code >= SPECIAL || load<u64>(stop) !== 0x3a2265707974222c || byte(stop + 8) !== QUOTE) return ODD // ,"type":"
  stop = skipPlainString(stop + 9)
  if (stop < 0 || load<u64>(stop) !== 0x2265756c6176222c || byte(stop + 8) !== COLON) return ODD // ,"value":
  let valueStart = stop + 9
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
  if (byte(stop) !== CLOSE_OBJECT || stop >= end) return ODD
  store<i32>(found, code)
  store<i32>(found, 0, 4)
  store<i32>(found, 0, 8)
  store<i32>(found, valueStart - at, 12)
  store<i32>(found, valueEnd - at, 16)
  return stop + 1
}

/** Walks over an array of tags; what they say is in `tagFlags` and `tagKind` then, their numbers are words. */
function readTags(at: i32, list: i32): i32 {
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
    at = skipSpace(at)
    if (byte(at) === CLOSE_ARRAY) return at + 1
    if (byte(at) !== COMMA) return stopOr(at)
    at = skipSpace(at + 1)
  }
}

/** For the table: the list that an event's fields are. */
const FIELDS_LIST: i32 = -2

/** Walks over `logs`, `[{"timestamp":…,"fields":[…]},…]`. */
function readEvents(at: i32): i32 {
  if (byte(at) !== OPEN_ARRAY) return stopOr(at)
  at = skipSpace(at + 1)
  if (byte(at) === CLOSE_ARRAY) return at + 1
  while (true) {
    if (byte(at) !== OPEN_OBJECT) return stopOr(at)
    const header = pending
    pushWord(0)
    pushWord(NO_NAME)
    pushWord(0)
    pushWord(0)
    let seen = 0
    at = skipSpace(at + 1)
    while (true) {
      if (byte(at) !== QUOTE) return stopOr(at)
      const key = at + 1
      at = skipPlainString(key)
      if (at < 0) return at
      const length = at - 1 - key
      at = skipColon(at)
      if (at < 0) return at
      // "timestam", "imestamp"; "fields"
      if (length === 9 && load<u64>(key) === 0x6d617473656d6974 && load<u64>(key + 1) === 0x706d617473656d69) {
        const from = at
        at = skipScalar(at)
        if (at < 0) return at
        const timeUs = wholeNumber(from, at)
        if (timeUs < 0 || (seen & 1) !== 0) return ODD
        seen |= 1
        store<f64>(words + ((header + 2) << 2), timeUs)
      } else if (length === 6 && (load<u64>(key) & 0xffffffffffff) === 0x73646c656966) {
        if ((seen & 2) !== 0) return ODD
        seen |= 2
        const spanFlags = tagFlags
        const spanKind = tagKind
        at = readTags(at, FIELDS_LIST)
        tagFlags = spanFlags
        tagKind = spanKind
        if (at < 0) return at
      } else {
        return ODD
      }
      at = skipSpace(at)
      if (byte(at) === CLOSE_OBJECT) break
      if (byte(at) !== COMMA) return stopOr(at)
      at = skipSpace(at + 1)
    }
    if (seen !== 3) return ODD
    store<i32>(words + (header << 2), EVENT | (pending - header - 4))
    at = skipSpace(at + 1)
    if (byte(at) === CLOSE_ARRAY) return at + 1
    if (byte(at) !== COMMA) return stopOr(at)
    at = skipSpace(at + 1)
  }
}

// --- Spans -------------------------------------------------------------------------------------------------------------------------

/** The trace that all spans of the batch, and their parents, are in: its id as it is spelt. */
let traceAt: i32 = 0
let traceLength: i32 = -1
let traceRoom: i32 = 0

/** Spans of another trace follow: its id is what the first of them says. */
export function openTrace(): void {
  traceLength = -1
}
export function traceId(): i32 {
  return traceAt
}
export function traceIdLength(): i32 {
  return traceLength
}
/** Room for the id of the trace, which is known before its first span. */
export function setTraceId(length: i32): i32 {
  if (length > traceRoom) {
    traceRoom = length
    traceAt = allocate(length)
  }
  traceLength = length
  return traceAt
}

function isOwnTrace(at: i32, length: i32): bool {
  return length === traceLength && countSame(traceAt, at, length) === length
}

let hasParent: bool = false

/** No reference, or one to the parent in the same trace; its id is in `high` and `low` then. */
function readReferences(at: i32, ownStart: i32, ownLength: i32): i32 {
  hasParent = false
  if (byte(at) !== OPEN_ARRAY) return stopOr(at)
  at = skipSpace(at + 1)
  if (byte(at) === CLOSE_ARRAY) return at + 1
  if (byte(at) !== OPEN_OBJECT) return stopOr(at)
  let seen = 0
  at = skipSpace(at + 1)
  while (true) {
    if (byte(at) !== QUOTE) return stopOr(at)
    const key = at + 1
    at = skipPlainString(key)
    if (at < 0) return at
    const length = at - 1 - key
    at = skipColon(at)
    if (at < 0) return at
    if (byte(at) !== QUOTE) return stopOr(at)
    const from = at + 1
    at = skipPlainString(from)
    if (at < 0) return at
    const valueLength = at - 1 - from
    let member = 0
    if (length === 7 && (load<u64>(key) & 0xffffffffffffff) === 0x65707954666572) {
      // refType: CHILD_OF
      if (valueLength !== 8 || load<u64>(from) !== 0x464f5f444c494843) return ODD
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
    at = skipSpace(at)
    if (byte(at) === CLOSE_OBJECT) break
    if (byte(at) !== COMMA) return stopOr(at)
    at = skipSpace(at + 1)
  }
  if (seen !== 7) return ODD
  at = skipSpace(at + 1)
  if (byte(at) !== CLOSE_ARRAY) return stopOr(at)
  hasParent = true
  return at + 1
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
function readSpan(at: i32): i32 {
  pending = wordCount
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
  let parents = 0
  let spanFlags = 0
  let spanKind = 0
  at = skipSpace(at + 1)
  while (true) {
    if (byte(at) !== QUOTE) return stopOr(at)
    const key = at + 1
    at = skipPlainString(key)
    if (at < 0) return at
    const member = memberOf(key, at - 1 - key)
    if (member === 0 || (seen & member & ~OTHER) !== 0) return ODD
    seen |= member
    at = skipColon(at)
    if (at < 0) return at
    const from = at
    if (member === TAGS) {
      // The name says which tags to expect; events come behind the tags.
      if ((seen & LOGS) !== 0) return ODD
      at = readTags(at, (seen & NAME) !== 0 ? spanName : -1)
      if (at < 0) return at
      spanFlags |= tagFlags
      spanKind = tagKind
    } else if (member === LOGS) {
      const before = pending
      at = readEvents(at)
      if (at < 0) return at
      if (pending > before) spanFlags |= HAS_EVENTS
    } else if (member === REFERENCES) {
      if ((seen & TRACE_ID) === 0) return ODD
      at = readReferences(at, traceStart, traceEnd - traceStart)
      if (at < 0) return at
      if (hasParent) {
        parents = 1
        refHigh = high
        refLow = low
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
      } else if (member === WARNINGS) {
        if (byte(from) !== 0x6e) return ODD // null
        spanFlags &= ~HAS_WARNINGS // of a tag and of a member the last counts
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
    at = skipSpace(at)
    if (byte(at) === CLOSE_OBJECT) break
    if (byte(at) !== COMMA) return stopOr(at)
    at = skipSpace(at + 1)
  }
  if ((seen & NEEDED) !== NEEDED || traceEnd === traceStart) return ODD
  if (traceLength < 0) memory.copy(setTraceId(traceEnd - traceStart), traceStart, traceEnd - traceStart)
  else if (!isOwnTrace(traceStart, traceEnd - traceStart)) return ODD

  store<f64>(startUs + (count << 3), start)
  store<f64>(endUs + (count << 3), start + duration)
  store<i32>(idHigh + (count << 2), ownHigh)
  store<i32>(idLow + (count << 2), ownLow)
  store<i32>(parentHigh + (count << 2), refHigh)
  store<i32>(parentLow + (count << 2), refLow)
  store<i32>(name + (count << 2), spanName)
  store<i32>(process + (count << 2), processName)
  store<i32>(flags + (count << 2), spanFlags)
  store<i32>(wordStart + (count << 2), wordCount)
  store<u8>(kind + count, spanKind)
  store<u8>(parented + count, parents)
  wordCount = pending
  count++
  return at + 1
}

function hasLine(at: i32, to: i32): bool {
  for (; at < to; at++) if (byte(at) === 0x0a) return true
  return false
}

/** Why `readSpans` stopped where it did. */
let stopped: i32 = 0
export function stoppedBy(): i32 {
  return stopped
}

/**
 * Reads spans from position `from` of the window on, and returns the position after the last of them, or `from`. `stoppedBy` is `MORE` or `ODD` for
 * the span that comes next, 0 when there is none or the batch is full.
 */
export function readSpans(from: i32): i32 {
  let at = input + from
  let done = at
  stopped = 0
  while (count < BATCH) {
    const next = readSpan(at)
    if (next < 0) {
      stopped = next
      break
    }
    done = next
    at = skipSpace(next)
    if (byte(at) !== COMMA) break
    const comma = at
    at = skipSpace(at + 1)
    if (byte(at) !== OPEN_OBJECT || hasLine(next, comma) || hasLine(comma, at)) break // `walkBody` wants to see the end of a line
  }
  return done - input
}
