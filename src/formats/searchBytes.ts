import {
  KIND_NAMES,
  FLAG,
  spanIdOf,
  type Attribute,
  type SpanEvent,
  type SpanStore,
  type Trace,
} from '../model/trace.ts'
import { offsetOf, segmentOf } from './byteBody.ts'
import { matchesJaegerSpan } from './matchJaegerSpan.ts'
import type { ByteStore } from './spanStore.ts'
import { createBytePattern, foldCase, type BytePattern } from './textPattern.ts'

/** How far a search is. The same object is yielded each time, further on. */
export interface SearchState {
  /** 1 for each span of the view that matches, so far. */
  readonly matched: Uint8Array
  count: number
  /** Spans looked at, of all. */
  searched: number
}

/** Bytes searched between two looks at the clock. */
const WINDOW = 1 << 18

/**
 * Finds the spans whose service, operation, id, process tags, tags or events have the text, whatever the case of ASCII letters.
 * What is decided is exactly what decoding every value and comparing would decide (`matchesDecoded`), but only the columns and the
 * raw bytes are looked at: a span is walked through where the text occurs in its bytes, and decoded only where its text is not in the
 * bytes as it reads (escapes, nested values). `trace` is any view of the trace. Yields about every `sliceMs`.
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

  // In JSON a quote, a backslash and control characters are always escaped, and only so unless the record is opaque.
  const escaped = JSON.stringify(needle).slice(1, -1)
  const pattern = createBytePattern(escaped)
  let sliceEnd = performance.now() + sliceMs
  let segment = -1
  let bytes = store.segments[0]
  let hit = -1 // next occurrence at or after `searchedTo`'s start; -1: none before `searchedTo`
  let searchedTo = 0
  const { places, opaque } = store
  for (let record = 0; record < places.length; record++) {
    if (segmentOf(places[record]) !== segment) {
      segment = segmentOf(places[record])
      bytes = store.segments[segment]
      hit = -1
      searchedTo = offsetOf(places[record])
    }
    const start = offsetOf(places[record])
    const isLast = record + 1 === places.length || segmentOf(places[record + 1]) !== segment
    const stop = isLast ? bytes.length - 1 : offsetOf(places[record + 1])
    const span = spanOf[record]
    if (hit < start) hit = -1
    if (searchedTo < start) searchedTo = start
    while (hit < 0 && searchedTo < stop) {
      // Windows overlap by the pattern's length, so that no occurrence falls between two.
      const windowEnd = Math.min(bytes.length - 1, searchedTo + WINDOW)
      hit = pattern.indexIn(bytes, searchedTo, windowEnd)
      searchedTo =
        hit >= 0
          ? hit + 1
          : windowEnd === bytes.length - 1
            ? windowEnd
            : Math.max(searchedTo + 1, windowEnd - pattern.length + 1)
      if (performance.now() >= sliceEnd) {
        yield state
        sliceEnd = performance.now() + sliceMs
      }
    }
    if (state.matched[span] === 0) {
      const isOpaque = (opaque[record >>> 3] & (1 << (record & 7))) !== 0
      const isHit = hit >= start && hit < stop
      if (isOpaque || suspects?.[span]) {
        if (matchesTags(store, record, needle)) found(span)
      } else if (isHit && matchesSpan(store, record, bytes, start, needle, pattern)) {
        found(span)
      }
    }
    if (hit >= start && hit < stop) {
      hit = -1
      searchedTo = stop
    }
    state.searched = record + 1
    if ((record & 255) === 255 && performance.now() >= sliceEnd) {
      yield state
      sliceEnd = performance.now() + sliceMs
    }
  }
  state.searched = trace.length
  return state
}

function matchesSpan(
  store: ByteStore,
  record: number,
  bytes: Uint8Array,
  start: number,
  needle: string,
  pattern: BytePattern,
): boolean {
  return store.format === 'jaeger'
    ? matchesJaegerSpan(bytes, start, needle, pattern)
    : matchesTags(store, record, needle)
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
    else if (mayBeId && has(spanIdOf(trace, span))) found(span)
  }
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
      scopeHas[store.scopeOf[trace.record[span]]]
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
