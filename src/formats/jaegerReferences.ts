import { REF } from '../model/buildTrace.ts'
import { hasBackslash } from './scanAttributes.ts'
import {
  ascii,
  BAD,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  hasAt,
  MORE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  stringOf,
} from './scanJson.ts'

const CHILD_OF = ascii('CHILD_OF')
const CHILD_NAMES = new Set(['CHILD_OF', ''])
const REF_TYPE = ascii('refType')
const TRACE_ID = ascii('traceID')
const SPAN_ID = ascii('spanID')
/** Per reference: type, trace id's start and end, span id's start and end. */
export let references = new Int32Array(5 * 8)
export let referencesSeen = 0

/** Leaves the references in `references`, their number in `referencesSeen`. */
export function scanReferences(bytes: Uint8Array, at: number, end: number): number {
  referencesSeen = 0
  if (bytes[at] !== OPEN_ARRAY) return skipValue(bytes, at, end)
  at = skipSpace(bytes, at + 1)
  if (bytes[at] === CLOSE_ARRAY) return at + 1
  for (;;) {
    at = bytes[at] === OPEN_OBJECT ? scanReference(bytes, at, end) : skipValue(bytes, at, end)
    if (at < 0) return at
    at = skipSpace(bytes, at)
    if (bytes[at] === CLOSE_ARRAY) return at + 1
    if (bytes[at] !== COMMA) return at >= end ? MORE : BAD
    at = skipSpace(bytes, at + 1)
  }
}

function scanReference(bytes: Uint8Array, at: number, end: number): number {
  const slot = referencesSeen * 5
  if (slot + 5 > references.length) {
    const larger = new Int32Array(references.length * 2)
    larger.set(references)
    references = larger
  }
  references[slot] = REF.childOf
  references.fill(0, slot + 1, slot + 5)
  referencesSeen++
  at = skipSpace(bytes, at + 1)
  if (bytes[at] === CLOSE_OBJECT) return at + 1
  for (;;) {
    if (bytes[at] !== QUOTE) return at >= end ? MORE : BAD
    const keyStart = at + 1
    at = skipString(bytes, keyStart, end)
    if (at < 0) return at
    const keyEnd = at - 1
    at = skipColon(bytes, at, end)
    if (at < 0) return at
    const start = at
    at = skipValue(bytes, at, end)
    if (at < 0) return at
    if (bytes[start] === QUOTE) {
      const member = referenceMember(bytes, keyStart, keyEnd)
      if (member === 1) {
        const isPlain = at - start === CHILD_OF.length + 2 && hasAt(bytes, start + 1, CHILD_OF)
        const isChild = isPlain || CHILD_NAMES.has(stringOf(bytes, start + 1, at - 1))
        references[slot] = isChild ? REF.childOf : REF.followsFrom
      } else if (member > 1) {
        references[slot + (member - 1) * 2 - 1] = start + 1
        references[slot + (member - 1) * 2] = at - 1
      }
    }
    at = skipSpace(bytes, at)
    if (bytes[at] === CLOSE_OBJECT) return at + 1
    if (bytes[at] !== COMMA) return at >= end ? MORE : BAD
    at = skipSpace(bytes, at + 1)
  }
}

/** 1 refType, 2 traceID, 3 spanID, 0 the rest. */
function referenceMember(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length === 7) return hasAt(bytes, start, REF_TYPE) ? 1 : hasAt(bytes, start, TRACE_ID) ? 2 : 0
  if (length === 6) return hasAt(bytes, start, SPAN_ID) ? 3 : 0
  if (!hasBackslash(bytes, start, end)) return 0
  const text = stringOf(bytes, start, end)
  return text === 'refType' ? 1 : text === 'traceID' ? 2 : text === 'spanID' ? 3 : 0
}
