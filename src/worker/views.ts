import { analyze, type TraceAnalysis, type ViewOptions } from '../analysis/analyze.ts'
import type { CachedTrace } from './traceCache.ts'

/** Analyses of open traces: the last few views, so that findings and find see what the page sees. */
export interface Views {
  of(entry: CachedTrace, options: ViewOptions): TraceAnalysis
  /** The view a trace opens in, without keeping it: for lists of many. */
  once(entry: CachedTrace): TraceAnalysis
}

/** Both clock views of a trace and of one to compare it with. */
const KEPT = 4

export function createViews(): Views {
  const kept = new Map<string, TraceAnalysis>()
  return {
    once: ({ loaded }) => analyze(loaded, { clocks: 'auto', minGapUs: null }),
    of(entry, options) {
      const name = `${entry.key} ${options.clocks} ${options.minGapUs}`
      const view = kept.get(name) ?? analyze(entry.loaded, options)
      kept.delete(name)
      kept.set(name, view)
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
      return view
    },
  }
}
