import { durationOf, KIND_NAMES, NONE, spanIdOf } from '../../../model/trace.ts'
import type { Attribute, Trace } from '../../../model/trace.ts'
import type { SpanDetail } from '../../../worker/protocol.ts'
import { formatIso } from '../../../lib/formatTime.ts'
import { maskOf } from './maskOf.ts'

/** One span as JSON for a ticket or a chat; masked values stay masked. */
export function spanJson(trace: Trace, span: number, detail: SpanDetail): string {
  const list = (attributes: readonly Attribute[]) =>
    attributes.map((attribute) => ({
      key: attribute.key,
      type: attribute.type,
      value: maskOf(attribute)?.text ?? attribute.value,
    }))
  const parent = trace.parent[span]
  return JSON.stringify(
    {
      traceID: trace.traceId,
      spanID: spanIdOf(trace, span),
      parentSpanID: parent === NONE ? (trace.missingParentOf.get(span) ?? null) : spanIdOf(trace, parent),
      service: trace.services[trace.serviceId[span]],
      operation: trace.names[trace.nameId[span]],
      kind: KIND_NAMES[trace.kind[span]],
      start: formatIso(trace.epochUs + BigInt(trace.startUs[span])),
      startUs: trace.startUs[span],
      durationUs: durationOf(trace, span),
      tags: list(detail.attributes),
      process: list(detail.process),
      events: detail.events.map((event) => ({
        name: event.name,
        timeUs: event.timeUs,
        attributes: list(event.attributes),
      })),
      references: detail.references,
      warnings: detail.warnings,
    },
    null,
    2,
  )
}
