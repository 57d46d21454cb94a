import { REF } from '../model/buildTrace.ts'
import { FLAG } from '../model/trace.ts'
import { kindOfName } from './classifyKey.ts'
import { createIdScratch, sameBytes, scanSpanId, traceIdOf } from './scanIds.ts'
import { isFilledArray } from './jaegerSpan.ts'
import { scanAttributes, scanned, hasBackslash } from './scanAttributes.ts'
import { scanEvents } from './scanEvents.ts'
import {
  ascii,
  BAD,
  clearEscapes,
  CLOSE_OBJECT,
  COMMA,
  hasAt,
  MORE,
  OPEN_OBJECT,
  QUOTE,
  seenEscapes,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  stringOf,
  textOf,
} from './scanJson.ts'
import { nanos, scanNanos, wholeNumber } from './scanNumber.ts'
import { RECORD } from './spanRecords.ts'
import type { OtlpContext, TraceAssembly } from './traceAssembly.ts'
import { findMember, forEachElement } from './walkJson.ts'

export const OTLP_SPAN = {
  unknown: 0,
  traceId: 1,
  spanId: 2,
  parentSpanId: 3,
  name: 4,
  kind: 5,
  startTime: 6,
  endTime: 7,
  attributes: 8,
  events: 9,
  links: 10,
  status: 11,
  traceState: 12,
} as const

const KEYS: { text: Uint8Array; code: number }[][] = Array.from({ length: 24 }, () => [])
for (const [text, code] of [
  ['traceId', OTLP_SPAN.traceId],
  ['trace_id', OTLP_SPAN.traceId],
  ['spanId', OTLP_SPAN.spanId],
  ['span_id', OTLP_SPAN.spanId],
  ['parentSpanId', OTLP_SPAN.parentSpanId],
  ['parent_span_id', OTLP_SPAN.parentSpanId],
  ['name', OTLP_SPAN.name],
  ['kind', OTLP_SPAN.kind],
  ['startTimeUnixNano', OTLP_SPAN.startTime],
  ['start_time_unix_nano', OTLP_SPAN.startTime],
  ['endTimeUnixNano', OTLP_SPAN.endTime],
  ['end_time_unix_nano', OTLP_SPAN.endTime],
  ['attributes', OTLP_SPAN.attributes],
  ['events', OTLP_SPAN.events],
  ['links', OTLP_SPAN.links],
  ['status', OTLP_SPAN.status],
  ['traceState', OTLP_SPAN.traceState],
  ['trace_state', OTLP_SPAN.traceState],
] as const) {
  KEYS[text.length].push({ text: ascii(text), code })
}

/** Which member of an OTLP span a key [start, end) is, in either spelling. */
export function otlpSpanKey(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length < KEYS.length) {
    const candidates = KEYS[length]
    for (let i = 0; i < candidates.length; i++) if (hasAt(bytes, start, candidates[i].text)) return candidates[i].code
  }
  if (seenEscapes() === 0 || !hasBackslash(bytes, start, end)) return OTLP_SPAN.unknown
  const plain = ascii(stringOf(bytes, start, end))
  return KEYS[plain.length]?.find(({ text }) => hasAt(plain, 0, text))?.code ?? OTLP_SPAN.unknown
}

const id = createIdScratch()

/**
 * Walks over one element of OTLP's `spans` (first byte at `at`) and adds it to the trace it names when all of it is there, which
 * is only known at its end: on `MORE` nothing has happened.
 */
export function scanOtlpSpan(bytes: Uint8Array, at: number, end: number, context: OtlpContext): number {
  clearEscapes()
  const { interner } = context
  const { table, tags, events, rest } = context.scratch
  tags.length = 0
  events.length = 0
  rest.clear()
  if (bytes[at] !== OPEN_OBJECT) return skipValue(bytes, at, end)
  let traceStart = 0
  let traceEnd = 0
  let idStart = 0
  let idEnd = 0
  let parentStart = 0
  let parentEnd = 0
  let nameStart = 0
  let nameEnd = 0
  let name = -1
  let linksStart = 0
  let startUs = 0
  let startNs = 0
  let endUs = 0
  let endNs = 0
  let flags = 0
  let status = 0
  let tagKind = 0
  let kind = 0
  let hasEvents = false
  let parentKey = 0
  let linksKey = 0
  let linksEnd = 0
  let statusKey = 0
  let statusEnd = 0
  let stateKey = 0
  let stateEnd = 0

  at = skipSpace(bytes, at + 1)
  if (bytes[at] === CLOSE_OBJECT) at++
  else {
    for (;;) {
      if (bytes[at] !== QUOTE) return at >= end ? MORE : BAD
      const keyStart = at + 1
      at = skipString(bytes, keyStart, end)
      if (at < 0) return at
      const key = otlpSpanKey(bytes, keyStart, at - 1)
      at = skipColon(bytes, at, end)
      if (at < 0) return at
      const start = at
      if (key === OTLP_SPAN.attributes) {
        tags.length = 0 // of two members of a name the last counts
        if (name < 0 && nameEnd > nameStart) name = interner.intern(bytes, nameStart, nameEnd)
        at = scanAttributes(bytes, at, end, table, name, tags)
        if (at < 0) return at
        flags = scanned.flags
        tagKind = scanned.kind
      } else if (key === OTLP_SPAN.events) {
        events.length = 0
        at = scanEvents(bytes, at, end, 'otlp', table, events)
        if (at < 0) return at
        hasEvents = isFilledArray(bytes, start)
      } else {
        at = skipValue(bytes, at, end)
        if (at < 0) return at
        const isString = bytes[start] === QUOTE
        switch (key) {
          case OTLP_SPAN.traceId:
            traceStart = isString ? start + 1 : 0
            traceEnd = isString ? at - 1 : 0
            break
          case OTLP_SPAN.spanId:
            idStart = isString ? start + 1 : 0
            idEnd = isString ? at - 1 : 0
            break
          case OTLP_SPAN.parentSpanId:
            parentKey = keyStart - 1
            parentStart = isString ? start + 1 : 0
            parentEnd = isString ? at - 1 : 0
            break
          case OTLP_SPAN.name:
            name = -1
            nameStart = isString ? start + 1 : 0
            nameEnd = isString ? at - 1 : 0
            break
          case OTLP_SPAN.startTime:
            scanNanos(bytes, start, at)
            startUs = nanos[0]
            startNs = nanos[1]
            break
          case OTLP_SPAN.endTime:
            scanNanos(bytes, start, at)
            endUs = nanos[0]
            endNs = nanos[1]
            break
          case OTLP_SPAN.kind:
            kind = scanKind(bytes, start, at)
            break
          case OTLP_SPAN.status:
            status = scanStatus(bytes, start, at)
            statusKey = keyStart - 1
            statusEnd = hasMessage(bytes, start, at) ? at : 0
            break
          case OTLP_SPAN.traceState:
            stateKey = keyStart - 1
            stateEnd = at - start > 2 ? at : 0
            break
          case OTLP_SPAN.links:
            linksStart = isFilledArray(bytes, start) ? start : 0
            linksKey = keyStart - 1
            linksEnd = linksStart > 0 ? at : 0
            break
        }
      }
      at = skipSpace(bytes, at)
      if (bytes[at] === COMMA) {
        at = skipSpace(bytes, at + 1)
      } else if (bytes[at] === CLOSE_OBJECT) {
        at++
        break
      } else {
        return at >= end ? MORE : BAD
      }
    }
  }

  const assembly = context.assemblyOf(bytes, traceStart, traceEnd)
  const { builder } = assembly
  let hasParent = false
  let isOddParent = false
  if (parentEnd > parentStart) {
    scanSpanId(bytes, parentStart, parentEnd, true, id)
    isOddParent = id.odd !== null
    hasParent = !isOddParent && (id.halves[0] !== 0 || id.halves[1] !== 0)
  }
  if (isOddParent) rest.add(bytes, parentKey, parentEnd + 1)
  if (statusEnd > 0) rest.add(bytes, statusKey, statusEnd)
  if (stateEnd > 0) rest.add(bytes, stateKey, stateEnd)
  if (linksEnd > 0) rest.add(bytes, linksKey, linksEnd)
  const statusTrait = status === FLAG.error ? RECORD.error : status === FLAG.statusOk ? RECORD.ok : 0
  const record = assembly.addRecord(kind | statusTrait | (hasParent ? RECORD.hasParent : 0), context.scope)
  if (name < 0) name = nameEnd > nameStart ? interner.intern(bytes, nameStart, nameEnd) : interner.internText('')
  const process = assembly.processSlot(context.resource)
  // The duration is cut to whole µs, as Jaeger does it, not the end.
  let durationUs = endUs - startUs
  let durationNs = endNs - startNs
  if (durationNs < 0) {
    durationNs += 1000
    durationUs -= 1
  }
  flags |= status | (hasEvents ? FLAG.hasEvents : 0)
  scanSpanId(bytes, idStart, idEnd, true, id)
  builder.addSpan(
    record,
    startUs,
    startUs + durationUs,
    id.halves[0],
    id.halves[1],
    name,
    process,
    kind || tagKind,
    flags,
  )
  if (id.odd !== null) builder.setOddId(id.odd)
  if (startNs > 0 || durationNs > 0) builder.setNanos(startNs, durationUs < 0 ? 0 : durationNs)

  if (hasParent || isOddParent) {
    scanSpanId(bytes, parentStart, parentEnd, true, id)
    builder.addReference(REF.childOf, id.halves[0], id.halves[1], id.odd)
  }
  if (linksStart > 0) addLinks(bytes, linksStart, at, traceStart, traceEnd, assembly)
  return at
}

function addLinks(
  bytes: Uint8Array,
  links: number,
  end: number,
  traceStart: number,
  traceEnd: number,
  { builder, traceId, spanIdText }: TraceAssembly,
): void {
  forEachElement(bytes, links, end, (link) => {
    const [linkTrace, linkTraceEnd] = memberText(bytes, link, end, 'traceId', 'trace_id')
    const [linkSpan, linkSpanEnd] = memberText(bytes, link, end, 'spanId', 'span_id')
    if (linkSpanEnd <= linkSpan) return
    const isOwn =
      linkTraceEnd <= linkTrace ||
      sameBytes(bytes, linkTrace, linkTraceEnd, bytes, traceStart, traceEnd) ||
      traceIdOf(stringOf(bytes, linkTrace, linkTraceEnd)) === traceId
    scanSpanId(bytes, linkSpan, linkSpanEnd, true, id)
    if (isOwn) builder.addReference(REF.followsFrom, id.halves[0], id.halves[1], id.odd)
    else
      builder.addForeignReference(REF.followsFrom, traceIdOf(stringOf(bytes, linkTrace, linkTraceEnd)), spanIdText(id))
  })
}

function scanKind(bytes: Uint8Array, start: number, end: number): number {
  const digit = bytes[start] === QUOTE ? start + 1 : start
  if (bytes[digit] >= 0x30 && bytes[digit] <= 0x39) {
    const kind = wholeNumber(bytes, start, end)
    return kind <= 5 ? kind : 0
  }
  return bytes[start] === QUOTE ? kindOfName(stringOf(bytes, start + 1, end - 1)) : 0
}

/** Flag of a `status` object. */
function scanStatus(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== OPEN_OBJECT) return 0
  const code = findMember(bytes, start, end, 'code', 'code')
  if (code < 0) return 0
  const stop = skipValue(bytes, code, end)
  const text = bytes[code] === QUOTE ? stringOf(bytes, code + 1, stop - 1) : textOf(bytes, code, stop)
  if (text === '2' || text === 'STATUS_CODE_ERROR' || text === 'ERROR') return FLAG.error
  return text === '1' || text === 'STATUS_CODE_OK' || text === 'OK' ? FLAG.statusOk : 0
}

/** Whether a `status` says something in words. */
function hasMessage(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== OPEN_OBJECT) return false
  const message = findMember(bytes, start, end, 'message', 'message')
  return message >= 0 && !(bytes[message] === QUOTE && bytes[message + 1] === QUOTE)
}

function memberText(bytes: Uint8Array, at: number, end: number, name: string, otherName: string): [number, number] {
  const value = findMember(bytes, at, end, name, otherName)
  return value >= 0 && bytes[value] === QUOTE ? [value + 1, skipString(bytes, value + 1, end) - 1] : [0, 0]
}
