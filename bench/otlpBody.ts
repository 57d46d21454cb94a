import { readBytes } from '../src/formats/readBytes.ts'
import { writeOtlpJson } from '../src/formats/writeOtlpJson.ts'

/** The members of a span as Jaeger's OTLP API orders them. What is empty is left out; the status never is. */
const MEMBERS = [
  'traceId',
  'spanId',
  'traceState',
  'parentSpanId',
  'name',
  'kind',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'attributes',
  'events',
  'links',
] as const

/** A body of Jaeger's JSON API as `/api/v3/traces/ID` answers with the same trace, in pieces. */
export function* otlpBodyOf(jaegerBody: Uint8Array): Generator<string> {
  const read = readBytes(jaegerBody)
  if (!read.ok) throw new Error(read.failure.message)
  yield '{"result":'
  for (const piece of writeOtlpJson(read.value.traces[0]))
    yield piece.startsWith('{"traceId"')
      ? respell(piece)
      : piece.replace(',"version":""', '').replace('{"name":""}', '{}')
  yield '}'
}

function respell(piece: string): string {
  const span = JSON.parse(piece)
  const filled = MEMBERS.filter((member) => span[member] !== 0 && span[member].length !== 0)
  return JSON.stringify({
    ...Object.fromEntries(filled.map((member) => [member, span[member]])),
    status: span.status,
  })
}
