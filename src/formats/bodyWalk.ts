import type { ByteBody } from './byteBody.ts'
import {
  BAD,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  MORE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipColon,
  skipSpace,
  skipString,
} from './scanJson.ts'

/** What to do with a value: step into its object or array as container `enter`, or have it read whole by `unit`. */
export const SKIP = -1
/** It cannot be read yet: goes on here once `advance` is called again. */
export const WAIT = -2

/** The part of a format that `walkBody` needs: containers and units are numbers of its own. */
export interface BodyShape {
  /** The container to step into for a value, `SKIP` or `WAIT`. `first`: the value's first byte; the key (null in arrays) is [start, end). */
  enter(container: number, bytes: Uint8Array, keyStart: number, keyEnd: number, first: number): number
  /**
   * A value that is not stepped into, first byte at `at`: walks over all of it, and reads it if it wants. Returns like
   * `skipValue`; on `MORE` it is called again with more bytes.
   */
  value(container: number, bytes: Uint8Array, keyStart: number, keyEnd: number, at: number, end: number): number
  leave(container: number): void
}

/**
 * Walks through JSON that arrives in pieces, down to the values that the shape wants whole. Several objects or arrays may
 * follow one another (JSON lines). Nothing before `at` is looked at again, so `keepFrom` for the body is `at`.
 */
export interface BodyWalk {
  readonly at: number
  /** Goes as far as the bytes allow; `anyway`: even if they are few more than last time. False: the bytes are not JSON (at `at`). */
  advance(body: ByteBody, anyway: boolean): boolean
  /** The body has moved on to a new segment: what was at `at` is at `to` there. */
  rebase(to: number): void
  /** Whether a value has begun and not ended. */
  readonly isOpen: boolean
  /** Values at the top that have ended. */
  readonly documents: number
  /**
   * After `advance` was false: gives the document up that is no JSON and goes on behind its line. False when the document is not
   * on a line of its own; then what follows means nothing.
   */
  skipLine(): boolean
  /** Documents given up. */
  readonly skipped: number
}

const NEWLINE = 0x0a

const FIRST = 0 // at the first member or the closing bracket
const NEXT = 1 // after a member: at a comma or the closing bracket

export function walkBody(shape: BodyShape, topContainer: number): BodyWalk {
  let at = 0
  let documents = 0
  // The containers we are in: their number, bracket and whether a member has been read.
  const containers: number[] = []
  const closers: number[] = []
  let state = FIRST
  /** Whether whitespace inside the document that is open, or was last, had a line break. */
  let hasLines = false
  let isSkipping = false
  let skipped = 0
  /** Not before this many bytes are there is another try worth it: a long value is not walked over again for each piece of it. */
  let retryAt = 0

  return {
    get at() {
      return at
    },
    get isOpen() {
      return containers.length > 0
    },
    get documents() {
      return documents
    },
    get skipped() {
      return skipped
    },
    skipLine() {
      if (hasLines) return false
      closers.length = 0
      while (containers.length > 0) shape.leave(containers.pop()!)
      isSkipping = true
      skipped++
      retryAt = 0
      return true
    },
    rebase(to) {
      retryAt += to - at
      at = to
    },
    advance(body, anyway) {
      if (!anyway && body.end < retryAt) return true
      const result = step(body.bytes, body.end)
      retryAt = at + (body.end - at) * 2
      return result
    },
  }

  function step(bytes: Uint8Array, end: number): boolean {
    for (;;) {
      if (isSkipping) {
        while (at < end && bytes[at] !== NEWLINE) at++
        if (at >= end) return true
        isSkipping = false
      }
      const from = at
      at = skipSpace(bytes, at)
      if (at >= end) return true
      const depth = containers.length
      if (depth > 0 && !hasLines && at > from) hasLines = bytes.subarray(from, at).includes(NEWLINE)
      if (depth === 0) {
        hasLines = false
        if (bytes[at] !== OPEN_OBJECT && bytes[at] !== OPEN_ARRAY) return false
        const next = member(topContainer, bytes, 0, 0, at, end)
        if (next === BAD) return false
        if (next === MORE) return true
        at = next
        if (containers.length === 0) documents++
        continue
      }
      const closer = closers[depth - 1]
      const c = bytes[at]
      if (c === closer && (state === NEXT || state === FIRST)) {
        at++
        closers.pop()
        shape.leave(containers.pop()!)
        state = NEXT
        if (containers.length === 0) documents++
        continue
      }
      let start = at
      if (state === NEXT) {
        if (c !== COMMA) return false
        start = skipSpace(bytes, at + 1)
        if (start >= end) return true
      }
      let keyStart = 0
      let keyEnd = 0
      if (closer === CLOSE_OBJECT) {
        if (bytes[start] !== QUOTE) return false
        keyStart = start + 1
        start = skipString(bytes, keyStart, end)
        if (start < 0) return start === MORE
        keyEnd = start - 1
        start = skipColon(bytes, start, end)
        if (start < 0) return start === MORE
      }
      const next = member(containers[depth - 1], bytes, keyStart, keyEnd, start, end)
      if (next === BAD) return false
      if (next === MORE) return true
      at = next
      if (containers.length === depth) state = NEXT
    }
  }

  /** A value at `start`: steps into it or has it read whole. */
  function member(
    container: number,
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    start: number,
    end: number,
  ): number {
    const first = bytes[start]
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
      const entered = shape.enter(container, bytes, keyStart, keyEnd, first)
      if (entered === WAIT) return MORE
      if (entered !== SKIP) {
        containers.push(entered)
        closers.push(first === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)
        state = FIRST
        return start + 1
      }
    }
    return shape.value(container, bytes, keyStart, keyEnd, start, end)
  }
}
