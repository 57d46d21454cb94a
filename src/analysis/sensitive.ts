import { FLAG, NONE } from '../model/trace.ts'
import type { Attribute, LoadedTrace } from '../model/trace.ts'
import type { Sensitive } from './findings.ts'
import { maybeSensitive } from './sensitivePrefilter.ts'
import { findSensitiveParts, mainReason } from './sensitiveValues.ts'

/** Spans between two steps: some ten milliseconds. */
const STEP = 5000

/**
 * Secrets and personal data in tags, events and process tags: processes first, then spans in drawing order. One entry per
 * key and place. O(bytes) by the prefilter; only spans that could hold something are decoded. Yields now and then, for whoever has
 * other things to do in between.
 */
export function* sensitiveInSteps({ trace, store }: LoadedTrace): Generator<void, Sensitive[]> {
  const found: Sensitive[] = []
  for (const [processId, { serviceId, attributes }] of trace.processes.entries()) {
    scan(attributes, (key, reason) => found.push({ span: NONE, processId, serviceId, where: 'process', key, reason }))
  }
  const mayHold = store.mayHold?.(maybeSensitive)
  for (let span = 0; span < trace.length; span++) {
    if (span % STEP === STEP - 1) yield
    const record = trace.record[span]
    if (mayHold && !mayHold(record)) continue
    const at = { span, processId: trace.processId[span], serviceId: trace.serviceId[span] }
    scan(store.attributes(record), (key, reason) => found.push({ ...at, where: 'tag', key, reason }))
    if ((trace.flags[span] & FLAG.hasEvents) === 0) continue
    const keys = new Set<string>()
    for (const { attributes } of store.events(record, trace.epochUs)) {
      scan(attributes, (key, reason) => {
        if (!keys.has(key)) found.push({ ...at, where: 'log', key, reason })
        keys.add(key)
      })
    }
  }
  return found
}

function scan(attributes: readonly Attribute[], add: (key: string, reason: Sensitive['reason']) => void): void {
  const keys = new Set<string>()
  for (const { key, value } of attributes) {
    const reason = mainReason(findSensitiveParts(key, value))
    if (reason === null || keys.has(key)) continue
    keys.add(key)
    add(key, reason)
  }
}
