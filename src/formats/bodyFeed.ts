import type { BodyWalk } from './bodyWalk.ts'
import type { ByteBody } from './byteBody.ts'

export type ReadState = 'complete' | 'truncated' | 'not-json'

/** Leads the chunks of a body past a walk. */
export interface BodyFeed {
  /** Bytes so far. */
  readonly bytes: number
  /** Where the bytes stopped being JSON; null so far. */
  readonly badAt: number | null
  push(chunk: Uint8Array): void
  /** After the shape said `WAIT`: reads on in the bytes that are here. */
  resume(): void
  /** No more bytes. */
  finish(): ReadState
}

/** Chunks from this size on are read where they are. */
const SMALLEST_ADOPTED = 1 << 14
/** Of the chunk after it, a straddling span is first given this much. */
const BRIDGE_BYTES = 1024
/** A byte order mark may come first. */
const MARK = [0xef, 0xbb, 0xbf]

/** `skipsBadLines`: of JSON lines, those that are no JSON are left out. */
export function createBodyFeed(body: ByteBody, walk: BodyWalk, skipsBadLines = false): BodyFeed {
  let arrived = 0
  let badAt: number | null = null

  return {
    get bytes() {
      return arrived
    },
    get badAt() {
      return badAt
    },

    push(chunk) {
      if (badAt !== null || chunk.length === 0) return
      let from = 0
      while (arrived + from < MARK.length && chunk[from] === MARK[arrived + from]) from++
      const isLarge = chunk.length >= SMALLEST_ADOPTED && body.tail(walk.at) < chunk.length / 4
      const isGood = isLarge ? readInPlace(chunk, from) : readCopied(chunk, from)
      if (!isGood) badAt = body.start + walk.at
      arrived += chunk.length
    },

    resume() {
      if (badAt === null && !advance(true)) badAt = body.start + walk.at
    },

    finish() {
      if (badAt === null) {
        body.moveOn(walk.at, body.tail(walk.at))
        walk.rebase(0)
        if (!advance(true)) badAt = body.start + walk.at
      }
      const isCut = walk.isOpen || walk.at < body.end
      body.finish()
      if (badAt !== null) return 'not-json'
      return isCut ? 'truncated' : 'complete'
    },
  }

  function advance(anyway: boolean): boolean {
    while (!walk.advance(body, anyway)) {
      if (!skipsBadLines || !walk.skipLine()) return false
    }
    return true
  }

  function readCopied(chunk: Uint8Array, from: number): boolean {
    while (from < chunk.length) {
      const taken = body.fill(chunk, from)
      from += taken
      if (taken > 0 && !advance(false)) return false
      if (from < chunk.length) {
        body.moveOn(walk.at)
        walk.rebase(0)
      }
    }
    return true
  }

  /** Reads the chunk where it is; what straddles its start is read in a buffer between. */
  function readInPlace(chunk: Uint8Array, from: number): boolean {
    let tail = body.tail(walk.at)
    let copied = 0
    for (let room = BRIDGE_BYTES; tail > 0; room *= 4) {
      body.moveOn(walk.at, tail + copied + room)
      walk.rebase(0)
      copied += body.fill(chunk, from + copied)
      if (!advance(true)) return false
      tail -= walk.at
      if (tail > 0 && from + copied === chunk.length) return true // all of it is in the bridge, and waits for more
    }
    const next = from + Math.max(0, -tail)
    if (next === chunk.length) return true
    body.adopt(chunk, arrived)
    walk.rebase(next)
    return advance(true)
  }
}
