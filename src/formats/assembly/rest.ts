import { pushRest } from './batch'
import { CLOSE_OBJECT, COMMA, OPEN_OBJECT } from './json'
import { addText, openScratch } from './tagTable'

/**
 * Has the span keep members as they came, as an object's text (`createRest` of `spanRecords.ts`): up to two, each from its key's quote to its
 * value's end; from 0 it is none.
 */
export function keepRest(from: i32, to: i32, otherFrom: i32, otherTo: i32): void {
  if (from === 0 && otherFrom === 0) return
  const start = openScratch(to - from + otherTo - otherFrom + 3)
  let at = start
  store<u8>(at++, OPEN_OBJECT)
  if (from !== 0) {
    memory.copy(at, from, to - from)
    at += to - from
    if (otherFrom !== 0) store<u8>(at++, COMMA)
  }
  if (otherFrom !== 0) {
    memory.copy(at, otherFrom, otherTo - otherFrom)
    at += otherTo - otherFrom
  }
  store<u8>(at++, CLOSE_OBJECT)
  pushRest(addText(start, at, 0, 0, 0, 0, 0))
}
