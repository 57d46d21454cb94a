/**
 * Walks over JSON in the window. Functions return the address after what they walked over, `MORE` at the end of the window, or `ODD` at what
 * `jaegerSpan.ts` or `otlpSpan.ts` of the folder above has to look at.
 */

import { allocate, byte, SLACK } from './memory'

export const MORE: i32 = -1
export const ODD: i32 = -2
/** The batch has no room for this one. */
export const FULL: i32 = -3

export const QUOTE: i32 = 0x22
export const COMMA: i32 = 0x2c
export const COLON: i32 = 0x3a
export const BACKSLASH: i32 = 0x5c
export const OPEN_OBJECT: i32 = 0x7b
export const CLOSE_OBJECT: i32 = 0x7d
export const OPEN_ARRAY: i32 = 0x5b
export const CLOSE_ARRAY: i32 = 0x5d

export let input: i32 = 0
let inputRoom: i32 = 0
export let end: i32 = 0

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

// @ts-ignore: a decorator on a function
@inline
export function skipSpace(at: i32): i32 {
  return byte(at) > 0x20 ? at : skipSpaces(at)
}

function skipSpaces(at: i32): i32 {
  let c = byte(at)
  while (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = byte(++at)
  return at
}

/** `at`: after the opening quote. Returns the address after the closing one; ODD with escapes. */
export function skipPlainString(at: i32): i32 {
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

/** What `skipComma` returns at the end of an object or a list; the address after that is `closedAt` then. */
export const CLOSED: i32 = 0
export let closedAt: i32 = 0

/** From behind a member or an element to the next one, unless `close` comes instead. */
// @ts-ignore: a decorator on a function
@inline
export function skipComma(at: i32, close: i32): i32 {
  at = skipSpace(at)
  if (byte(at) === COMMA) return skipSpace(at + 1)
  if (byte(at) !== close) return stopOr(at)
  closedAt = at + 1
  return CLOSED
}

// @ts-ignore: a decorator on a function
@inline
export function stopOr(at: i32): i32 {
  return at >= end ? MORE : ODD
}

/** A string, number, true, false or null that nobody asks about. */
export function skipScalar(at: i32): i32 {
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

/** Where the key is that `skipKey` walked over. */
export let keyAt: i32 = 0
export let keyLength: i32 = 0

/** A member's key and its colon; returns the address of its value. */
export function skipKey(at: i32): i32 {
  if (byte(at) !== QUOTE) return stopOr(at)
  const stop = skipPlainString(at + 1)
  if (stop < 0) return stop
  keyAt = at + 1
  keyLength = stop - 1 - keyAt
  return skipColon(stop)
}

/** The whole number that ends at `to`, at most 2^53 - 1; else -1. */
export function wholeNumber(at: i32, to: i32): f64 {
  if (to - at > 16 || byte(at) === QUOTE) return -1
  let value: u64 = 0
  for (; at < to; at++) {
    const digit = byte(at) - 0x30
    if (<u32>digit > 9) return -1
    value = value * 10 + digit
  }
  return value < 1 << 53 ? <f64>value : -1
}
