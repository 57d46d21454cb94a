import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** One recorded trace: its spans as the search sees them, and its two bodies as text, read when first asked for. */
export interface Recording {
  /** `scenario/variant`, such as `doc-pipeline/gap-201`. */
  readonly path: string
  /** 32 lower-case hex digits. */
  readonly traceId: string
  readonly spans: readonly RecordedSpan[]
  /** The trace object out of the `data` of `/api/traces/{id}`; null where the real Jaeger failed on it. */
  readonly jaegerText: () => string | null
  /** The `resourceSpans` array of `/api/v3/traces/{id}`, without its brackets. */
  readonly otlpText: () => string
}

export interface RecordedSpan {
  readonly spanId: string
  /** '' for none. */
  readonly parentId: string
  readonly service: string
  readonly name: string
  /** '' | internal | server | client | producer | consumer. */
  readonly kind: string
  /** Unix ns as recorded. */
  readonly startNs: bigint
  readonly endNs: bigint
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number
  /** Span's, scope's, resource's and each event's attributes, values as text. */
  readonly attributes: readonly ReadonlyMap<string, string>[]
}

interface IndexEntry {
  readonly path: string
  readonly traces: readonly { readonly traceID: string; readonly jaeger: string; readonly otlp: string }[]
}

interface OtlpValue {
  stringValue?: string
  boolValue?: boolean
  intValue?: string
  doubleValue?: number | string
  bytesValue?: string
  arrayValue?: { values?: OtlpValue[] }
  kvlistValue?: { values?: OtlpAttribute[] }
}
interface OtlpAttribute {
  key?: string
  value?: OtlpValue
}
interface OtlpSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name?: string
  kind?: number
  startTimeUnixNano?: string
  endTimeUnixNano?: string
  attributes?: OtlpAttribute[]
  events?: { attributes?: OtlpAttribute[] }[]
  status?: { code?: number }
}
interface OtlpBody {
  result: {
    resourceSpans: {
      resource?: { attributes?: OtlpAttribute[] }
      scopeSpans?: { scope?: { attributes?: OtlpAttribute[] }; spans?: OtlpSpan[] }[]
    }[]
  }
}

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer']

/**
 * Reads every recorded trace below `folder` (its `index.json` lists them). `rename` changes service names, in the bodies as
 * well. About 100 ms for the 12,000 recorded spans, hence called with the first request, not at start-up.
 */
export function loadRecordings(folder: string, rename: (service: string, path: string) => string): Recording[] {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as IndexEntry[]
  return index.flatMap((entry) =>
    entry.traces.map((trace) => {
      const read = (file: string) => readText(join(folder, entry.path, file))
      const otlpText = () => renameOtlp(read(trace.otlp), (service) => rename(service, entry.path))
      const otlp = otlpText()
      return {
        path: entry.path,
        traceId: trace.traceID.toLowerCase().padStart(32, '0'),
        spans: readSpans(JSON.parse(otlp) as OtlpBody),
        jaegerText: once(() => renameJaeger(unwrapJaeger(read(trace.jaeger)), (name) => rename(name, entry.path))),
        otlpText: once(() => unwrapOtlp(otlpText())),
      }
    }),
  )
}

function readText(file: string): string {
  const bytes = readFileSync(file)
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}

/** The only trace's object out of `{"data":[…],"total":0,…}`, byte for byte. */
function unwrapJaeger(body: string): string | null {
  const prefix = '{"data":['
  const end = body.lastIndexOf('],"total":')
  return body.startsWith(prefix) && end > 0 ? body.slice(prefix.length, end) : null
}

function unwrapOtlp(body: string): string {
  const prefix = '{"result":{"resourceSpans":['
  return body.slice(prefix.length, body.lastIndexOf(']}}'))
}

// Names are changed in the text, so that every other byte stays as recorded. A quote inside a value is `\"`: no false match.
function renameJaeger(text: string | null, rename: (service: string) => string): string | null {
  return (
    text?.replace(
      /"serviceName":("(?:[^"\\]|\\.)*")/g,
      (_, name: string) => `"serviceName":${renameJson(name, rename)}`,
    ) ?? null
  )
}

function renameOtlp(text: string, rename: (service: string) => string): string {
  return text.replace(
    /\{"key":"service\.name","value":\{"stringValue":("(?:[^"\\]|\\.)*")\}\}/g,
    (_, name: string) => `{"key":"service.name","value":{"stringValue":${renameJson(name, rename)}}}`,
  )
}

function renameJson(literal: string, rename: (service: string) => string): string {
  const name = JSON.parse(literal) as string
  const renamed = rename(name)
  return renamed === name ? literal : JSON.stringify(renamed)
}

function readSpans(body: OtlpBody): RecordedSpan[] {
  const spans: RecordedSpan[] = []
  for (const { resource, scopeSpans } of body.result.resourceSpans) {
    const resourceAttributes = readAttributes(resource?.attributes)
    for (const { scope, spans: scoped } of scopeSpans ?? []) {
      const scopeAttributes = readAttributes(scope?.attributes)
      for (const span of scoped ?? []) {
        spans.push({
          spanId: span.spanId,
          parentId: span.parentSpanId ?? '',
          service: resourceAttributes.get('service.name') ?? '',
          name: span.name ?? '',
          kind: KINDS[span.kind ?? 0] ?? '',
          startNs: BigInt(span.startTimeUnixNano ?? 0),
          endNs: BigInt(span.endTimeUnixNano ?? 0),
          status: span.status?.code ?? 0,
          attributes: [
            readAttributes(span.attributes),
            scopeAttributes,
            resourceAttributes,
            ...(span.events ?? []).map((event) => readAttributes(event.attributes)),
          ],
        })
      }
    }
  }
  return spans
}

/** The first value counts where a key occurs twice, as in the storage that is imitated. */
function readAttributes(attributes: OtlpAttribute[] | undefined): ReadonlyMap<string, string> {
  const map = new Map<string, string>()
  for (const { key = '', value } of attributes ?? []) if (!map.has(key)) map.set(key, formatValue(value))
  return map
}

function formatValue(value: OtlpValue | undefined): string {
  if (value === undefined) return ''
  if (value.stringValue !== undefined) return value.stringValue
  if (value.boolValue !== undefined) return String(value.boolValue)
  if (value.intValue !== undefined) return value.intValue
  if (value.doubleValue !== undefined) return String(value.doubleValue)
  if (value.bytesValue !== undefined) return value.bytesValue
  if (value.arrayValue || value.kvlistValue) return JSON.stringify(plainValue(value))
  return ''
}

function plainValue(value: OtlpValue | undefined): unknown {
  if (value?.arrayValue) return (value.arrayValue.values ?? []).map(plainValue)
  if (value?.kvlistValue) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map(({ key = '', value: of }) => [key, plainValue(of)]))
  }
  if (value?.intValue !== undefined) return Number(value.intValue)
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue ?? value?.bytesValue ?? null
}
