import type { Result, SearchAnswer, TraceSummary } from '../worker/protocol.ts'

/** What is known of a trace that a search told only the outlines of. */
export type WholeTrace = TraceSummary | 'waiting' | 'failed'

/** Fetches whole traces for rows that are looked at, a few at a time; made for `useSyncExternalStore`. */
export interface WholeTraces {
  readonly subscribe: (listener: () => void) => () => void
  /** By the name of the trace; a new map after each change. */
  readonly getSnapshot: () => ReadonlyMap<string, WholeTrace>
  /** Asks for these, after those that are asked for already; what failed before is tried again. `anyway`: in view or not. */
  want(names: readonly string[], anyway?: boolean): void
  /** Its row left the view: not begun, it need not be, unless it was wanted anyway. */
  drop(name: string): void
  stop(): void
}

const AT_ONCE = 3

export function createWholeTraces(
  load: (name: string, signal: AbortSignal) => Promise<Result<SearchAnswer>>,
): WholeTraces {
  const listeners = new Set<() => void>()
  let controller = new AbortController()
  const queue: string[] = []
  const running = new Set<string>()
  const wantedAnyway = new Set<string>()
  let known: ReadonlyMap<string, WholeTrace> = new Map()

  const set = (changes: readonly (readonly [string, WholeTrace | null])[]) => {
    const next = new Map(known)
    for (const [name, value] of changes) {
      if (value === null) next.delete(name)
      else next.set(name, value)
    }
    known = next
    for (const listener of listeners) listener()
  }

  const work = async (name: string) => {
    const { signal } = controller
    running.add(name)
    const answer = await load(name, signal).catch(() => null)
    if (signal.aborted) return
    running.delete(name)
    const trace = answer?.ok ? answer.value.traces.find(({ traceId }) => traceId === name) : undefined
    set([[name, trace ?? 'failed']])
    next()
  }

  const next = () => {
    while (running.size < AT_ONCE && queue.length > 0) void work(queue.shift()!)
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => known,
    want(names, anyway = false) {
      if (anyway) for (const name of names) wantedAnyway.add(name)
      const fresh = names.filter((name) => !known.has(name) || known.get(name) === 'failed')
      if (fresh.length === 0) return
      queue.push(...fresh)
      set(fresh.map((name) => [name, 'waiting']))
      next()
    },
    drop(name) {
      const at = queue.indexOf(name)
      if (at < 0 || wantedAnyway.has(name)) return
      queue.splice(at, 1)
      set([[name, null]])
    },
    stop() {
      controller.abort()
      controller = new AbortController()
      queue.length = 0
      running.clear()
      wantedAnyway.clear()
      known = new Map([...known].filter(([, trace]) => trace !== 'waiting'))
    },
  }
}
