import {
  KIND_NAMES,
  FLAG,
  spanIdOf,
  type Attribute,
  type SpanEvent,
  type SpanStore,
  type Trace,
} from '../model/trace.ts'
import { formatSpanId } from '../model/spanIds.ts'
import { RECORD } from './spanRecords.ts'
import { KEY, KNOWN, markTexts, matchText, NAMING, VALUE } from './searchTexts.ts'
import type { ByteStore } from './spanStore.ts'
import { TRAIT } from './tagTable.ts'
import { createBytePattern, foldCase } from './textPattern.ts'
import { EVENT, EVENT_HEADER, NO_NAME } from './wordList.ts'

/** How far a search is. The same object is yielded each time, further on. */
export interface SearchState {
  /** What is looked for, folded. */
  readonly needle: string
  /** Per text of the table, what is known of it. */
  readonly memory: Uint8Array
  /** 1 for each span of the view that matches, so far. */
  readonly matched: Uint8Array
  count: number
  /** Spans looked at, of all. */
  searched: number
}

/**
 * Finds the spans whose service, operation, id, process tags, tags or events have the text, whatever the case of ASCII letters.
 * What is decided is exactly what decoding every value and comparing would decide (`matchesDecoded`), but each distinct tag is looked
 * at once: in its bytes, and decoded only when they have the text (or read otherwise than they are: escapes, nested values). A span is
 * then the numbers of its tags. `trace` is any view of the trace. Yields about every `sliceMs`.
 *
 * `before`: how far a search of the same view came, done or not. What has not a part of a text has not the whole of it, so where the
 * text has been typed on, only the tags and spans that matched, and those not reached, are looked at.
 */
export function* searchBytes(
  store: ByteStore,
  trace: Trace,
  text: string,
  sliceMs = 12,
  before: SearchState | null = null,
): Generator<SearchState, SearchState> {
  const { texts, records } = store
  const { starts, words, traits } = records
  const needle = foldCase(text)
  const part = before !== null && before.needle !== '' && needle.includes(before.needle) ? before : null
  const memory = new Uint8Array(texts.count)
  const matched = new Uint8Array(trace.length)
  const state: SearchState = { needle, memory, matched, count: 0, searched: 0 }
  if (needle === '') {
    state.searched = trace.length
    return state
  }
  const spanOf = new Uint32Array(trace.length)
  for (let span = 0; span < trace.length; span++) spanOf[trace.record[span]] = span
  const found = (span: number) => {
    matched[span] = 1
    state.count++
  }
  matchColumns(trace, needle, part?.matched ?? null, found)
  const suspects = store.format === 'otlp' ? suspectsOf(store, trace, needle) : null
  // In JSON a quote, a backslash and control characters are always escaped, and only so unless the text is opaque.
  const pattern = createBytePattern(JSON.stringify(needle).slice(1, -1))

  let sliceEnd = performance.now() + sliceMs
  if (part !== null) keepKnown(part.memory, memory)
  const left = part === null ? trace.length : part.count + trace.length - part.searched
  // A letter is in nearly all texts; and where few spans are left, few texts are theirs.
  if (pattern.length > 1 && (left / trace.length) * words.length > texts.count / 2) {
    const marking = markTexts(texts, pattern, memory)
    let step = marking.next()
    for (; !step.done; step = marking.next()) {
      if (performance.now() < sliceEnd) continue
      yield state
      sliceEnd = performance.now() + sliceMs
    }
    if (step.value === 0 && suspects === null) {
      state.searched = trace.length
      return state
    }
  }
  while (state.searched < trace.length) {
    const from = state.searched
    const to = Math.min(trace.length, from + AT_ONCE)
    if (part !== null && to <= part.searched) lookAmong(part.matched, from, to)
    else lookThrough(from, to)
    state.searched = to
    if (performance.now() < sliceEnd) continue
    yield state
    sliceEnd = performance.now() + sliceMs
  }
  return state

  function lookAmong(among: Uint8Array, from: number, to: number): void {
    for (let record = from; record < to; record++) if (among[spanOf[record]] === 1) lookThrough(record, record + 1)
  }

  function lookThrough(from: number, to: number): void {
    for (let record = from; record < to; record++) {
      if (suspects === null) record = skipWithout(store.records, memory, record, to)
      if (record === to) return
      const span = spanOf[record]
      if (matched[span] === 1) continue
      const isSuspect = suspects !== null && (suspects[span] === 1 || (traits[record] & RECORD.hasRest) !== 0)
      if (wordsMatch(record) || (isSuspect && matchesTags(store, record, needle))) found(span)
    }
  }

  function wordsMatch(record: number): boolean {
    const end = starts[record + 1]
    let at = starts[record] + (traits[record] & RECORD.hasRest ? 1 : 0)
    for (; at < end; at++) {
      const word = words[at]
      if (word >= EVENT) return eventsMatch(at, end)
      if (suspects !== null && texts.traitsOf[word] & TRAIT.warnings) continue
      if (lookAt(word) & (KEY | VALUE)) return true
    }
    return false
  }

  function eventsMatch(at: number, end: number): boolean {
    /** Whether one of the fields has been the event's name. */
    let isNamed = true
    while (at < end) {
      const word = words[at]
      let what = 0
      if (word >= EVENT) {
        isNamed = words[at + 1] !== NO_NAME || store.format === 'otlp'
        if (words[at + 1] !== NO_NAME) what = lookAt(words[at + 1])
        at += EVENT_HEADER
      } else {
        what = lookAt(word)
        if (!isNamed && what & NAMING) {
          isNamed = true
          what &= ~KEY
        }
        at++
      }
      if (what & (KEY | VALUE)) return true
    }
    return false
  }

  function lookAt(number: number): number {
    const known = memory[number]
    if (known & KNOWN) return known
    return (memory[number] = matchText(store, number, needle, pattern))
  }
}

/** Spans looked at between two looks at the clock. */
const AT_ONCE = 512

/** The first record that has a text of which is not known that it is without; `to` when there is none. The loop that most spans end in. */
function skipWithout(
  { starts, words, traits }: ByteStore['records'],
  memory: Uint8Array,
  record: number,
  to: number,
): number {
  for (; record < to; record++) {
    const end = starts[record + 1]
    let at = starts[record] + (traits[record] & RECORD.hasRest ? 1 : 0)
    while (at < end) {
      const word = words[at]
      if (word < EVENT) {
        if (memory[word] !== KNOWN) return record
        at++
      } else {
        if (words[at + 1] !== NO_NAME && memory[words[at + 1]] !== KNOWN) return record
        at += EVENT_HEADER
      }
    }
  }
  return to
}

/** A text that does not have the part of a text does not have that. */
function keepKnown(ofPart: Uint8Array, memory: Uint8Array): void {
  for (let text = 0; text < memory.length; text++) if (ofPart[text] === KNOWN) memory[text] = KNOWN
}

/** What the columns know: service, operation, id, process. `among`: only spans that are 1 there. */
function matchColumns(trace: Trace, needle: string, among: Uint8Array | null, found: (span: number) => void): void {
  const has = (text: string) => foldCase(text).includes(needle)
  const serviceHas = trace.services.map(has)
  const nameHas = trace.names.map(has)
  const processHas = trace.processes.map(({ attributes }) => attributesHave(attributes, needle))
  const mayBeId = /^[0-9a-f]{1,16}$/.test(needle) || trace.oddIds.size > 0
  for (let span = 0; span < trace.length; span++) {
    if (among !== null && among[span] === 0) continue
    if (serviceHas[trace.serviceId[span]] || nameHas[trace.nameId[span]] || processHas[trace.processId[span]])
      found(span)
    else if (mayBeId && idHas(trace, span, needle)) found(span)
  }
}

/** Whether a span's id has the text. Up to eight digits are looked for in its two numbers: no id is spelt for that. */
function idHas({ idHigh, idLow, oddIds }: Trace, span: number, needle: string): boolean {
  const odd = oddIds.size > 0 ? oddIds.get(span) : undefined
  if (odd !== undefined) return foldCase(odd).includes(needle)
  const digits = needle.length
  if (digits > 8 || !/^[0-9a-f]+$/.test(needle)) return formatSpanId(idHigh[span], idLow[span]).includes(needle)
  const wanted = Number.parseInt(needle, 16) | 0
  const mask = digits === 8 ? -1 : (1 << (4 * digits)) - 1
  const high = idHigh[span]
  const low = idLow[span]
  for (let shift = 0; shift <= 64 - 4 * digits; shift += 4) {
    const part = shift >= 32 ? high >>> (shift - 32) : shift === 0 ? low : (low >>> shift) | (high << (32 - shift))
    if ((part & mask) === wanted) return true
  }
  return false
}

/** OTLP: spans whose tags the text may be in although it is not in their bytes: kind, status and scope are spelt otherwise there. */
function suspectsOf(store: ByteStore, trace: Trace, needle: string): Uint8Array {
  const has = (text: string) => foldCase(text).includes(needle)
  const kindHas = KIND_NAMES.map((name, kind) => kind > 0 && (has('span.kind') || has(name)))
  const errorHas = ['error', 'true', 'otel.status_code', 'ERROR'].some(has)
  const okHas = ['otel.status_code', 'OK'].some(has)
  const scopeHas = store.scopes.map(
    ({ name, version, attributes }) =>
      has('otel.scope.name') ||
      has('otel.scope.version') ||
      has(name) ||
      has(version) ||
      attributesHave(attributes, needle),
  )
  const anyHas = ['otel.status_description', 'w3c.tracestate'].some(has)
  const suspects = new Uint8Array(trace.length)
  for (let span = 0; span < trace.length; span++) {
    const flags = trace.flags[span]
    if (
      anyHas ||
      kindHas[trace.kind[span]] ||
      (errorHas && flags & FLAG.error) ||
      (okHas && flags & FLAG.statusOk) ||
      scopeHas[store.records.scopeOf[trace.record[span]]]
    ) {
      suspects[span] = 1
    }
  }
  return suspects
}

/** The plain way, for one span: decode and compare. `needle` is folded. What `searchBytes` must agree with. */
export function matchesDecoded(store: SpanStore, trace: Trace, span: number, needle: string): boolean {
  const has = (text: string) => foldCase(text).includes(needle)
  return (
    has(trace.services[trace.serviceId[span]]) ||
    has(trace.names[trace.nameId[span]]) ||
    has(spanIdOf(trace, span)) ||
    attributesHave(trace.processes[trace.processId[span]].attributes, needle) ||
    matchesTags(store, trace.record[span], needle)
  )
}

function matchesTags(store: SpanStore, record: number, needle: string): boolean {
  return attributesHave(store.attributes(record), needle) || eventsHave(store.events(record, 0n), needle)
}

function attributesHave(attributes: readonly Attribute[], needle: string): boolean {
  return attributes.some(
    ({ key, value }) => foldCase(key).includes(needle) || (value !== null && foldCase(String(value)).includes(needle)),
  )
}

function eventsHave(events: readonly SpanEvent[], needle: string): boolean {
  return events.some(({ name, attributes }) => foldCase(name).includes(needle) || attributesHave(attributes, needle))
}
