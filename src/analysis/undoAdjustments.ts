import { reorderTrace } from '../model/reorderTrace.ts'
import { FLAG } from '../model/trace.ts'
import type { LoadedTrace, SpanStore } from '../model/trace.ts'

/**
 * Takes back Jaeger's own clock skew adjustment, so that nothing is corrected twice: a span with the warning "This span's
 * timestamps were adjusted by X" goes to its start minus X, its events with it. Done once, when the trace is loaded, before any
 * analysis; a trace without such warnings comes back as it is. Jaeger's µs have lost what is below them: 1 µs either way.
 */
export function undoAdjustments(loaded: LoadedTrace): LoadedTrace {
  const { trace, store } = loaded
  const byRecord = new Map<number, number>()
  const first = firstWarned(trace.flags)
  if (first === trace.length) return loaded
  const startUs = trace.startUs.slice()
  const endUs = trace.endUs.slice()
  for (let span = first; span < trace.length; span++) {
    if ((trace.flags[span] & FLAG.hasWarnings) === 0) continue
    const adjustedByUs = adjustmentUs(store.warnings(trace.record[span]))
    if (adjustedByUs === 0) continue
    byRecord.set(trace.record[span], adjustedByUs)
    startUs[span] -= adjustedByUs
    endUs[span] -= adjustedByUs
  }
  if (byRecord.size === 0) return loaded
  return { trace: reorderTrace(trace, startUs, endUs).trace, store: shiftEvents(store, byRecord) }
}

function firstWarned(flags: Uint32Array): number {
  let span = 0
  while (span < flags.length && (flags[span] & FLAG.hasWarnings) === 0) span++
  return span
}

function shiftEvents(store: SpanStore, byRecord: ReadonlyMap<number, number>): SpanStore {
  return {
    attributes: (record) => store.attributes(record),
    references: (record) => store.references(record),
    warnings: (record) => store.warnings(record),
    events: (record, epochUs) => {
      const adjustedByUs = byRecord.get(record) ?? 0
      return store.events(record, epochUs).map((event) => ({ ...event, timeUs: event.timeUs - adjustedByUs }))
    },
    mayHold: store.mayHold && ((test) => store.mayHold!(test)),
  }
}

/** The sum of what the warnings say, whole µs. A trace read from an adjusting Jaeger twice keeps the text once per adjustment. */
function adjustmentUs(warnings: readonly string[]): number {
  const stated = new Set(warnings.map((warning) => /timestamps were adjusted by (\S+)/.exec(warning)?.[1]))
  let us = 0
  for (const duration of stated) if (duration) us += parseGoDurationUs(duration) ?? 0
  return Math.round(us)
}

const GO_UNITS_US: Record<string, number> = { h: 3.6e9, m: 6e7, s: 1e6, ms: 1e3, µs: 1, μs: 1, us: 1, ns: 1e-3 }

/** Go's `time.Duration` as text (`-1m2.5s`, `350.1ms`, `0s`) in µs; null for anything else. */
export function parseGoDurationUs(text: string): number | null {
  const [, sign, body] = /^([+-]?)((?:[\d.]+(?:h|ms|m|s|µs|μs|us|ns))+)$/.exec(text) ?? []
  if (body === undefined) return null
  let us = 0
  for (const [, digits, unit] of body.matchAll(/([\d.]+)(h|ms|m|s|µs|μs|us|ns)/g))
    us += Number(digits) * GO_UNITS_US[unit]
  if (!Number.isFinite(us)) return null
  return sign === '-' ? -us : us
}
