import { REF, type SpanColumns } from '../model/buildTrace.ts'
import { grown, nextCapacity } from '../model/growable.ts'
import { ascii } from './scanJson.ts'
import type { TagTableBuilder } from './tagTable.ts'
import { createWordList, pushWord, pushWords, type WordList } from './wordList.ts'

/** What is known of a span besides its words: bits of `SpanRecords.traits`. */
export const RECORD = {
  /** OTLP: the member `kind`. */
  kind: 7,
  /** OTLP: the status says so. */
  error: 1 << 3,
  ok: 1 << 4,
  /** It refers to a parent in its own trace, by `parentHigh` and `parentLow`. */
  hasParent: 1 << 5,
  /** Its first word is the text of an object with the members that nothing else tells (see `createRest`). */
  hasRest: 1 << 6,
} as const

/** The spans of a trace in the order of the input, as far as the columns of `Trace` do not tell. */
export interface SpanRecords {
  readonly traits: Uint8Array
  /** Where each span's words begin, and where the last one's end. */
  readonly starts: Uint32Array
  /** See `wordList.ts`. */
  readonly words: Uint32Array
  readonly parentHigh: Uint32Array
  readonly parentLow: Uint32Array
  /** OTLP: number of each span's scope. */
  readonly scopeOf: Uint32Array
}

/** The span that is being read: nothing of it is anyone's before its end. */
export interface SpanScratch {
  readonly table: TagTableBuilder
  readonly tags: WordList
  readonly events: WordList
  readonly rest: Rest
}

export function createSpanScratch(table: TagTableBuilder): SpanScratch {
  return { table, tags: createWordList(), events: createWordList(), rest: createRest() }
}

/** Members of a span as they came, made an object again: `{"warnings":[…],"references":[…]}`. */
interface Rest {
  /** A member, from its key's quote to its value's end. */
  add(bytes: Uint8Array, start: number, end: number): void
  clear(): void
  /** Its number in the table; -1 when there is none. */
  intern(table: TagTableBuilder): number
}

const PLAIN = { flags: 0, kind: 0, traits: 0, valueStart: 0, valueEnd: 0 }
const [OPEN, CLOSE, COMMA] = ascii('{},')

function createRest(): Rest {
  let text = new Uint8Array(256)
  let length = 0
  return {
    add(bytes, start, end) {
      const needed = length + end - start + 2
      if (needed > text.length) text = grown(text, nextCapacity(text.length, needed))
      text[length] = length === 0 ? OPEN : COMMA
      text.set(bytes.subarray(start, end), length + 1)
      length += end - start + 1
    },
    clear() {
      length = 0
      if (text.length > 1 << 20) text = new Uint8Array(256)
    },
    intern(table) {
      if (length === 0) return -1
      text[length] = CLOSE
      return table.add(text, 0, length + 1, PLAIN)
    },
  }
}

/** Spans of one trace by columns, in the order of the input. What they lack needs no more: no odd ids, no second reference. */
export interface SpanBatch extends SpanColumns {
  /** Bits of `RECORD`, `hasParent` apart. */
  readonly traits: Uint8Array
  /** Where each span's words begin in `words`; the first is the `rest`, where `traits` say so. */
  readonly starts: Uint32Array
  readonly words: Uint32Array
}

export interface SpanRecordsBuilder {
  /** Adds the span in the scratch and returns its record number. `traits`: of `RECORD`, `hasRest` apart. */
  add(scratch: SpanScratch, traits: number, scope: number): number
  /** Adds spans and returns the first one's record number; the others follow. */
  addBatch(batch: SpanBatch, scope: number): number
  finish(parents: { readonly high: Uint32Array; readonly low: Uint32Array }): SpanRecords
}

export function createSpanRecords(hasScopes: boolean): SpanRecordsBuilder {
  let starts = new Uint32Array(64)
  let traits = new Uint8Array(64)
  let scopes = new Uint32Array(hasScopes ? 64 : 0)
  const list = createWordList()
  let count = 0
  function reserve(needed: number): void {
    if (needed <= traits.length) return
    const capacity = nextCapacity(traits.length, needed)
    starts = grown(starts, capacity)
    traits = grown(traits, capacity)
    if (hasScopes) scopes = grown(scopes, capacity)
  }

  return {
    add({ table, tags, events, rest }, recordTraits, scope) {
      reserve(count + 1)
      starts[count] = list.length
      const text = rest.intern(table)
      if (text >= 0) pushWord(list, text)
      traits[count] = text < 0 ? recordTraits : recordTraits | RECORD.hasRest
      pushWords(list, tags.words.subarray(0, tags.length))
      pushWords(list, events.words.subarray(0, events.length))
      if (hasScopes) scopes[count] = scope
      return count++
    },

    addBatch(batch, scope) {
      const first = count
      reserve(count + batch.length)
      for (let i = 0; i < batch.length; i++) starts[count + i] = list.length + batch.starts[i]
      for (let i = 0; i < batch.length; i++)
        traits[count + i] = batch.traits[i] | (batch.refType[i] === REF.childOf ? RECORD.hasParent : 0)
      if (hasScopes) scopes.fill(scope, count, count + batch.length)
      pushWords(list, batch.words)
      count += batch.length
      return first
    },

    finish({ high, low }) {
      const ends = new Uint32Array(count + 1)
      ends.set(starts.subarray(0, count))
      ends[count] = list.length
      return {
        traits: traits.slice(0, count),
        starts: ends,
        words: list.words.slice(0, list.length),
        parentHigh: high.slice(0, count),
        parentLow: low.slice(0, count),
        scopeOf: scopes.slice(0, hasScopes ? count : 0),
      }
    },
  }
}
