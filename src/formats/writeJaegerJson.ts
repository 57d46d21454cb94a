import { FLAG, spanIdOf, type Attribute, type LoadedTrace } from '../model/trace.ts'

export interface WriteOptions {
  /** What to write for a value; default: the value itself. */
  readonly redact?: (key: string, value: Attribute['value']) => Attribute['value']
}

/** An end before the start, as Jaeger's JSON has it: -1 µs in 64 bits. */
const NEGATIVE_DURATION = '18446744073709551615'

/**
 * A trace as the body of Jaeger's `GET /api/traces/<id>`, in pieces of a span each (a large trace is no single string). Reading it
 * gives the same trace.
 */
export function* writeJaegerJson(
  { trace, store }: LoadedTrace,
  { redact = (_, value) => value }: WriteOptions = {},
): Generator<string> {
  const epochUs = Number(trace.epochUs)
  const tag = ({ key, type, value }: Attribute) => ({ key, type, value: redact(key, value) })
  yield `{"data":[{"traceID":${JSON.stringify(trace.traceId)},"spans":[`
  // In the order of the input, which decides between spans of the same id.
  const spans = Uint32Array.from({ length: trace.length }, (_, span) => span).sort(
    (a, b) => trace.record[a] - trace.record[b],
  )
  for (const [index, span] of spans.entries()) {
    const record = trace.record[span]
    const warnings = store.warnings(record)
    const duration = trace.endUs[span] - trace.startUs[span]
    const members = {
      traceID: trace.traceId,
      spanID: spanIdOf(trace, span),
      operationName: trace.names[trace.nameId[span]],
      references: store
        .references(record)
        .map(({ refType, traceId, spanId }) => ({ refType, traceID: traceId, spanID: spanId })),
      startTime: epochUs + trace.startUs[span],
      tags: store.attributes(record).map(tag),
      logs: store.events(record, trace.epochUs).map(({ timeUs, name, attributes }) => ({
        timestamp: timeUs + epochUs,
        fields: [
          ...(isNamed(name, attributes) ? [{ key: 'event', type: 'string', value: redact('event', name) }] : []),
          ...attributes.map(tag),
        ],
      })),
      processID: `p${trace.processId[span] + 1}`,
      warnings: warnings.length > 0 ? warnings : null,
    }
    const text = JSON.stringify(members)
    const durationText = trace.flags[span] & FLAG.endBeforeStart ? NEGATIVE_DURATION : String(duration)
    yield `${index === 0 ? '' : ','}${text.slice(0, -1)},"duration":${durationText}}`
  }
  const processes = trace.processes.map(({ serviceId, attributes }, process) => {
    return `"p${process + 1}":${JSON.stringify({ serviceName: trace.services[serviceId], tags: attributes.map(tag) })}`
  })
  const warnings = trace.warnings.length > 0 ? trace.warnings : null
  yield `],"processes":{${processes.join(',')}},"warnings":${JSON.stringify(warnings)}}],"total":0,"limit":0,"offset":0,"errors":null}`
}

/** The first field `event` is read as the name, so an empty name is written when another field of that key follows. */
const isNamed = (name: string, attributes: readonly Attribute[]) =>
  name !== '' || attributes.some(({ key }) => key === 'event')
