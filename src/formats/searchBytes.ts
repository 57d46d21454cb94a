import {
  KIND_NAMES,
  FLAG,
  spanIdOf,
  type Attribute,
  type SpanEvent,
  type SpanStore,
  type Trace,
} from '../model/trace.ts'
import { QUOTE } from './scanJson.ts'
import { formatSpanId } from '../model/spanIds.ts'
import { RECORD } from './spanRecords.ts'
import { isNaming, type ByteStore } from './spanStore.ts'
import { TRAIT } from './tagTable.ts'
import { createBytePattern, foldCase, type BytePattern } from './textPattern.ts'
import { EVENT, EVENT_HEADER, NO_NAME } from './wordList.ts'

/** How far a search is. The same object is yielded each time, further on. */
export interface SearchState {
  /** 1 for each span of the view that matches, so far. */
  readonly matched: Uint8Array
  count: number
  /** Spans looked at, of all. */
  searched: number
}

/** What is known of a text of the table, for one search. */
const KNOWN = 1
const KEY = 2
const VALUE = 4
/** As the first of an event's fields that is so, it is the event's name: its key is no text of the span's. */
const NAMING = 8

/** A long text is searched in parts, between which others have their turn. */
const WINDOW = 1 << 20

/**
 * Finds the spans whose service, operation, id, process tags, tags or events have the text, whatever the case of ASCII letters.
 * What is decided is exactly what decoding every value and comparing would decide (`matchesDecoded`), but each distinct tag is looked
 * at once: in its bytes, and decoded only when they have the text (or read otherwise than they are: escapes, nested values). A span is
 * then the numbers of its tags. `trace` is any view of the trace. Yields about every `sliceMs`.
 */
export function* searchBytes(
  store: ByteStore,
  trace: Trace,
  text: string,
  sliceMs = 12,
): Generator<SearchState, SearchState> {
  const state: SearchState = { matched: new Uint8Array(trace.length), count: 0, searched: 0 }
  const needle = foldCase(text)
  if (needle === '') {
    state.searched = trace.length
    return state
  }
  const spanOf = new Uint32Array(trace.length)
  for (let span = 0; span < trace.length; span++) spanOf[trace.record[span]] = span
  const found = (span: number) => {
    if (state.matched[span] === 1) return
    state.matched[span] = 1
    state.count++
  }
  matchColumns(trace, needle, found)
  const suspects = store.format === 'otlp' ? suspectsOf(store, trace, needle) : null

  const { texts, records } = store
  const { starts, words, traits } = records
  const memory = new Uint8Array(texts.count)
  // In JSON a quote, a backslash and control characters are always escaped, and only so unless the text is opaque.
  const pattern = createBytePattern(JSON.stringify(needle).slice(1, -1))
  let sliceEnd = performance.now() + sliceMs

  for (let record = 0; record < trace.length; record++) {
    const span = spanOf[record]
    const end = state.matched[span] === 1 ? 0 : starts[record + 1]
    const isSuspect = suspects !== null && (suspects[span] === 1 || (traits[record] & RECORD.hasRest) !== 0)
    let at = starts[record] + (traits[record] & RECORD.hasRest ? 1 : 0)
    /** Whether the tags at hand are an event's fields, and whether one of them has been its name. */
    let inEvent = false
    let isNamed = true
    while (at < end) {
      const word = words[at]
      let what = 0
      if (word >= EVENT) {
        inEvent = true
        isNamed = words[at + 1] !== NO_NAME || store.format === 'otlp'
        if (words[at + 1] !== NO_NAME) what = lookAt(words[at + 1])
        at += EVENT_HEADER
      } else {
        if (texts.lengthOf[word] > WINDOW && memory[word] === 0) {
          yield state
          sliceEnd = performance.now() + sliceMs
        }
        what = lookAt(word)
        if (!isNamed && what & NAMING) {
          isNamed = true
          what &= ~KEY
        }
        if (!inEvent && texts.traitsOf[word] & TRAIT.warnings && suspects !== null) what = 0
        at++
      }
      if (what & (KEY | VALUE)) {
        found(span)
        break
      }
    }
    if (isSuspect && state.matched[span] === 0 && matchesTags(store, record, needle)) found(span)
    state.searched = record + 1
    if ((record & 255) === 255 && performance.now() >= sliceEnd) {
      yield state
      sliceEnd = performance.now() + sliceMs
    }
  }
  state.searched = trace.length
  return state

  function lookAt(number: number): number {
    if (memory[number] === 0) memory[number] = KNOWN | matchText(store, number, needle, pattern)
    return memory[number]
  }
}

function matchText(store: ByteStore, text: number, needle: string, pattern: BytePattern): number {
  const { segments, segmentOf, offsetOf, lengthOf, traitsOf } = store.texts
  const bytes = segments[segmentOf[text]]
  const start = offsetOf[text]
  const isOpaque = (traitsOf[text] & TRAIT.opaque) !== 0
  if (!isOpaque && pattern.indexIn(bytes, start, start + lengthOf[text]) < 0) return 0
  if (bytes[start] === QUOTE) return foldCase(store.nameOf(text)).includes(needle) ? VALUE : 0
  const { key, value } = store.attributeOf(text)
  const keyHas = foldCase(key).includes(needle) ? (isNaming(key, value) ? KEY | NAMING : KEY) : 0
  return keyHas | (value !== null && foldCase(String(value)).includes(needle) ? VALUE : 0)
}

/** What the columns know: service, operation, id, process. */
function matchColumns(trace: Trace, needle: string, found: (span: number) => void): void {
  const has = (text: string) => foldCase(text).includes(needle)
  const serviceHas = trace.services.map(has)
  const nameHas = trace.names.map(has)
  const processHas = trace.processes.map(({ attributes }) => attributesHave(attributes, needle))
  const mayBeId = /^[0-9a-f]{1,16}$/.test(needle) || trace.oddIds.size > 0
  for (let span = 0; span < trace.length; span++) {
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
