import type { AnomalyType, SensitiveReason } from '../analysis/findings.ts'
import type { ClocksView } from '../analysis/analyze.ts'
import type { ClockVerdict } from '../analysis/clocks.ts'
import type { DiffStatus } from '../analysis/diff.ts'
import type { GapKind } from '../analysis/gaps.ts'
import type { Category, LedgerKind } from '../analysis/ledger.ts'

/** The analysis of one trace as data: `docs/report.schema.json` is its schema. Times in whole µs; offsets from `startTimeUs`. */
export interface Report {
  readonly version: 1
  readonly traceID: string
  readonly clocksView: ClocksView
  /** Unix µs of the main root's start, decimal: a JSON number would not hold every one. */
  readonly startTimeUs: string
  readonly durationUs: number
  readonly extentUs: number
  readonly rootName: string
  readonly spanCount: number
  readonly depth: number
  readonly services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[]
  readonly ledgers: readonly ReportLedger[]
  readonly gaps: readonly ReportGap[]
  readonly clocks: readonly ReportClock[]
  readonly missingParents: readonly {
    readonly parentSpanID: string
    readonly childSpanIDs: readonly string[]
    readonly suspectedService: string | null
    readonly startUs: number
    readonly endUs: number
  }[]
  readonly lostContext: readonly (ReportSpan & { readonly peer: string | null })[]
  readonly repeats: readonly {
    readonly parentSpanID: string
    readonly service: string
    readonly operation: string
    readonly count: number
    readonly totalUs: number
    readonly sequential: boolean
  }[]
  readonly errors: readonly (ReportSpan & { readonly rootCause: boolean; readonly message: string | null })[]
  readonly sensitive: readonly {
    readonly spanID: string | null
    readonly service: string
    readonly where: 'tag' | 'log' | 'process'
    readonly key: string
    readonly reason: SensitiveReason
  }[]
  readonly anomalies: readonly {
    readonly type: AnomalyType
    readonly spanID: string | null
    readonly message: string
  }[]
}

export interface ReportSpan {
  readonly spanID: string
  readonly service: string
  readonly operation: string
}

export interface ReportLedger {
  readonly kind: LedgerKind
  readonly spanID: string
  readonly startUs: number
  readonly durationUs: number
  readonly queueUs: number
  readonly entries: readonly ReportEntry[]
  readonly segments: readonly {
    readonly spanID: string
    readonly category: Category
    readonly kind: GapKind | null
    readonly startUs: number
    readonly endUs: number
  }[]
}

export interface ReportEntry {
  readonly category: Category
  readonly service: string
  readonly operation: string
  readonly kind: GapKind | null
  readonly us: number
  readonly share: number
}

export interface ReportGap extends ReportSpan {
  readonly kind: GapKind
  readonly afterSpanID: string | null
  readonly beforeSpanID: string | null
  readonly startUs: number
  readonly endUs: number
  readonly critical: boolean
}

export interface ReportClock {
  readonly service: string
  readonly domain: string
  readonly offsetUs: number | null
  readonly lowUs: number | null
  readonly highUs: number | null
  readonly verdict: ClockVerdict
  readonly evidence: number
}

/** B compared with A. */
export interface ComparisonReport {
  readonly version: 1
  readonly a: { readonly traceID: string; readonly durationUs: number }
  readonly b: { readonly traceID: string; readonly durationUs: number }
  readonly deltaUs: number
  readonly contributions: readonly {
    readonly service: string
    readonly operation: string
    readonly category: Category
    readonly kind: GapKind | null
    readonly status: DiffStatus
    readonly aUs: number
    readonly bUs: number
    readonly deltaUs: number
    readonly aSpanIDs: readonly string[]
    readonly bSpanIDs: readonly string[]
  }[]
  readonly matched: number
  readonly added: readonly ReportSpan[]
  readonly removed: readonly ReportSpan[]
  readonly pairs: readonly { readonly aSpanID: string; readonly bSpanID: string; readonly deltaUs: number }[]
  readonly attributes: readonly {
    readonly aSpanID: string
    readonly bSpanID: string
    readonly key: string
    readonly a: string | null
    readonly b: string | null
  }[]
}
