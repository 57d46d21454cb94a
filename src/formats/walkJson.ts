import {
  CLOSE_ARRAY,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  stringOf,
} from './scanJson.ts'

/** Calls `visit` with the first byte of each element of an array at `at` that has been walked over before. */
export function forEachElement(bytes: Uint8Array, at: number, end: number, visit: (at: number) => void): void {
  if (bytes[at] !== OPEN_ARRAY) return
  at = skipSpace(bytes, at + 1)
  while (at >= 0 && bytes[at] !== CLOSE_ARRAY) {
    visit(at)
    at = skipValue(bytes, at, end)
    if (at < 0) return
    at = skipSpace(bytes, at)
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
}

/** Calls `visit` with each key and the first byte of its value, of a complete object at `at`. */
export function forEachMember(
  bytes: Uint8Array,
  at: number,
  end: number,
  visit: (key: string, at: number) => void,
): void {
  if (bytes[at] !== OPEN_OBJECT) return
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === QUOTE) {
    const keyStart = at + 1
    at = skipString(bytes, keyStart, end)
    const key = stringOf(bytes, keyStart, at - 1)
    at = skipColon(bytes, at, end)
    visit(key, at)
    at = skipSpace(bytes, skipValue(bytes, at, end))
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
}

/** First byte of the last value of that name in a complete object, -1 when there is none. */
export function findMember(bytes: Uint8Array, at: number, end: number, name: string, otherName: string): number {
  let found = -1
  forEachMember(bytes, at, end, (key, value) => {
    if (key === name || key === otherName) found = value
  })
  return found
}
