import { formatSpanId } from '../model/spanIds.ts'
import type { Attribute, Reference, SpanEvent, SpanStore } from '../model/trace.ts'
import { decodeJaegerReferences, decodeJaegerTag, decodeStrings, findJaegerMember } from './decodeJaeger.ts'
import type { RestText, Scope } from './decodeOtlp.ts'
import { openTextWindow } from './decodeText.ts'
import { JAEGER_SPAN } from './jaegerSpan.ts'
import type { Otlp } from './otlp.ts'
import { RECORD, type SpanRecords } from './spanRecords.ts'
import { TRAIT, type TagTable } from './tagTable.ts'
import { EVENT, EVENT_HEADER, NO_NAME, timeAt } from './wordList.ts'

/**
 * What the columns of a trace do not have, packed: each distinct tag's text once (shared by the traces of a body), and per span the
 * numbers of its tags. For those who look at the texts themselves (searching).
 */
export interface ByteStore extends SpanStore {
  readonly format: 'jaeger' | 'otlp'
  readonly texts: TagTable
  readonly records: SpanRecords
  readonly scopes: readonly Scope[]
  /** Memory that other traces of the same body use too. */
  readonly segments: readonly ArrayBufferView[]
  /** Bytes of this trace alone. */
  readonly ownBytes: number
  /** The tag a text of the table is. */
  attributeOf(text: number): Attribute
  /** The event's name a text of the table is. */
  nameOf(text: number): string
}

type Parts = Pick<ByteStore, 'texts' | 'records' | 'scopes'> & {
  /** Null: the spans are Jaeger's. */
  readonly otlp: Otlp | null
  /** The trace that the parents of `RECORD.hasParent` are in. */
  readonly parentTraceId: string
}

/** Tags decoded of late are kept: those that repeat are the same object each time. */
const KEPT = 1 << 13
const LONGEST_KEPT = 512

/** Decodes spans one at a time. */
export function createSpanStore({ otlp, texts, records, scopes, parentTraceId }: Parts): ByteStore {
  const format: ByteStore['format'] = otlp ? 'otlp' : 'jaeger'
  const { traits, starts, words, parentHigh, parentLow, scopeOf } = records
  const kept: (Attribute | undefined)[] = []
  const keptText = new Int32Array(Math.min(KEPT, texts.count)).fill(-1)
  const decodeTag = otlp ? otlp.decodeTag : decodeJaegerTag

  const segmentOf = (text: number) => texts.segments[texts.segmentOf[text]]
  const windowOf = (text: number) => {
    const start = texts.offsetOf[text]
    return openTextWindow(segmentOf(text), start, start + texts.lengthOf[text])
  }
  const attributeOf = (text: number): Attribute => {
    const place = text % KEPT
    if (keptText[place] === text) return kept[place]!
    const bytes = segmentOf(text)
    const attribute = decodeTag(bytes, texts.offsetOf[text], bytes.length - 1, windowOf(text))
    if (texts.lengthOf[text] <= LONGEST_KEPT) {
      keptText[place] = text
      kept[place] = attribute
    }
    return attribute
  }
  const nameOf = (text: number) => {
    const start = texts.offsetOf[text]
    return windowOf(text).string(start + 1, start + texts.lengthOf[text] - 1)
  }

  const firstTag = (record: number) => starts[record] + (traits[record] & RECORD.hasRest ? 1 : 0)
  const tagsOf = (record: number): Attribute[] => {
    const tags: Attribute[] = []
    for (let at = firstTag(record); at < starts[record + 1] && words[at] < EVENT; at++)
      tags.push(attributeOf(words[at]))
    return tags
  }
  const restOf = (record: number): RestText => {
    if ((traits[record] & RECORD.hasRest) === 0) return NO_REST
    const text = words[starts[record]]
    return { bytes: segmentOf(text), at: texts.offsetOf[text] }
  }
  const parentOf = (record: number) =>
    traits[record] & RECORD.hasParent ? formatSpanId(parentHigh[record], parentLow[record]) : ''

  /** Events by time: their order in an OTLP body differs between reads. */
  const events = (record: number, epochUs: bigint): SpanEvent[] => {
    const result: SpanEvent[] = []
    const end = starts[record + 1]
    let at = firstTag(record)
    while (at < end && words[at] < EVENT) at++
    while (at < end) {
      const next = at + EVENT_HEADER + (words[at] - EVENT)
      const attributes: Attribute[] = []
      for (let field = at + EVENT_HEADER; field < next; field++) attributes.push(attributeOf(words[field]))
      const time = timeAt(words, at + 2)
      const timeUs = Number.isNaN(time) ? 0 : time - Number(epochUs)
      const name = words[at + 1] === NO_NAME ? takeName(format, attributes) : nameOf(words[at + 1])
      result.push({ timeUs, name, attributes })
      at = next
    }
    return result.sort((a, b) => a.timeUs - b.timeUs)
  }

  const mayHold: SpanStore['mayHold'] = (test) => {
    const known = new Uint8Array(texts.count) // 1: no, 2: yes
    const holds = (text: number) => {
      if (known[text] === 0) {
        const start = texts.offsetOf[text]
        const bytes = segmentOf(text).subarray(start, start + texts.lengthOf[text])
        known[text] = test(bytes, (texts.traitsOf[text] & TRAIT.opaque) !== 0) ? 2 : 1
      }
      return known[text] === 2
    }
    const ofScope = scopes.map(({ attributes }) => attributes.length > 0)
    return (record) => {
      const end = starts[record + 1]
      for (let at = starts[record]; at < end; at++) {
        if (words[at] < EVENT) {
          if (holds(words[at])) return true
        } else {
          if (words[at + 1] !== NO_NAME && holds(words[at + 1])) return true
          at += EVENT_HEADER - 1
        }
      }
      return ofScope[scopeOf[record]] ?? false
    }
  }

  const own = [traits, starts, words, parentHigh, parentLow, scopeOf]
  const ownBytes = own.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const segments = [...texts.segments, texts.segmentOf, texts.offsetOf, texts.lengthOf, texts.traitsOf]
  const base = { format, texts, records, scopes, segments, ownBytes, attributeOf, nameOf, events, mayHold }
  if (otlp === null) {
    const member = (rest: RestText, code: number) => (rest.at < 0 ? -1 : findJaegerMember(rest.bytes, rest.at, code))
    return {
      ...base,
      attributes: tagsOf,
      references(record) {
        const spanId = parentOf(record)
        if (spanId !== '') return [{ refType: 'CHILD_OF', traceId: parentTraceId, spanId } satisfies Reference]
        const rest = restOf(record)
        return decodeJaegerReferences(rest.bytes, member(rest, JAEGER_SPAN.references))
      },
      warnings(record) {
        const rest = restOf(record)
        return decodeStrings(rest.bytes, member(rest, JAEGER_SPAN.warnings))
      },
    }
  }
  return {
    ...base,
    attributes: (record) => otlp.decodeTags(tagsOf(record), traits[record], restOf(record), scopes[scopeOf[record]]),
    references: (record) => otlp.decodeReferences(parentOf(record), restOf(record), parentTraceId),
    warnings(record) {
      const warnings: string[] = []
      for (let at = firstTag(record); at < starts[record + 1] && words[at] < EVENT; at++) {
        const text = words[at]
        if (texts.traitsOf[text] & TRAIT.warnings)
          warnings.push(...otlp.decodeWarnings(segmentOf(text), texts.offsetOf[text]))
      }
      return warnings
    },
  }
}

const NO_REST: RestText = { bytes: new Uint8Array(1), at: -1 }

/** Jaeger: the first field `event` that is a text is the event's name. */
function takeName(format: ByteStore['format'], fields: Attribute[]): string {
  const naming = format === 'otlp' ? -1 : fields.findIndex(({ key, value }) => isNaming(key, value))
  return naming < 0 ? '' : String(fields.splice(naming, 1)[0].value)
}

export const isNaming = (key: string, value: Attribute['value']): boolean =>
  key === 'event' && typeof value === 'string'
