import { grown, nextCapacity } from '../model/growable.ts'

/** Numbers of 32 bits, one behind the other. */
export interface WordList {
  words: Uint32Array
  length: number
}

export const createWordList = (): WordList => ({ words: new Uint32Array(64), length: 0 })

export function pushWord(list: WordList, word: number): void {
  if (list.length === list.words.length) list.words = grown(list.words, nextCapacity(list.length, list.length + 1))
  list.words[list.length++] = word
}

export function pushWords(list: WordList, words: Uint32Array): void {
  const needed = list.length + words.length
  if (needed > list.words.length) list.words = grown(list.words, nextCapacity(list.words.length, needed))
  list.words.set(words, list.length)
  list.length = needed
}

/**
 * A span of the store as words: texts of the `TagTable`, and its events.
 *
 *   [rest] tag tag …  [EVENT | fields, name, time, time, field, field, …] …
 *
 * `rest` is there when the span's traits say so. `name`: the event's, in OTLP; `NO_NAME` in Jaeger's logs, where a field has it. Time:
 * the two halves of a double, absolute µs, NaN when it has none.
 */
export const EVENT = 0x80000000
export const EVENT_HEADER = 4
export const NO_NAME = 0xffffffff

const double = new Float64Array(1)
const halves = new Uint32Array(double.buffer)

export function setTime({ words }: WordList, at: number, timeUs: number): void {
  double[0] = timeUs
  words[at] = halves[0]
  words[at + 1] = halves[1]
}

export function timeAt(words: Uint32Array, at: number): number {
  halves[0] = words[at]
  halves[1] = words[at + 1]
  return double[0]
}
