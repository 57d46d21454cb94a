import { REF } from '../model/buildTrace.ts'
import { normalizeTraceId } from '../model/spanIds.ts'
import { FLAG } from '../model/trace.ts'
import { references, referencesSeen, scanReferences } from './jaegerReferences.ts'
import { createIdScratch, sameBytes, scanSpanId } from './scanIds.ts'
import { scanAttributes, scanned, hasBackslash } from './scanAttributes.ts'
import {
  ascii,
  BAD,
  clearEscapes,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  ESCAPE,
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
/**
 * Walks over one element of Jaeger's `spans` (first byte at `at`) and adds it to `assembly` when all of it is there, which is
 * only known at its end: on `MORE` nothing has happened.
 */
export function scanJaegerSpan(bytes: Uint8Array, at: number, end: number, assembly: TraceAssembly): number {
  const spanStart = at
  clearEscapes()
  if (bytes[at] !== OPEN_OBJECT) return skipValue(bytes, at, end)
  let traceStart = 0
  let traceEnd = 0
  let idStart = 0
  let idEnd = 0
  let nameStart = 0
  let nameEnd = 0
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
  let nested = false

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
        at = scanAttributes(bytes, at, end)
        if (at < 0) return at
        flags = (flags & LIST_FLAGS) | scanned.flags
        kind = scanned.kind
        nested = scanned.nested
      } else if (key === JAEGER_SPAN.references) {
        at = scanReferences(bytes, at, end)
        if (at < 0) return at
        referenceCount = referencesSeen
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
          case JAEGER_SPAN.logs:
            flags = isFilledArray(bytes, start) ? flags | FLAG.hasEvents : flags & ~FLAG.hasEvents
            break
          case JAEGER_SPAN.warnings:
            flags = isFilledArray(bytes, start) ? flags | FLAG.hasWarnings : flags & ~FLAG.hasWarnings
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

  const { builder, interner } = assembly
  const opaque = nested || (seenEscapes() & ESCAPE.unicode) !== 0
  const record = assembly.addRecord(spanStart, opaque)
  const name = nameEnd > nameStart ? interner.intern(bytes, nameStart, nameEnd) : interner.internText('')
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

/** Flags that do not come from tags. */
const LIST_FLAGS = FLAG.hasEvents | FLAG.hasWarnings

export const isFilledArray = (bytes: Uint8Array, start: number): boolean =>
  bytes[start] === OPEN_ARRAY && bytes[skipSpace(bytes, start + 1)] !== CLOSE_ARRAY
