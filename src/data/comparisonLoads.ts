import type { ComparisonResult, ViewOptions } from '../worker/protocol.ts'
import { reportTraceProgress } from './progress.ts'
import { requestOf } from './traceLoads.ts'
import { openComparison } from './workerClient.ts'

/** Two traces, by their names, and the clocks they are compared on. */
export interface ComparisonTarget {
  readonly a: string
  readonly b: string
  readonly clocks: ViewOptions['clocks']
}

interface Load extends ComparisonTarget {
  readonly abort: AbortController
  readonly result: Promise<ComparisonResult>
}

/** The load that began before the page's own code was here. */
let early: Load | null = null

export function startComparisonEarly(target: ComparisonTarget): void {
  const abort = new AbortController()
  early = { ...target, abort, result: load(target, abort.signal) }
}

/** Loads and compares two traces, or takes over what is already under way for them. */
export function loadComparison(target: ComparisonTarget, signal: AbortSignal): Promise<ComparisonResult> {
  const mine = early
  early = null
  if (!mine) return load(target, signal)
  if (mine.a !== target.a || mine.b !== target.b || mine.clocks !== target.clocks) {
    mine.abort.abort()
    return load(target, signal)
  }
  signal.addEventListener('abort', () => mine.abort.abort(), { once: true })
  return mine.result
}

async function load({ a, b, clocks }: ComparisonTarget, signal: AbortSignal): Promise<ComparisonResult> {
  const names = [a, b]
  try {
    const [sideA, sideB] = await Promise.all(names.map((name) => requestOf({ traceId: name, window: null }, false)))
    if (!sideA.ok || !sideB.ok)
      return { ok: false, a: sideA.ok ? null : sideA.failure, b: sideB.ok ? null : sideB.failure }
    return await openComparison([sideA.value, sideB.value], { clocks, minGapUs: null }, signal, (side, progress) => {
      if (!signal.aborted) reportTraceProgress(names[side], progress)
    })
  } finally {
    for (const name of names) reportTraceProgress(name, null)
  }
}
