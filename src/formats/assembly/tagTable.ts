import { enter, entryWith, HASH, LENGTH } from './hashTable'
import { end, input, QUOTE, skipPlainString } from './json'
import { allocate, byte, countSame, enlarged, hashOf, SLACK } from './memory'

// `tagTable.ts` of the folder above, with its texts here.

/** A text's entry: address, length, hash, flags, start and end of its value, segment, kind and traits. */
const ENTRY: i32 = 32
export const FLAGS: i32 = 12
const VALUE_START: i32 = 16
const VALUE_END: i32 = 20
const SEGMENT: i32 = 24
export const KIND: i32 = 28
const TRAITS: i32 = 29

let entries = allocate(256 * ENTRY)
let entryRoom = 256
let texts: i32 = 0
let slots = allocate(1024 * 4)
let slotCount: i32 = 1024
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
export function entryOf(text: i32): i32 {
  return entries + text * ENTRY
}

// @ts-ignore: a decorator on a function
@inline
export function placeOf(list: i32, index: i32): i32 {
  return expected + (((list * 0x9e3779b1 + index * 0x85ebca6b) & (PLACES - 1)) << 3)
}

export function expect(place: i32, text: i32): void {
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
export function take(place: i32, at: i32): i32 {
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
  return entryWith(slots, slotCount, entries, ENTRY, hash, from, length)
}

/** The last text is a new one, and will be found from now on. */
function settle(hash: i32, newFlags: i32, newKind: i32, newTraits: i32): i32 {
  const entry = entryOf(texts - 1)
  store<i32>(entry, hash, HASH)
  store<i32>(entry, newFlags, FLAGS)
  store<u8>(entry, newKind, KIND)
  store<u8>(entry, newTraits, TRAITS)
  enter(slots, slotCount, hash, texts - 1)
  if (texts * 2 > slotCount) rehash()
  return texts - 1
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
  for (let text = 0; text < texts; text++) enter(slots, slotCount, load<i32>(entryOf(text), HASH), text)
}
