import type { LoadProgress } from '../worker/protocol.ts'

/** What is being loaded, and how far it is; made for `useSyncExternalStore`. */
export interface ProgressStore {
  readonly subscribe: (listener: () => void) => () => void
  readonly getSnapshot: () => LoadProgress | null
}

interface Entry extends ProgressStore {
  set(progress: LoadProgress | null): void
}

const entries = new Map<string, Entry>()

function entryOf(name: string): Entry {
  let entry = entries.get(name)
  if (!entry) entries.set(name, (entry = createEntry()))
  return entry
}

function createEntry(): Entry {
  const listeners = new Set<() => void>()
  let current: LoadProgress | null = null
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => current,
    set(progress) {
      current = progress
      for (const listener of listeners) listener()
    },
  }
}

/** Progress of loading one trace. */
export const traceProgress = (traceId: string): ProgressStore => entryOf(`trace ${traceId}`)
/** Progress of the search that runs (a new one cancels the old). */
export const searchProgress = (): ProgressStore => entryOf('search')

/** null when nothing is under way any more. */
export const reportTraceProgress = (traceId: string, progress: LoadProgress | null) =>
  entryOf(`trace ${traceId}`).set(progress)
export const reportSearchProgress = (progress: LoadProgress | null) => entryOf('search').set(progress)
