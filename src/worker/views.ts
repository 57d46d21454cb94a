import { analyze, type TraceAnalysis, type ViewOptions } from '../analysis/analyze.ts'
import type { CachedTrace } from './traceCache.ts'

export interface Views {
  of(entry: CachedTrace, options: ViewOptions): TraceAnalysis
  /** The view a trace opens in, without keeping it: for lists of many. */
  once(entry: CachedTrace): TraceAnalysis
}

/** Long enough for the findings, which are asked for right after a view. */
const HOLD_MS = 5_000

/**
 * Analyses of open traces, so that findings and find see what the page sees. The page has its own copy: here they stay only as
 * long as memory allows, and are made again when they are asked for after that.
 */
export function createViews(): Views {
  const kept = new Map<string, WeakRef<TraceAnalysis>>()
  const held = new Set<TraceAnalysis>()
  const forgotten = new FinalizationRegistry<string>((name) => {
    if (kept.get(name)?.deref() === undefined) kept.delete(name)
  })

  const hold = (view: TraceAnalysis) => {
    held.add(view)
    const timer = setTimeout(() => held.delete(view), HOLD_MS)
    // In Node a timer would keep the process alive.
    if (typeof timer === 'object') timer.unref()
  }

  return {
    once: ({ loaded }) => analyze(loaded, { clocks: 'auto', minGapUs: null }),

    of(entry, options) {
      const name = `${entry.key} ${options.clocks} ${options.minGapUs}`
      const known = kept.get(name)?.deref()
      if (known) return known
      const view = analyze(entry.loaded, options)
      kept.set(name, new WeakRef(view))
      forgotten.register(view, name)
      hold(view)
      return view
    },
  }
}
