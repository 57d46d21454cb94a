import { FLAG, KIND_NAMES, spanIdOf, type Attribute, type LoadedTrace, type Reference } from '../model/trace.ts'
import { WARNINGS_KEY } from './decodeOtlp.ts'
import type { WriteOptions } from './writeJaegerJson.ts'

/**
 * A trace as an OTLP/HTTP JSON request (`{"resourceSpans": […]}`), in pieces of a span each. Tags that stand for parts of a span in
 * Jaeger's JSON (kind, status, scope, trace state) become those parts again. Reading it gives the same trace.
 */
export function* writeOtlpJson(
  loaded: LoadedTrace,
  { redact = (_, value) => value }: WriteOptions = {},
): Generator<string> {
  const { trace } = loaded
  const attribute = ({ key, type, value }: Attribute) => ({ key, value: anyValue(type, redact(key, value)) })
  const spansOf: number[][] = trace.processes.map(() => [])
  for (let span = 0; span < trace.length; span++) spansOf[trace.processId[span]].push(span)
  for (const spans of spansOf) spans.sort((a, b) => trace.record[a] - trace.record[b])

  yield '{"resourceSpans":['
  for (const [process, { serviceId, attributes }] of trace.processes.entries()) {
    const service: Attribute = { key: 'service.name', type: 'string', value: trace.services[serviceId] }
    const resource = { attributes: [service, ...attributes].map(attribute) }
    yield `${process === 0 ? '' : ','}{"resource":${JSON.stringify(resource)},"scopeSpans":[`
    let scope: string | null = null
    for (const span of spansOf[process]) {
      const written = spanParts(loaded, span)
      const scopeText = JSON.stringify(written.scope)
      if (scopeText === scope) yield ','
      else yield `${scope === null ? '' : ']},'}{"scope":${scopeText},"spans":[`
      scope = scopeText
      yield JSON.stringify({
        ...written.members,
        attributes: [...written.tags.map(attribute), ...written.warnings],
        events: written.events(attribute),
      })
    }
    yield `${scope === null ? '' : ']}'}]}`
  }
  yield ']}'
}

function spanParts({ trace, store }: LoadedTrace, span: number) {
  const record = trace.record[span]
  const tags = store.attributes(record)
  const taken = new Set<Attribute>()
  /** The value of a tag that becomes a part of the span: the only one of its key, and a filled string. */
  const take = (key: string, isPart: (value: string) => boolean = () => true): string => {
    const [tag, ...others] = tags.filter((candidate) => candidate.key === key)
    if (
      !tag ||
      others.length > 0 ||
      tag.type !== 'string' ||
      typeof tag.value !== 'string' ||
      tag.value === '' ||
      !isPart(tag.value)
    )
      return ''
    taken.add(tag)
    return tag.value
  }
  const kind = KIND_NAMES.indexOf(take('span.kind', (name) => KIND_NAMES.indexOf(name as 'unset') > 0) as 'unset')
  const status = takeStatus(tags, take, taken)
  const { parentSpanId, links } = splitReferences(store.references(record), trace.traceId)
  const startNs = (trace.epochUs + BigInt(trace.startUs[span])) * 1000n + BigInt(trace.startNs?.[span] ?? 0)
  const durationUs = trace.flags[span] & FLAG.endBeforeStart ? -1 : trace.endUs[span] - trace.startUs[span]
  const warnings = store.warnings(record).map((text) => ({ stringValue: text }))
  return {
    scope: { name: take('otel.scope.name'), version: take('otel.scope.version') },
    members: {
      traceId: trace.traceId,
      spanId: spanIdOf(trace, span),
      parentSpanId,
      traceState: take('w3c.tracestate'),
      name: trace.names[trace.nameId[span]],
      kind: Math.max(0, kind),
      startTimeUnixNano: String(startNs),
      endTimeUnixNano: String(startNs + BigInt(durationUs) * 1000n + BigInt(trace.durationNs?.[span] ?? 0)),
      links,
      status,
    },
    tags: tags.filter((tag) => !taken.has(tag)),
    warnings: warnings.length > 0 ? [{ key: WARNINGS_KEY, value: { arrayValue: { values: warnings } } }] : [],
    events: (attribute: (tag: Attribute) => object) =>
      store.events(record, 0n).map(({ timeUs, name, attributes }) => ({
        timeUnixNano: String(BigInt(timeUs) * 1000n),
        name,
        attributes: attributes.map(attribute),
      })),
  }
}

/** OTLP's status says what Jaeger has as two or three tags. */
function takeStatus(
  tags: readonly Attribute[],
  take: (key: string, isPart?: (value: string) => boolean) => string,
  taken: Set<Attribute>,
) {
  const errors = tags.filter(({ key }) => key === 'error')
  const isError = errors.length === 1 && errors[0].value === true
  const code = take(
    'otel.status_code',
    (value) => (value === 'ERROR' && isError) || (value === 'OK' && errors.length === 0),
  )
  if (code === '') return {}
  if (isError) taken.add(errors[0])
  const message = take('otel.status_description')
  return { code: code === 'ERROR' ? 2 : 1, ...(message === '' ? {} : { message }) }
}

/** The first CHILD_OF within the trace is the parent; the rest are links. */
function splitReferences(references: readonly Reference[], traceId: string) {
  const parent = references.find(
    (reference) => reference.refType === 'CHILD_OF' && (reference.traceId === traceId || reference.traceId === ''),
  )
  const links = references
    .filter((reference) => reference !== parent)
    .map((reference) => ({ traceId: reference.traceId || traceId, spanId: reference.spanId }))
  return { parentSpanId: parent?.spanId ?? '', links }
}

function anyValue(type: string, value: Attribute['value']): object {
  if (value === null) return type === 'binary' ? { bytesValue: '' } : {}
  if (type === 'bool' && typeof value === 'boolean') return { boolValue: value }
  if (type === 'int64' && /^-?\d+$/.test(String(value))) return { intValue: String(value) }
  if (type === 'float64' && typeof value !== 'boolean') return { doubleValue: value }
  if (type === 'binary') return { bytesValue: String(value) }
  return { stringValue: String(value) }
}
