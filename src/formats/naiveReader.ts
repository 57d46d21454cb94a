import { normalizeSpanId, normalizeTraceId } from '../model/spanIds.ts'
import { flagsOfKey } from '../model/tagFlags.ts'
import {
  FLAG,
  KIND_NAMES,
  spanIdOf,
  type Attribute,
  type LoadedTrace,
  type Reference,
  type SpanEvent,
} from '../model/trace.ts'

/** For tests: a Jaeger body read the plain way, by JSON.parse and objects. What the scanner must agree with. */
export interface NaiveSpan {
  readonly id: string
  readonly name: string
  readonly service: string
  readonly startUs: number
  readonly endUs: number
  readonly kind: number
  /** Without those of the tree (`orphan` and the like). */
  readonly flags: number
  readonly attributes: Attribute[]
  readonly process: Attribute[]
  readonly events: SpanEvent[]
  readonly references: Reference[]
  readonly warnings: string[]
}

const READ_FLAGS =
  FLAG.error |
  FLAG.statusOk |
  FLAG.hasEvents |
  FLAG.hasWarnings |
  FLAG.hasDb |
  FLAG.hasMessaging |
  FLAG.hasPeer |
  FLAG.endBeforeStart

type Json = Record<string, any>

export function readNaively(text: string): NaiveSpan[][] {
  const body = JSON.parse(text) as Json
  const data = body.data ?? []
  return (data as Json[]).map((trace) => (trace.spans as Json[]).map((span) => readSpan(span, trace)))
}

function readSpan(span: Json, trace: Json): NaiveSpan {
  const attributes = readTags(span.tags)
  const tag = (key: string) => attributes.filter((attribute) => attribute.key === key)
  let flags = 0
  for (const { key } of attributes) flags |= flagsOfKey(key)
  if (tag('error').some(({ value }) => value === true || value === 'true')) flags |= FLAG.error
  if (tag('otel.status_code').some(({ value }) => value === 'ERROR')) flags |= FLAG.error
  if (tag('otel.status_code').some(({ value }) => value === 'OK')) flags |= FLAG.statusOk
  if (span.logs?.length > 0) flags |= FLAG.hasEvents
  if (span.warnings?.length > 0) flags |= FLAG.hasWarnings
  const isNegative = span.duration < 0 || span.duration > 9.2e18
  if (isNegative) flags |= FLAG.endBeforeStart
  const process = trace.processes?.[span.processID]
  return {
    id: normalizeSpanId(span.spanID),
    name: span.operationName,
    service: process?.serviceName ?? 'unknown-service',
    startUs: Number(span.startTime),
    endUs: Number(span.startTime) + (isNegative ? 0 : Number(span.duration)),
    kind: tag('span.kind').reduce((kind, { value }) => Math.max(0, KIND_NAMES.indexOf(value as 'unset')) || kind, 0),
    flags,
    attributes,
    process: readTags(process?.tags),
    events: (span.logs ?? [])
      .map((log: Json): SpanEvent => {
        const fields = readTags(log.fields)
        const naming = fields.findIndex(({ key, value }) => key === 'event' && typeof value === 'string')
        return {
          timeUs: Number(log.timestamp),
          name: naming < 0 ? '' : String(fields[naming].value),
          attributes: fields.filter((_, index) => index !== naming),
        }
      })
      .sort((a: SpanEvent, b: SpanEvent) => a.timeUs - b.timeUs),
    references: (span.references ?? []).map((reference: Json): Reference => ({
      refType: reference.refType,
      traceId: normalizeTraceId(reference.traceID),
      spanId: normalizeSpanId(reference.spanID),
    })),
    warnings: span.warnings ?? [],
  }
}

function readTags(tags: Json[] | null | undefined): Attribute[] {
  return (tags ?? []).map(({ key, type, value }) => {
    const isSmall = type === 'int64' && /^(0|-?[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value))
    // Digits that a double does not hold stay text.
    const isLarge = Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value))
    return { key, type, value: isSmall ? Number(value) : isLarge ? String(value) : value }
  })
}

/** The spans of a read trace in input order, as the naive reader has them. */
export function plain({ trace, store }: LoadedTrace): NaiveSpan[] {
  const spans: NaiveSpan[] = []
  for (let span = 0; span < trace.length; span++) {
    const record = trace.record[span]
    const epoch = Number(trace.epochUs)
    spans[record] = {
      id: spanIdOf(trace, span),
      name: trace.names[trace.nameId[span]],
      service: trace.services[trace.serviceId[span]],
      startUs: trace.startUs[span] + epoch,
      endUs: trace.endUs[span] + epoch,
      kind: trace.kind[span],
      flags: trace.flags[span] & READ_FLAGS,
      attributes: store.attributes(record),
      process: [...trace.processes[trace.processId[span]].attributes],
      events: store.events(record, 0n),
      references: store.references(record),
      warnings: store.warnings(record),
    }
  }
  return spans
}
