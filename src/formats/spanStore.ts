import type { SpanStore } from '../model/trace.ts'
import { offsetOf, segmentOf } from './byteBody.ts'
import {
  decodeJaegerLogs,
  decodeJaegerReferences,
  decodeStrings,
  findJaegerMember,
  jaegerTagsOf,
} from './decodeJaeger.ts'
import { decodeOtlpEvents, decodeOtlpReferences, decodeOtlpTags, decodeOtlpWarnings, type Scope } from './decodeOtlp.ts'
import { JAEGER_SPAN } from './jaegerSpan.ts'

/** Where the spans of a trace lie in its bytes, for those who read them there (decoding, searching). */
export interface ByteStore extends SpanStore {
  readonly format: 'jaeger' | 'otlp'
  readonly segments: readonly Uint8Array[]
  /** First byte of each span's object by record, see `SEGMENT_UNIT`; ascending. */
  readonly places: Float64Array
  /** One bit per record: its text reads otherwise than its bytes (escapes of characters, nested values). */
  readonly opaque: Uint8Array
  readonly scopes: readonly Scope[]
  /** OTLP: number of each record's scope in `scopes`. */
  readonly scopeOf: Uint32Array
}

type Parts = Pick<ByteStore, 'format' | 'segments' | 'places' | 'opaque' | 'scopes' | 'scopeOf'> & {
  /** This trace's share of the body. */
  readonly bodyBytes: number
}

/** Decodes spans where they lie, one at a time. Segments no span of this store lies in are let go. */
export function createSpanStore(parts: Parts): ByteStore {
  const { format, places, opaque, scopes, scopeOf } = parts
  const first = places.length > 0 ? segmentOf(places[0]) : 0
  const last = places.length > 0 ? segmentOf(places[places.length - 1]) : -1
  const segments = parts.segments.map((bytes, segment) => (segment >= first && segment <= last ? bytes : NO_BYTES))
  const bytesOf = (record: number) => segments[segmentOf(places[record])]
  const base = {
    spanBytes(record: number) {
      const place = places[record]
      const bytes = bytesOf(record)
      const isLastHere = record + 1 >= places.length || segmentOf(places[record + 1]) !== segmentOf(place)
      return bytes.subarray(offsetOf(place), isLastHere ? bytes.length : offsetOf(places[record + 1]))
    },
    format,
    segments,
    places,
    opaque,
    scopes,
    scopeOf,
    byteLength: parts.bodyBytes + places.byteLength + opaque.byteLength + scopeOf.byteLength,
  }
  if (format === 'jaeger') {
    const member = (record: number, code: number) => findJaegerMember(bytesOf(record), offsetOf(places[record]), code)
    return {
      ...base,
      attributes: (record) => jaegerTagsOf(bytesOf(record), offsetOf(places[record])),
      events: (record, epochUs) => decodeJaegerLogs(bytesOf(record), member(record, JAEGER_SPAN.logs), Number(epochUs)),
      references: (record) => decodeJaegerReferences(bytesOf(record), member(record, JAEGER_SPAN.references)),
      warnings: (record) => decodeStrings(bytesOf(record), member(record, JAEGER_SPAN.warnings)),
    }
  }
  return {
    ...base,
    attributes: (record) => decodeOtlpTags(bytesOf(record), offsetOf(places[record]), scopes[scopeOf[record]]),
    events: (record, epochUs) => decodeOtlpEvents(bytesOf(record), offsetOf(places[record]), Number(epochUs)),
    references: (record) => decodeOtlpReferences(bytesOf(record), offsetOf(places[record])),
    warnings: (record) => decodeOtlpWarnings(bytesOf(record), offsetOf(places[record])),
  }
}

const NO_BYTES = new Uint8Array(0)
