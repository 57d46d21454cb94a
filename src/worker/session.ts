import type { ViewOptions } from '../analysis/analyze.ts'
import { nextTask } from '../lib/nextTask.ts'
import { normalizeTraceId } from '../model/spanIds.ts'
import { EVICTED } from '../lib/evicted.ts'
import { isFileTrace } from '../model/traceName.ts'
import { isYoungAt } from '../model/youth.ts'
import { aborted, evicted, fail, notStored, succeed } from './failures.ts'
import { fetchTraces, type BodyTrace, type LoadedBody } from './loadTraces.ts'
import type { LoadProgress, Result, SearchAnswer, TraceRequest, TraceSummary, TraceView } from './protocol.ts'
import type { ReadOptions, StreamOptions } from './openStream.ts'
import { createTraceCache, type CachedTrace } from './traceCache.ts'
import { createViews } from './views.ts'

export interface SessionOptions {
  readonly budgetBytes: number
  /** See `wasmModules.ts`. */
  readonly scanner?: Promise<WebAssembly.Module | null>
  /** For tests. */
  readonly fetch?: typeof fetch
  readonly stallMs?: number
}

/** How long the worker works before it listens for messages, such as "cancel". */
const SLICE_MS = 25

/** What stays of closed traces, so that going back to one opens it at once. */
const RELAXED_BYTES = 20e6

type OnProgress = (progress: LoadProgress) => void

/** What the worker holds and does; pure of messages, so that tests run it without a worker. */
export function createSession({ budgetBytes, scanner, fetch: send, stallMs }: SessionOptions) {
  const cache = createTraceCache(budgetBytes)
  const views = createViews()
  const running = new Map<string, AbortController>()
  /** A newer reading that the page has been told of, but does not show yet. */
  let fresh: BodyTrace | null = null

  async function cancellable<T>(token: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    running.set(token, controller)
    try {
      return await work(controller.signal)
    } finally {
      running.delete(token)
    }
  }

  const readOptions = (signal: AbortSignal, onProgress: OnProgress): ReadOptions => ({ signal, onProgress, scanner })
  const streamOptions = (signal: AbortSignal, onProgress: OnProgress): StreamOptions => ({
    ...readOptions(signal, onProgress),
    fetch: send,
    stallMs,
  })

  const viewOf = (entry: CachedTrace, options: ViewOptions): TraceView => ({
    key: entry.key,
    name: entry.name,
    ...views.of(entry, options),
  })

  async function loadOne(
    request: TraceRequest,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<Result<BodyTrace>> {
    const body = await fetchTraces(request, streamOptions(signal, onProgress))
    // Some servers answer an unknown id with an empty list.
    if (!body.ok) return body.failure.kind === 'empty' ? fail(notStored(request.url, body.failure.status, null)) : body
    const found = pick(body.value, request.traceId)
    return found ? succeed(found) : fail(notStored(request.url, null, 'The answer holds other traces.'))
  }

  /** The trace asked for, out of the cache or from the server. */
  async function entryFor(
    request: TraceRequest,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<Result<CachedTrace>> {
    if (!request.reload && request.traceId !== null) {
      const cached = cache.byName(request.traceId)
      if (cached && !mayHaveGrown(cached)) return succeed(cached)
    }
    const waiting = request.reload && fresh?.loaded.trace.traceId === request.traceId ? fresh : null
    fresh = null
    const read = waiting ? succeed(waiting) : await loadOne(request, signal, onProgress)
    return read.ok ? succeed(cache.add(read.value.loaded, read.value.bytes)) : read
  }

  /** A settled trace that is held already is not held twice. */
  function addUnlessKnown({ loaded, bytes }: BodyTrace, name = loaded.trace.traceId): CachedTrace {
    const known = cache.byName(name)
    if (known && known.loaded.trace.length === loaded.trace.length && !mayHaveGrown(known)) return known
    return cache.add(loaded, bytes, name)
  }

  /** All traces of a body join the cache and become search results. */
  async function keep(
    body: LoadedBody,
    url: string,
    signal: AbortSignal,
    names: readonly string[] = [],
  ): Promise<Result<SearchAnswer>> {
    const entries = body.traces.map((trace, at) => addUnlessKnown(trace, names[at]))
    const { summarize } = await import('./summarize.ts')
    const traces: TraceSummary[] = []
    let sliceFrom = performance.now()
    for (const entry of entries) {
      traces.push({ ...summarize(views.once(entry)), traceId: entry.name })
      if (performance.now() - sliceFrom < SLICE_MS) continue
      await nextTask()
      if (signal.aborted) return fail(aborted(url))
      sliceFrom = performance.now()
    }
    // Those that the budget pushed out again have to be asked for.
    const withState = traces.map((summary, at) => ({ ...summary, complete: cache.holds(entries[at].key) }))
    return succeed({ traces: withState, notices: body.notices })
  }

  return {
    openTrace(
      request: TraceRequest,
      options: ViewOptions,
      token: string,
      onProgress: OnProgress,
    ): Promise<Result<TraceView>> {
      return cancellable(token, async (signal) => {
        const entry = await entryFor(request, signal, onProgress)
        return entry.ok ? succeed(viewOf(entry.value, options)) : entry
      })
    },

    viewTrace(key: string, options: ViewOptions): Result<TraceView> {
      const entry = cache.byKey(key)
      return entry ? succeed(viewOf(entry, options)) : fail(evicted(key))
    },

    refreshTrace(request: TraceRequest, token: string): Promise<Result<{ readonly newSpans: number }>> {
      return cancellable(token, async (signal) => {
        const read = await loadOne(request, signal, () => {})
        if (!read.ok) return read
        const known = cache.byName(read.value.loaded.trace.traceId)?.loaded.trace.length ?? 0
        const newSpans = Math.max(0, read.value.loaded.trace.length - known)
        fresh = newSpans > 0 ? read.value : null
        return succeed({ newSpans })
      })
    },

    search(request: TraceRequest, token: string, onProgress: OnProgress): Promise<Result<SearchAnswer>> {
      return cancellable(token, async (signal) => {
        const body = await fetchTraces(request, streamOptions(signal, onProgress))
        if (body.ok) return keep(body.value, request.url, signal)
        const { kind, detail } = body.failure
        // Nothing found is an answer; of several ids none may be known, which the server says in words.
        if (kind === 'empty') return succeed({ traces: [], notices: [] })
        if (kind === 'not-found') return succeed({ traces: [], notices: detail === null ? [] : [detail] })
        return body
      })
    },

    readOptions,
    entryFor,
    keep,
    add: addUnlessKnown,
    remove: (key: string): void => cache.remove(key),

    compare<T>(keyA: string, keyB: string, build: (a: CachedTrace, b: CachedTrace) => T): Result<T> {
      const a = cache.byKey(keyA)
      const b = cache.byKey(keyB)
      if (!a || !b) return fail(evicted(a ? keyB : keyA))
      return succeed(build(a, b))
    },

    entries: () => cache.entries(),

    relax(keysInUse: readonly string[]): void {
      const inUse = new Set(keysInUse)
      cache.trim(RELAXED_BYTES, (key) => inUse.has(key))
    },

    has: (name: string): boolean => cache.byName(name) !== null,

    entryNamed: (name: string): CachedTrace | null => cache.byName(name),

    /** The trace that a key names, for whoever looks at its spans. Throws when it was evicted. */
    entryOf(key: string): CachedTrace {
      const entry = cache.byKey(key)
      if (!entry) throw Object.assign(new Error(evicted(key).message), { name: EVICTED })
      return entry
    },

    analysisOf: (entry: CachedTrace, options: ViewOptions) => views.of(entry, options),

    /** The spans of a view in its order, without the analyses. */
    traceOf: (entry: CachedTrace, options: ViewOptions) => views.traceOf(entry, options),

    cancellable,

    cancel: (token: string): void => running.get(token)?.abort(),
  }
}

export type Session = ReturnType<typeof createSession>

/** The trace asked for. A server that answers with one trace under another id (as given, short) means that one. */
function pick({ traces }: LoadedBody, traceId: string | null): BodyTrace | null {
  if (traceId === null) return traces[0] ?? null
  const wanted = normalizeTraceId(traceId)
  return traces.find(({ loaded }) => loaded.trace.traceId === wanted) ?? null
}

/** A reading of a young trace is good for a while; after that the rest of it has arrived. */
const YOUNG_READING_MS = 60_000

const mayHaveGrown = ({ name, loaded, readAtMs }: CachedTrace): boolean =>
  !isFileTrace(name) && Date.now() - readAtMs > YOUNG_READING_MS && isYoungAt(loaded.trace, readAtMs)
