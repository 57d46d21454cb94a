import { grown } from '../model/growable.ts'
import { BACKSLASH, QUOTE } from './scanJson.ts'

/** What is remembered of a text for those who look for something in it. */
export const TRAIT = {
  /** A reader sees it otherwise than its bytes are (escapes of characters, nested values, odd numbers). */
  opaque: 1,
  /** OTLP: the attribute that carries a span's warnings. */
  warnings: 2,
} as const

/**
 * Every distinct tag of a body once, as its bytes came. Tags repeat: of the eight of a span, seven were there before. So a span is a
 * list of numbers, and what is looked for in tags is looked for in each text once. (Names of events and what else a span has that no
 * column knows are texts of the table, too.) Texts lie one behind the other in segments; at each segment's end is a 0, for `scanJson`.
 */
export interface TagTable {
  readonly count: number
  readonly segments: readonly Uint8Array[]
  /** By text: its segment, first byte and length there. */
  readonly segmentOf: Uint32Array
  readonly offsetOf: Uint32Array
  readonly lengthOf: Uint32Array
  /** `TRAIT` bits. */
  readonly traitsOf: Uint8Array
}

/** A text that is not in the table yet. */
export interface NewText {
  /** What a tag says of its span: see `scanAttributes`. */
  flags: number
  kind: number
  traits: number
  /**
   * Where its value's characters or digits are, counted from its start, if any other such value instead would change nothing else of
   * what is remembered; 0: there are none.
   */
  valueStart: number
  valueEnd: number
}

/** A table while it grows. */
export interface TagTableBuilder {
  /**
   * The tag at `at` without scanning it, if it is one that was in this place of late, or differs from it in its value only; else -1.
   * Place: a number for the list (spans of a name have much the same tags), and the tag's index in it.
   *
   *   of late  {"key":"thread.id","type":"int64","value":14}      the same: found by comparing
   *   now      {"key":"thread.id","type":"int64","value":7}       only the value is scanned
   */
  take(list: number, index: number, bytes: Uint8Array, at: number, end: number): number
  /** The number of the text [start, end), new or known. */
  add(bytes: Uint8Array, start: number, end: number, text: Readonly<NewText>): number
  /** What to expect in that place the next time. */
  expect(list: number, index: number, text: number): void
  lengthOf(text: number): number
  flagsOf(text: number): number
  kindOf(text: number): number
  finish(): TagTable
}

const SMALLEST_SEGMENT = 1 << 14
const LARGEST_SEGMENT = 1 << 20
/** Of a longer text only the ends are hashed. */
const HASHED = 2048
/** After so many other texts in its slot a text is taken for a new one: tags made to collide cost memory, not time. */
const MOST_PROBES = 32
/** Places that are remembered; those that share a slot forget one another. */
const PLACES = 1 << 14

const placeOf = (list: number, index: number) =>
  ((Math.imul(list, 0x9e3779b1) + Math.imul(index, 0x85ebca6b)) & (PLACES - 1)) * 2

export function createTagTable(): TagTableBuilder {
  let capacity = 256
  let count = 0
  let segmentOf = new Uint32Array(capacity)
  let offsetOf = new Uint32Array(capacity)
  let lengths = new Uint32Array(capacity)
  let traitsOf = new Uint8Array(capacity)
  let flags = new Uint32Array(capacity)
  let kinds = new Uint8Array(capacity)
  let hashes = new Int32Array(capacity)
  let valueStarts = new Uint32Array(capacity)
  let valueEnds = new Uint32Array(capacity)
  /** Open addressing: text + 1. */
  let slots = new Int32Array(capacity * 4)
  /** By place: the last text there and the one before, + 1. */
  const expected = new Uint32Array(PLACES * 2)

  const segments: Uint8Array[] = []
  const views: DataView[] = []
  let segment = new Uint8Array(0)
  let used = 0
  let input: Uint8Array = segment
  let inputView = viewOf(segment)

  const look = (bytes: Uint8Array) => {
    if (bytes === input) return
    input = bytes
    inputView = viewOf(bytes)
  }
  const similar: NewText = { flags: 0, kind: 0, traits: 0, valueStart: 0, valueEnd: 0 }

  return {
    take(list, index, bytes, at, end) {
      const place = placeOf(list, index)
      const first = expected[place] - 1
      if (first < 0) return -1
      look(bytes)
      const same = countSame(first, at, end)
      if (same === lengths[first]) return first
      const second = expected[place + 1] - 1
      let taken = -1
      if (second >= 0) {
        const alsoSame = countSame(second, at, end)
        if (alsoSame === lengths[second]) taken = second
        else taken = takeSimilar(first, same, bytes, at, end)
        if (taken < 0) taken = takeSimilar(second, alsoSame, bytes, at, end)
      } else {
        taken = takeSimilar(first, same, bytes, at, end)
      }
      if (taken >= 0) expect(place, taken)
      return taken
    },

    add,

    expect: (list, index, text) => expect(placeOf(list, index), text),

    lengthOf: (text) => lengths[text],
    flagsOf: (text) => flags[text],
    kindOf: (text) => kinds[text],

    finish() {
      closeSegment()
      return {
        count,
        segments,
        segmentOf: segmentOf.slice(0, count),
        offsetOf: offsetOf.slice(0, count),
        lengthOf: lengths.slice(0, count),
        traitsOf: traitsOf.slice(0, count),
      }
    },
  }

  function expect(place: number, text: number): void {
    expected[place + 1] = expected[place]
    expected[place] = text + 1
  }

  function countSame(text: number, at: number, end: number): number {
    return at + lengths[text] <= end ? sameBytes(text, at, lengths[text]) : 0
  }

  /** The tag at `at`, new or known, if it differs from `text` in its value only. `same`: so many bytes do not. */
  function takeSimilar(text: number, same: number, bytes: Uint8Array, at: number, end: number): number {
    const valueStart = valueStarts[text]
    if (valueStart === 0 || same < valueStart) return -1
    const stop = skipPlainValue(bytes, at + valueStart)
    const tail = lengths[text] - valueEnds[text]
    if (stop < 0 || stop + tail > end) return -1
    const own = segments[segmentOf[text]]
    let mine = offsetOf[text] + valueEnds[text]
    for (let theirs = stop; theirs < stop + tail; theirs++) if (own[mine++] !== bytes[theirs]) return -1
    similar.flags = flags[text]
    similar.valueStart = valueStart
    similar.valueEnd = stop - at
    return add(bytes, at, stop + tail, similar)
  }

  function add(bytes: Uint8Array, start: number, end: number, text: Readonly<NewText>): number {
    look(bytes)
    const length = end - start
    const hash = hashOf(inputView, start, end)
    const mask = slots.length - 1
    let slot = hash & mask
    for (let probe = 0; probe < MOST_PROBES && slots[slot] !== 0; probe++) {
      const other = slots[slot] - 1
      if (hashes[other] === hash && lengths[other] === length && sameBytes(other, start, length) === length)
        return other
      slot = (slot + 1) & mask
    }
    const added = append(bytes, start, end)
    flags[added] = text.flags
    kinds[added] = text.kind
    traitsOf[added] = text.traits
    valueStarts[added] = text.valueStart
    valueEnds[added] = text.valueEnd
    hashes[added] = hash
    if (slots[slot] === 0) slots[slot] = added + 1
    if (count * 2 > slots.length) rehash()
    return added
  }

  /** How many of the first `length` bytes of a text and of what is at `at` in the input are the same. */
  function sameBytes(text: number, at: number, length: number): number {
    const view = views[segmentOf[text]]
    const own = offsetOf[text]
    let i = 0
    for (; i + 4 <= length; i += 4) if (view.getInt32(own + i, true) !== inputView.getInt32(at + i, true)) break
    for (; i < length; i++) if (view.getUint8(own + i) !== inputView.getUint8(at + i)) break
    return i
  }

  function append(bytes: Uint8Array, start: number, end: number): number {
    if (count === capacity) grow()
    const length = end - start
    if (used + length + 1 > segment.length) {
      closeSegment()
      const size = Math.min(LARGEST_SEGMENT, Math.max(SMALLEST_SEGMENT, segment.length * 2))
      segment = new Uint8Array(Math.max(size, length + 1))
      segments.push(segment)
      views.push(viewOf(segment))
      used = 0
    }
    segment.set(bytes.subarray(start, end), used)
    segmentOf[count] = segments.length - 1
    offsetOf[count] = used
    lengths[count] = length
    used += length
    return count++
  }

  /** One with much room is cut. */
  function closeSegment(): void {
    if (segment.length - used <= 1024) return
    segments[segments.length - 1] = segment.slice(0, used + 1)
    views[segments.length - 1] = viewOf(segments[segments.length - 1])
  }

  function grow(): void {
    capacity *= 2
    segmentOf = grown(segmentOf, capacity)
    offsetOf = grown(offsetOf, capacity)
    lengths = grown(lengths, capacity)
    traitsOf = grown(traitsOf, capacity)
    flags = grown(flags, capacity)
    kinds = grown(kinds, capacity)
    hashes = grown(hashes, capacity)
    valueStarts = grown(valueStarts, capacity)
    valueEnds = grown(valueEnds, capacity)
  }

  function rehash(): void {
    slots = new Int32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let text = 0; text < count; text++) {
      let slot = hashes[text] & mask
      for (let probe = 0; probe < MOST_PROBES && slots[slot] !== 0; probe++) slot = (slot + 1) & mask
      if (slots[slot] === 0) slots[slot] = text + 1
    }
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength)

/** After the characters of a string without escapes, or after digits; -1 when it is neither. `at`: the first of them. */
function skipPlainValue(bytes: Uint8Array, at: number): number {
  const isNumber = bytes[at - 1] !== QUOTE
  let c = bytes[at]
  if (isNumber) {
    if (c < 0x31 || c > 0x39) return -1
    while (c >= 0x30 && c <= 0x39) c = bytes[++at]
    return at
  }
  while (c !== QUOTE) {
    if (c === BACKSLASH || c < 0x20) return -1
    c = bytes[++at]
  }
  return at
}

/** FNV-1a over four bytes at a time. */
function hashOf(view: DataView, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start)
  if (end - start > 2 * HASHED) {
    for (let at = start; at < start + HASHED; at += 4) hash = mix(hash, view.getInt32(at, true))
    start = end - HASHED
  }
  let at = start
  for (; at + 4 <= end; at += 4) hash = mix(hash, view.getInt32(at, true))
  for (; at < end; at++) hash = mix(hash, view.getUint8(at))
  return hash ^ (hash >>> 15)
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x01000193)
  return mixed ^ (mixed >>> 17)
}
