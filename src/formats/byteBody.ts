/**
 * A body as it arrives, in segments. What the reader is in the middle of (from `keepFrom` on) never straddles two, so that every span
 * is one contiguous range, no single buffer has to hold the body, and memory is about the body's size.
 *
 * Small chunks are copied one behind the other; when a segment is full, its unfinished tail moves to the start of the next, which is
 * as large as the tail needs. A large chunk is not copied: it is a segment itself, and only the span that straddles its start gets a
 * small one of its own (see `TraceReader.push`):
 *
 *   chunk 0  [span span span spa]
 *   bridge                  [span span]      tail of chunk 0, head of chunk 1
 *   chunk 1                [n span span span …]
 *
 * The byte at `end` is always there and 0, for `scanJson`. (Of an adopted chunk that is its last byte, put aside meanwhile.)
 */
export interface ByteBody {
  /** The segment that is being read; `end` bytes of it are there. */
  readonly bytes: Uint8Array
  readonly end: number
  /** Number of the segment that is being read. */
  readonly segment: number
  readonly segments: readonly Uint8Array[]
  /** Position in the body of the segment's first byte. */
  readonly start: number
  /** Bytes from `keepFrom` on, with the one put aside. */
  tail(keepFrom: number): number
  /** Takes bytes of `chunk` from `from` on, as many as fit, and returns how many: 0 when the segment is full. */
  fill(chunk: Uint8Array, from: number): number
  /** Starts a segment with the bytes from `keepFrom` on, which are at 0 then, and with room for `room` bytes in all. */
  moveOn(keepFrom: number, room?: number): void
  /** Makes the chunk a segment. What was before is done with up to `keepFrom`; `start`: position in the body of its first byte. */
  adopt(chunk: Uint8Array, keepFrom: number, start: number): void
  /** No more bytes: cuts the last segment to what it holds. */
  finish(): void
}

const SMALLEST = 1 << 16
const LARGEST = 1 << 22

/** `expected`: the body's length where it is known; spares the last segment's excess. */
export function createByteBody(expected: number | null = null): ByteBody {
  let size = Math.min(SMALLEST, expected ?? SMALLEST) / 2
  let bytes: Uint8Array = new Uint8Array(1)
  const segments: Uint8Array[] = [bytes]
  let segment = 0
  let start = 0
  let end = 0
  /** Last byte of an adopted chunk, where a 0 is now; -1: none. */
  let aside = -1

  /** Leaves the current segment. One that holds nothing finished is dropped, one with much room is cut. */
  function leave(keepFrom: number): void {
    if (aside >= 0) bytes[end] = aside
    aside = -1
    if (keepFrom === 0) return
    if (bytes.length - end > 4096) segments[segment] = bytes.slice(0, keepFrom + 1)
    segment++
  }

  return {
    get bytes() {
      return bytes
    },
    get end() {
      return end
    },
    get segment() {
      return segment
    },
    get start() {
      return start
    },
    segments,
    tail: (keepFrom) => end - keepFrom + (aside >= 0 ? 1 : 0),

    fill(chunk, from) {
      if (aside >= 0) return 0
      const room = bytes.length - 1 - end
      const count = Math.min(room, chunk.length - from)
      if (count === 0) return 0
      bytes.set(from === 0 && count === chunk.length ? chunk : chunk.subarray(from, from + count), end)
      end += count
      return count
    },

    moveOn(keepFrom, wanted) {
      const kept = end - keepFrom + (aside >= 0 ? 1 : 0)
      let room = wanted
      if (room === undefined) {
        size = Math.min(LARGEST, size * 2)
        room = Math.max(size, Math.ceil(kept * 1.5))
        // Of a body of known length nothing larger than the rest of it is needed.
        const arrived = start + keepFrom + kept
        if (expected !== null && expected > arrived) room = Math.min(room, kept + expected - arrived)
        room = Math.max(room, kept + 1024)
      }
      const next = new Uint8Array(room + 1)
      const last = aside
      next.set(bytes.subarray(keepFrom, end))
      if (last >= 0) next[kept - 1] = last
      leave(keepFrom)
      segments[segment] = bytes = next
      start += keepFrom
      end = kept
    },

    adopt(chunk, keepFrom, chunkStart) {
      leave(keepFrom)
      segments[segment] = bytes = chunk
      start = chunkStart
      end = chunk.length - 1
      aside = chunk[end]
      chunk[end] = 0
    },

    finish() {
      if (aside >= 0) bytes[end] = aside
      else if (bytes.length > end + 1) segments[segment] = bytes = bytes.slice(0, end + 1)
      aside = -1
    },
  }
}

/** A position in the body as one number: segment · 2³² + offset. */
export const SEGMENT_UNIT = 2 ** 32
export const segmentOf = (position: number): number => Math.floor(position / SEGMENT_UNIT)
export const offsetOf = (position: number): number => position % SEGMENT_UNIT
