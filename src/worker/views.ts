import { analyze, type TraceAnalysis, type ViewOptions } from '../analysis/analyze.ts'
import type { Trace } from '../model/trace.ts'
import type { CachedTrace } from './traceCache.ts'

export interface Views {
  of(entry: CachedTrace, options: ViewOptions): TraceAnalysis
  /** Only the spans of a view, in its order: what was recorded needs no analysis. */
  traceOf(entry: CachedTrace, options: ViewOptions): Trace
  /** The view a trace opens in, without keeping it: for lists of many. */
  once(entry: CachedTrace): TraceAnalysis
}

/** Until the findings are asked for, right after the first frame: they hold it themselves then. */
const HOLD_MS = 1_500

/**
 * Analyses of open traces, so that findings and find see what the page sees. The page has its own copy: here they stay only as
 * long as memory allows, and are made again when they are asked for after that.
 */
export function createViews(): Views {
  const kept = new Map<string, WeakRef<TraceAnalysis>>()
  const held = new Set<TraceAnalysis>()
  /** Whether a trace's views for some choice of clocks show it as it was recorded. */
  const asRecorded = new WeakMap<CachedTrace, Map<ViewOptions['clocks'], boolean>>()
  const forgotten = new FinalizationRegistry<string>((name) => {
    if (kept.get(name)?.deref() === undefined) kept.delete(name)
  })

  const hold = (view: TraceAnalysis) => {
    held.add(view)
    const timer = setTimeout(() => held.delete(view), HOLD_MS)
    // In Node a timer would keep the process alive.
    if (typeof timer === 'object') timer.unref()
  }

  const of = (entry: CachedTrace, options: ViewOptions): TraceAnalysis => {
    const name = `${entry.key} ${options.clocks} ${options.minGapUs}`
    const known = kept.get(name)?.deref()
    if (known) return known
    const view = analyze(entry.loaded, options)
    kept.set(name, new WeakRef(view))
    forgotten.register(view, name)
    hold(view)
    const choices = asRecorded.get(entry) ?? new Map<ViewOptions['clocks'], boolean>()
    asRecorded.set(entry, choices.set(options.clocks, view.trace === entry.loaded.trace))
    return view
  }

  return {
    of,

    traceOf(entry, options) {
      const isAsRecorded = options.clocks === 'raw' || asRecorded.get(entry)?.get(options.clocks)
      return isAsRecorded ? entry.loaded.trace : of(entry, options).trace
    },

    once: ({ loaded }) => analyze(loaded, { clocks: 'auto', minGapUs: null }),
  }
}
