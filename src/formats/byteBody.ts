/**
 * A body as it arrives, in segments. What the reader is in the middle of (from `keepFrom` on) never straddles two: when a
 * segment is full, the unfinished tail moves to the start of the next, which is as large as the tail needs. So every span is
 * one contiguous range, no single buffer has to hold the body, and memory is the body plus one tail per segment.
 *
 *   segment 0  [span span span spa·]      "spa" is copied on
 *   segment 1  [span span span …   ]
 *
 * After the last byte of each segment there is a 0, for `scanJson`.
 */
export interface ByteBody {
  /** The segment that is being filled; `end` bytes of it are there. */
  readonly bytes: Uint8Array
  readonly end: number
  /** Number of the segment that is being filled. */
  readonly segment: number
  readonly segments: readonly Uint8Array[]
  /** Bytes that have arrived in all. */
  readonly length: number
  /**
   * Takes bytes of `chunk` from `from` on, as many as fit, and returns how many. Returns 0 when the segment is full: then `moveOn`.
   */
  fill(chunk: Uint8Array, from: number): number
  /** Starts a segment with the bytes from `keepFrom` on, which are at 0 then. */
  moveOn(keepFrom: number): void
  /** No more bytes: cuts the last segment to what it holds. */
  finish(): void
}

const SMALLEST = 1 << 16
const LARGEST = 1 << 22

/** `expected`: the body's length where it is known; spares the last segment's excess. */
export function createByteBody(expected: number | null = null): ByteBody {
  let size = Math.min(SMALLEST, Math.max(1024, expected ?? SMALLEST))
  let bytes = new Uint8Array(size + 1)
  const segments: Uint8Array[] = [bytes]
  let segment = 0
  let end = 0
  let length = 0
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
    get length() {
      return length
    },
    segments,

    fill(chunk, from) {
      const room = bytes.length - 1 - end
      const count = Math.min(room, chunk.length - from)
      if (count === 0) return 0
      bytes.set(from === 0 && count === chunk.length ? chunk : chunk.subarray(from, from + count), end)
      end += count
      length += count
      return count
    },

    moveOn(keepFrom) {
      const tail = end - keepFrom
      size = Math.min(LARGEST, size * 2)
      let room = Math.max(size, Math.ceil(tail * 1.5))
      // Of a body of known length nothing larger than the rest of it is needed.
      if (expected !== null && expected > length) room = Math.min(room, tail + expected - length)
      const next = new Uint8Array(Math.max(room, tail + 1024) + 1)
      next.set(bytes.subarray(keepFrom, end))
      if (keepFrom > 0) {
        segment++
        // The tail's copy is not needed; the 0 that ends the segment is.
        bytes[keepFrom] = 0
      }
      segments[segment] = bytes = next
      end = tail
    },

    finish() {
      if (bytes.length > end + 1) segments[segment] = bytes = bytes.slice(0, end + 1)
    },
  }
}

/** A position in the body as one number: segment · 2³² + offset. */
export const SEGMENT_UNIT = 2 ** 32
export const segmentOf = (position: number): number => Math.floor(position / SEGMENT_UNIT)
export const offsetOf = (position: number): number => position % SEGMENT_UNIT
