import { moveNs, planRecentTimes, recordedUs } from './recentTimes.ts'
import { loadRecordings } from './recordings.ts'
import type { Recording } from './recordings.ts'
import { spanMatches } from './traceSearch.ts'
import type { TraceSearch } from './traceSearch.ts'

export interface DemoOptions {
  /** The folder with `index.json` and the recorded traces. */
  readonly folder: string
  /** Unix µs; the clock. */
  readonly nowUs?: () => number
  /** Original times, names and failures, as the recorded answers have them. For tests. */
  readonly asRecorded?: boolean
}

/** The recordings, most recent first, with what is asked of them. */
export interface DemoStore {
  readonly recordings: readonly Stored[]
  readonly byId: ReadonlyMap<string, Stored>
  readonly nowUs: () => number
  readonly find: (search: TraceSearch) => Stored[]
}

export interface Stored extends Recording {
  readonly recordedUs: number
  readonly shiftUs: () => number
}

export function openStore(options: DemoOptions, nowUs: () => number, startedUs: number): DemoStore {
  const asRecorded = options.asRecorded === true
  const loaded = loadRecordings(options.folder, asRecorded ? (service) => service : groupOddService)
  const kept = asRecorded ? loaded : loaded.filter((recording) => recording.jaegerText() !== null)
  const times = planRecentTimes(kept, startedUs)
  const order = new Map(times.paths.map((path, index) => [path, index]))
  const recordings = kept.map((recording) => ({
    ...recording,
    recordedUs: recordedUs(recording),
    shiftUs: () => (asRecorded ? 0 : times.shiftUs(recording.path, nowUs())),
  }))
  recordings.sort((a, b) =>
    asRecorded || a.path === b.path ? b.recordedUs - a.recordedUs : order.get(a.path)! - order.get(b.path)!,
  )
  return {
    recordings,
    byId: new Map(recordings.map((recording) => [recording.traceId, recording])),
    nowUs,
    find: (search) => findTraces(recordings, search),
  }
}

/** The hand-made odd traces each have services of their own; the demo shows them as one. */
function groupOddService(service: string, path: string): string {
  const own = `odd-${path.slice(path.indexOf('/') + 1)}`
  if (service !== own && !service.startsWith(`${own}-`)) return service
  return `odd-values${service.slice(own.length)}`
}

function findTraces(recordings: readonly Stored[], search: TraceSearch): Stored[] {
  const found: Stored[] = []
  for (const recording of recordings) {
    if (found.length === search.limit) break
    const shiftUs = recording.shiftUs()
    const matches = recording.spans.some((span) =>
      spanMatches(span, moveNs(span.startNs, shiftUs, recording.recordedUs), search),
    )
    if (matches) found.push(recording)
  }
  return found
}

export function listServices(store: DemoStore): string[] {
  const services = new Set(store.recordings.flatMap((recording) => recording.spans.map((span) => span.service)))
  services.delete('')
  return [...services]
}

export function listOperations(store: DemoStore, service: string, kind: string): { name: string; spanKind: string }[] {
  const operations = new Map<string, { name: string; spanKind: string }>()
  for (const { spans } of store.recordings) {
    for (const span of spans) {
      if (span.service !== service || (kind !== '' && span.kind !== kind)) continue
      operations.set(`${span.kind}\n${span.name}`, { name: span.name, spanKind: span.kind })
    }
  }
  return [...operations.values()]
}

export interface Calls {
  readonly parent: string
  readonly child: string
  callCount: number
}

/** Parent-child pairs of spans by service, in traces that lie within (from, to), in ms. Links count for nothing. */
export function countCalls(store: DemoStore, fromMs: bigint, toMs: bigint): Calls[] {
  const calls = new Map<string, Calls>()
  for (const { spans, recordedUs: aroundUs, shiftUs } of store.recordings) {
    const shift = shiftUs()
    const within = spans.every(
      (span) =>
        moveNs(span.startNs, shift, aroundUs) > fromMs * 1_000_000n &&
        moveNs(span.endNs, shift, aroundUs) < toMs * 1_000_000n,
    )
    if (!within) continue
    const serviceOf = new Map<string, string>()
    for (const span of spans) if (!serviceOf.has(span.spanId)) serviceOf.set(span.spanId, span.service)
    for (const span of spans) {
      const parent = serviceOf.get(span.parentId)
      if (parent === undefined) continue
      const key = JSON.stringify([parent, span.service])
      const known = calls.get(key)
      if (known) known.callCount++
      else calls.set(key, { parent, child: span.service, callCount: 1 })
    }
  }
  return [...calls.values()]
}

/** JSON as Go writes it. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
