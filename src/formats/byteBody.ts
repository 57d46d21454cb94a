/**
 * The part of a body that is being read: what the reader is in the middle of (from `keepFrom` on) lies in one range of bytes. What was
 * read is let go: whatever is worth keeping has gone into columns and tables by then.
 *
 * Small chunks are copied one behind the other; when there is no room, the unfinished tail moves to the start, with as much room as it
 * needs. A large chunk is read where it is, and only the span that straddles its start gets a small buffer of its own (see
 * `bodyFeed.ts`):
 *
 *   chunk 0  [span span span spa]
 *   bridge                  [span span]      tail of chunk 0, head of chunk 1
 *   chunk 1                [n span span span …]
 *
 * The byte at `end` is always there and 0, for `scanJson`. (Of an adopted chunk that is its last byte, put aside meanwhile.)
 */
export interface ByteBody {
  /** The bytes at hand; `end` of them are there. */
  readonly bytes: Uint8Array
  readonly end: number
  /** Position in the body of the first of them. */
  readonly start: number
  /** Another one whenever `bytes` or what is in them has changed. */
  readonly version: number
  /** Bytes from `keepFrom` on, with the one put aside. */
  tail(keepFrom: number): number
  /** Takes bytes of `chunk` from `from` on, as many as fit, and returns how many: 0 when there is no room. */
  fill(chunk: Uint8Array, from: number): number
  /** Moves the bytes from `keepFrom` on to 0 and makes room for `room` bytes in all. */
  moveOn(keepFrom: number, room?: number): void
  /** Goes on in the chunk itself, all before being done with. `start`: position in the body of its first byte. */
  adopt(chunk: Uint8Array, start: number): void
  /** No more bytes: a chunk that was read where it is has its last byte again. */
  finish(): void
}

const SMALLEST = 1 << 15
const LARGEST = 1 << 22

/** `expected`: the body's length where it is known; spares the last buffer's excess. */
export function createByteBody(expected: number | null = null): ByteBody {
  let size = Math.min(SMALLEST, expected ?? SMALLEST) / 2
  let bytes: Uint8Array = new Uint8Array(1)
  let start = 0
  let end = 0
  let version = 0
  /** Last byte of an adopted chunk, where a 0 is now; -1: none. */
  let aside = -1

  const giveBack = () => {
    if (aside >= 0) bytes[end] = aside
    aside = -1
  }

  return {
    get bytes() {
      return bytes
    },
    get end() {
      return end
    },
    get start() {
      return start
    },
    get version() {
      return version
    },
    tail: (keepFrom) => end - keepFrom + (aside >= 0 ? 1 : 0),

    fill(chunk, from) {
      if (aside >= 0) return 0
      const count = Math.min(bytes.length - 1 - end, chunk.length - from)
      if (count === 0) return 0
      bytes.set(from === 0 && count === chunk.length ? chunk : chunk.subarray(from, from + count), end)
      end += count
      version++
      bytes[end] = 0
      return count
    },

    moveOn(keepFrom, wanted) {
      const isOwn = aside < 0
      const kept = end - keepFrom + (isOwn ? 0 : 1)
      let room = wanted
      if (room === undefined) {
        size = Math.min(LARGEST, size * 2)
        room = Math.max(size, Math.ceil(kept * 1.5))
        // Of a body of known length nothing larger than the rest of it is needed.
        const arrived = start + keepFrom + kept
        if (expected !== null && expected > arrived) room = Math.min(room, kept + expected - arrived)
        room = Math.max(room, kept + 1024)
      }
      if (isOwn && room < bytes.length && bytes.length < room * 4) {
        bytes.copyWithin(0, keepFrom, end)
      } else {
        giveBack()
        const next = new Uint8Array(room + 1)
        next.set(bytes.subarray(keepFrom, keepFrom + kept))
        bytes = next
      }
      start += keepFrom
      version++
      end = kept
      bytes[end] = 0
    },

    adopt(chunk, chunkStart) {
      giveBack()
      bytes = chunk
      version++
      start = chunkStart
      end = chunk.length - 1
      aside = chunk[end]
      chunk[end] = 0
    },

    finish: giveBack,
  }
}
