import type { LoadProgress } from '../worker/protocol.ts'

/** What is being loaded, and how far it is; made for `useSyncExternalStore`. */
export interface ProgressStore<T> {
  readonly subscribe: (listener: () => void) => () => void
  readonly getSnapshot: () => T | null
  /** When what is under way was begun, on the clock of `performance.now()`; now, when nothing is. */
  readonly beganAt: () => number
}

/** How far a search is. */
export interface SearchProgress {
  /** Of the request that told something last. */
  readonly load: LoadProgress | null
  /** Requests, and how many of them are through. */
  readonly total: number
  readonly done: number
  /** Services that have not answered yet. */
  readonly waitingFor: readonly string[]
  /** Ends the waiting and keeps what came; null where there is nothing to keep. */
  readonly stop: (() => void) | null
}

interface Entry<T> extends ProgressStore<T> {
  begin(): void
  set(progress: T | null): void
}

const traces = new Map<string, Entry<LoadProgress>>()
const searches = new Map<string, Entry<SearchProgress>>()

function entryOf<T>(entries: Map<string, Entry<T>>, name: string): Entry<T> {
  let entry = entries.get(name)
  if (!entry) entries.set(name, (entry = createEntry()))
  return entry
}

function createEntry<T>(): Entry<T> {
  const listeners = new Set<() => void>()
  let current: T | null = null
  let beganMs: number | null = null
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => current,
    beganAt: () => beganMs ?? performance.now(),
    begin: () => void (beganMs = performance.now()),
    set(progress) {
      current = progress
      if (progress === null) beganMs = null
      for (const listener of listeners) listener()
    },
  }
}

/** Progress of loading one trace. */
export const traceProgress = (traceId: string): ProgressStore<LoadProgress> => entryOf(traces, traceId)
/** Progress of a search, by its `progressKey`. */
export const searchProgress = (key: string): ProgressStore<SearchProgress> => entryOf(searches, key)

export const beginTraceProgress = (traceId: string) => entryOf(traces, traceId).begin()
/** null when nothing is under way any more. */
export const reportTraceProgress = (traceId: string, progress: LoadProgress | null) =>
  entryOf(traces, traceId).set(progress)
export const reportSearchProgress = (key: string, progress: SearchProgress | null) =>
  entryOf(searches, key).set(progress)
