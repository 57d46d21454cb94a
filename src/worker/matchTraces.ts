import type { TagCondition } from '../model/tagCondition.ts'
import { durationOf, type Attribute, type LoadedTrace } from '../model/trace.ts'
import { meetsCondition } from './matchTags.ts'

/** What a search asks of one span. Limits in µs. */
export interface SpanFilter {
  /** null: any. */
  readonly services: readonly string[] | null
  readonly operation: string | null
  readonly minUs: number
  readonly maxUs: number
  /** All of them, each on the span, its process or one of its events; by the whole value, as Jaeger compares. */
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  /** What must hold besides; null: nothing. */
  readonly where: TagCondition | null
}

/** Whether a search would have found a trace. */
export function matchesSearch(loaded: LoadedTrace, filter: SpanFilter): boolean {
  if (!hasMatchingSpan(loaded, filter)) return false
  return filter.where === null || meetsCondition(loaded, filter.where, filter)
}

/** Whether a trace has a span that meets the filter, as a backend's search would. Tags are decoded for spans that meet the rest. */
function hasMatchingSpan({ trace, store }: LoadedTrace, filter: SpanFilter): boolean {
  const isAsked = trace.services.map((service) => filter.services === null || filter.services.includes(service))
  const name = filter.operation === null ? null : trace.names.indexOf(filter.operation)
  for (let span = 0; span < trace.length; span++) {
    if (!isAsked[trace.serviceId[span]]) continue
    if (name !== null && trace.nameId[span] !== name) continue
    const us = durationOf(trace, span)
    if (us < filter.minUs || us > filter.maxUs) continue
    if (filter.tags.length === 0) return true
    const record = trace.record[span]
    const process = trace.processes[trace.processId[span]].attributes
    const lists = [store.attributes(record), process]
    const isHere = (tag: SpanFilter['tags'][number]) => lists.some((list) => has(list, tag))
    if (filter.tags.every(isHere)) return true
    lists.push(...store.events(record, trace.epochUs).map(({ attributes }) => attributes))
    if (filter.tags.every(isHere)) return true
  }
  return false
}

const has = (attributes: readonly Attribute[], { key, value }: SpanFilter['tags'][number]) =>
  attributes.some((attribute) => attribute.key === key && String(attribute.value ?? '') === value)
