import { REF } from '../model/buildTrace.ts'
import { normalizeTraceId } from '../model/spanIds.ts'
import { FLAG } from '../model/trace.ts'
import { references, referencesSeen, scanReferences } from './jaegerReferences.ts'
import { createIdScratch, sameBytes, scanSpanId } from './scanIds.ts'
import { scanAttributes, scanned, hasBackslash } from './scanAttributes.ts'
import { scanEvents } from './scanEvents.ts'
import {
  ascii,
  BAD,
  clearEscapes,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  hasAt,
  MORE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  seenEscapes,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  stringOf,
} from './scanJson.ts'
import { wholeNumber } from './scanNumber.ts'
import { RECORD } from './spanRecords.ts'
import type { TraceAssembly } from './traceAssembly.ts'

export const JAEGER_SPAN = {
  unknown: 0,
  traceId: 1,
  spanId: 2,
  operationName: 3,
  references: 4,
  startTime: 5,
  duration: 6,
  tags: 7,
  logs: 8,
  processId: 9,
  warnings: 10,
  process: 11,
  parentSpanId: 12,
} as const

const KEYS: { text: Uint8Array; code: number }[][] = Array.from({ length: 16 }, () => [])
for (const [text, code] of [
  ['traceID', JAEGER_SPAN.traceId],
  ['spanID', JAEGER_SPAN.spanId],
  ['operationName', JAEGER_SPAN.operationName],
  ['references', JAEGER_SPAN.references],
  ['startTime', JAEGER_SPAN.startTime],
  ['duration', JAEGER_SPAN.duration],
  ['tags', JAEGER_SPAN.tags],
  ['logs', JAEGER_SPAN.logs],
  ['processID', JAEGER_SPAN.processId],
  ['warnings', JAEGER_SPAN.warnings],
  ['process', JAEGER_SPAN.process],
  ['parentSpanID', JAEGER_SPAN.parentSpanId],
] as const) {
  KEYS[text.length].push({ text: ascii(text), code })
}

/** Which member of a Jaeger span a key [start, end) is. */
export function jaegerSpanKey(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length < KEYS.length) {
    const candidates = KEYS[length]
    for (let i = 0; i < candidates.length; i++) if (hasAt(bytes, start, candidates[i].text)) return candidates[i].code
  }
  if (seenEscapes() === 0 || !hasBackslash(bytes, start, end)) return JAEGER_SPAN.unknown
  const plain = ascii(stringOf(bytes, start, end))
  return KEYS[plain.length]?.find(({ text }) => hasAt(plain, 0, text))?.code ?? JAEGER_SPAN.unknown
}

/** Jaeger's JSON wraps a negative duration to 2^64 minus it. */
const WRAPPED_US = 2 ** 63

const id = createIdScratch()
/** What `isPlainParent` read. */
const parent = createIdScratch()

/**
 * Walks over one element of Jaeger's `spans` (first byte at `at`) and adds it to `assembly` when all of it is there, which is
 * only known at its end: on `MORE` nothing has happened.
 */
export function scanJaegerSpan(bytes: Uint8Array, at: number, end: number, assembly: TraceAssembly): number {
  clearEscapes()
  const { builder, interner } = assembly
  const { table, tags, events, rest } = assembly.scratch
  tags.length = 0
  events.length = 0
  rest.clear()
  if (bytes[at] !== OPEN_OBJECT) return skipValue(bytes, at, end)
  let traceStart = 0
  let traceEnd = 0
  let idStart = 0
  let idEnd = 0
  let nameStart = 0
  let nameEnd = 0
  let name = -1
  let processStart = 0
  let processEnd = 0
  let inlineStart = 0
  let inlineEnd = 0
  let parentStart = 0
  let parentEnd = 0
  let startUs = 0
  let durationUs = 0
  let referenceCount = 0
  let flags = 0
  let kind = 0
  let referencesStart = 0
  let referencesEnd = 0
  let warningsStart = 0
  let warningsEnd = 0

  at = skipSpace(bytes, at + 1)
  if (bytes[at] === CLOSE_OBJECT) at++
  else {
    for (;;) {
      if (bytes[at] !== QUOTE) return at >= end ? MORE : BAD
      const keyStart = at + 1
      at = skipString(bytes, keyStart, end)
      if (at < 0) return at
      const key = jaegerSpanKey(bytes, keyStart, at - 1)
      at = skipColon(bytes, at, end)
      if (at < 0) return at
      const start = at
      if (key === JAEGER_SPAN.tags) {
        tags.length = 0 // of two members of a name the last counts
        if (name < 0 && nameEnd > nameStart) name = interner.intern(bytes, nameStart, nameEnd)
        at = scanAttributes(bytes, at, end, table, name, tags)
        if (at < 0) return at
        flags = (flags & LIST_FLAGS) | scanned.flags
        kind = scanned.kind
      } else if (key === JAEGER_SPAN.logs) {
        events.length = 0
        at = scanEvents(bytes, at, end, 'jaeger', table, events)
        if (at < 0) return at
        flags = isFilledArray(bytes, start) ? flags | FLAG.hasEvents : flags & ~FLAG.hasEvents
      } else if (key === JAEGER_SPAN.references) {
        at = scanReferences(bytes, at, end)
        if (at < 0) return at
        referenceCount = referencesSeen
        referencesStart = keyStart - 1
        referencesEnd = at
      } else {
        at = skipValue(bytes, at, end)
        if (at < 0) return at
        const isString = bytes[start] === QUOTE
        switch (key) {
          case JAEGER_SPAN.traceId:
            traceStart = isString ? start + 1 : 0
            traceEnd = isString ? at - 1 : 0
            break
          case JAEGER_SPAN.spanId:
            idStart = isString ? start + 1 : 0
            idEnd = isString ? at - 1 : 0
            break
          case JAEGER_SPAN.operationName:
            name = -1
            nameStart = isString ? start + 1 : 0
            nameEnd = isString ? at - 1 : 0
            break
          case JAEGER_SPAN.processId:
            processStart = isString ? start + 1 : 0
            processEnd = isString ? at - 1 : 0
            break
          case JAEGER_SPAN.parentSpanId:
            parentStart = isString ? start + 1 : 0
            parentEnd = isString ? at - 1 : 0
            break
          case JAEGER_SPAN.process:
            inlineStart = start
            inlineEnd = at
            break
          case JAEGER_SPAN.startTime:
            startUs = wholeNumber(bytes, start, at)
            break
          case JAEGER_SPAN.duration:
            durationUs = wholeNumber(bytes, start, at)
            break
          case JAEGER_SPAN.warnings:
            flags = isFilledArray(bytes, start) ? flags | FLAG.hasWarnings : flags & ~FLAG.hasWarnings
            warningsStart = keyStart - 1
            warningsEnd = flags & FLAG.hasWarnings ? at : 0
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

  const isPlain = referenceCount === 0 || isPlainParent(bytes, referenceCount, traceStart, traceEnd, assembly)
  if (!isPlain) rest.add(bytes, referencesStart, referencesEnd)
  if (warningsEnd > 0) rest.add(bytes, warningsStart, warningsEnd)
  const record = assembly.addRecord(isPlain && referenceCount === 1 ? RECORD.hasParent : 0, 0)
  if (name < 0) name = nameEnd > nameStart ? interner.intern(bytes, nameStart, nameEnd) : interner.internText('')
  const process =
    inlineEnd > 0 && processEnd === 0
      ? assembly.inlineProcess(bytes, inlineStart, inlineEnd)
      : assembly.processSlot(
          processEnd > processStart ? interner.intern(bytes, processStart, processEnd) : interner.internText(''),
        )
  const endUs = durationUs < 0 || durationUs >= WRAPPED_US ? startUs - 1 : startUs + durationUs
  scanSpanId(bytes, idStart, idEnd, false, id)
  builder.addSpan(record, startUs, endUs, id.halves[0], id.halves[1], name, process, kind, flags)
  if (id.odd !== null) builder.setOddId(id.odd)
  if (assembly.traceId === null && traceEnd > traceStart) assembly.traceId = stringOf(bytes, traceStart, traceEnd)

  if (isPlain && referenceCount === 1) {
    builder.addReference(REF.childOf, parent.halves[0], parent.halves[1], null)
    return at
  }
  for (let reference = 0; reference < referenceCount; reference++) {
    const slot = reference * 5
    const type = references[slot]
    const traceIdStart = references[slot + 1]
    const traceIdEnd = references[slot + 2]
    const spanIdStart = references[slot + 3]
    const spanIdEnd = references[slot + 4]
    if (spanIdEnd <= spanIdStart) continue
    const isOwn =
      traceIdEnd <= traceIdStart ||
      traceEnd <= traceStart ||
      sameBytes(bytes, traceIdStart, traceIdEnd, bytes, traceStart, traceEnd) ||
      normalizeTraceId(stringOf(bytes, traceIdStart, traceIdEnd)) ===
        normalizeTraceId(stringOf(bytes, traceStart, traceEnd))
    if (isOwn) {
      scanSpanId(bytes, spanIdStart, spanIdEnd, false, id)
      builder.addReference(type, id.halves[0], id.halves[1], id.odd)
    } else {
      builder.addForeignReference(
        type,
        stringOf(bytes, traceIdStart, traceIdEnd),
        stringOf(bytes, spanIdStart, spanIdEnd),
      )
    }
  }
  if (referenceCount === 0 && parentEnd > parentStart) {
    scanSpanId(bytes, parentStart, parentEnd, false, id)
    builder.addReference(REF.childOf, id.halves[0], id.halves[1], id.odd)
  }
  return at
}

/** Whether the only reference is one that the columns tell: CHILD_OF a span of the trace that this one is of. */
function isPlainParent(
  bytes: Uint8Array,
  count: number,
  traceStart: number,
  traceEnd: number,
  assembly: TraceAssembly,
): boolean {
  if (count !== 1 || references[0] !== REF.childOf) return false
  const from = references[1]
  const to = references[2]
  const idStart = references[3]
  const idEnd = references[4]
  if (to <= from || !sameBytes(bytes, from, to, bytes, traceStart, traceEnd)) return false
  if (idEnd <= idStart) return false
  scanSpanId(bytes, idStart, idEnd, false, parent)
  return parent.odd === null && assembly.isParentTrace(bytes, from, to)
}

/** Flags that do not come from tags. */
const LIST_FLAGS = FLAG.hasEvents | FLAG.hasWarnings

export const isFilledArray = (bytes: Uint8Array, start: number): boolean =>
  bytes[start] === OPEN_ARRAY && bytes[skipSpace(bytes, start + 1)] !== CLOSE_ARRAY
