import type { LoadedTrace, Trace } from '../model/trace.ts'
import { computeCauses } from './causes.ts'
import { computeChildren, computeSelfTime } from './children.ts'
import type { Children } from './children.ts'
import { computeClocks, noClocks } from './clocks.ts'
import type { Clocks } from './clocks.ts'
import { correctClocks } from './correctClocks.ts'
import { computeGaps, defaultMinGapUs, noGaps } from './gaps.ts'
import type { Gaps } from './gaps.ts'
import { computeLedgers } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import { computeMissingParents } from './missingParents.ts'

export type ClocksView = 'raw' | 'corrected'

export interface ViewOptions {
  /** `auto`: corrected when a domain is skewed with both bounds, raw otherwise. */
  readonly clocks: ClocksView | 'auto'
  /** Notability threshold in µs; null is the default, max(1 ms, 1 % of the trace). */
  readonly minGapUs: number | null
}

/** An analysis that threw: a bug of ours, told as a finding while the rest of the page stands. */
export interface AnalysisFailure {
  readonly analysis: string
  readonly message: string
}

/** A trace in one clock view with its core analyses: typed columns and small objects, fit to be cloned or transferred. */
export interface TraceAnalysis {
  readonly clocksView: ClocksView
  readonly minGapUs: number
  /** In the raw view the given trace itself; in the corrected one a re-ordered copy: spans have other indices there. */
  readonly trace: Trace
  readonly gaps: Gaps
  /** Main root's first, then other roots, async, orphans, each by start. */
  readonly ledgers: readonly Ledger[]
  /** How many there are; the page gets the first of them only. */
  readonly ledgerCount: number
  readonly clocks: Clocks
  /** Per span in µs: where it was recorded minus where this view draws it; null in the raw view. */
  readonly shiftUs: Float64Array | null
  /** Per span: time outside its blocking children. */
  readonly selfUs: Float64Array
  /** Per span: 1 when it is an asynchronous child. */
  readonly asynchronous: Uint8Array
  readonly failures: readonly AnalysisFailure[]
}

/**
 * The core analyses of one view. The trace is as recorded: what the backend had shifted is back in place
 * (`undoAdjustments`). Each analysis stands or fails alone; one that throws is in `failures`, with nothing in its place.
 */
export function analyze(loaded: LoadedTrace, options: ViewOptions): TraceAnalysis {
  const failures: AnalysisFailure[] = []
  const attempt = <T>(analysis: string, compute: () => T, otherwise: () => T): T => {
    try {
      return compute()
    } catch (error) {
      failures.push({ analysis, message: error instanceof Error ? error.message : String(error) })
      return otherwise()
    }
  }

  const found = attempt('clocks', () => computeClocks(loaded.trace), noClocks)
  const asRecorded: AnyView = { trace: loaded.trace, shiftUs: null, clocks: found }
  const isCorrected = options.clocks === 'corrected' || (options.clocks === 'auto' && found.correctable)
  const { trace, shiftUs, clocks } = isCorrected
    ? attempt(
        'corrected clocks',
        (): AnyView => correctClocks(loaded.trace, found),
        () => asRecorded,
      )
    : asRecorded

  const minGapUs = options.minGapUs ?? defaultMinGapUs(trace)
  const children = attempt(
    'children',
    () => computeChildren(trace),
    () => noChildren(trace),
  )
  const causes = attempt(
    'causes',
    () => computeCauses(trace, children),
    () => ({ first: new Uint32Array(trace.length + 1), cause: new Int32Array(0) }),
  )
  const missing = attempt(
    'missing parents',
    () => computeMissingParents({ trace, store: loaded.store }),
    () => [],
  )
  const gaps = attempt('gaps', () => computeGaps(trace, children, causes, missing), noGaps)
  const ledgers = attempt(
    'ledgers',
    () => computeLedgers(trace, children, causes, gaps, minGapUs),
    () => [],
  )
  return {
    clocksView: shiftUs ? 'corrected' : 'raw',
    minGapUs,
    trace,
    gaps,
    ledgers,
    ledgerCount: ledgers.length,
    clocks,
    shiftUs,
    selfUs: attempt(
      'self time',
      () => computeSelfTime(trace, children),
      () => new Float64Array(trace.length),
    ),
    asynchronous: children.asynchronous,
    failures,
  }
}

type AnyView = Pick<TraceAnalysis, 'trace' | 'shiftUs' | 'clocks'>

/** Every span for itself. */
const noChildren = ({ length, startUs, endUs }: Trace): Children => ({
  asynchronous: new Uint8Array(length),
  effectiveStartUs: startUs,
  effectiveEndUs: endUs,
  leaf: new Uint8Array(length).fill(1),
})
